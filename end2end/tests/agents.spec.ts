import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { expectAccessible } from "../fixtures/a11y";
import { type App, APPLY, expect, waitUntilLive, test } from "../fixtures/app";

const AGENTS = `{
  agents: {
    defaults: {
      model: { primary: 'anthropic/claude-opus-4-5', fallbacks: ['openai/gpt-5.2', 'google/gemini-2.5-pro'] },
      imageModel: 'google/gemini-2.5-flash',
    },
    list: [
      { id: 'main' }, // the house
      { id: 'work', name: 'At work', model: { primary: 'openai/gpt-5.2', fallbacks: [] } },
    ],
  },
}
`;
test.use({ config: AGENTS });

async function open(page: Page, app: App): Promise<void> {
  await page.goto(`${app.origin}/agents`);
  await waitUntilLive(page);
}

const row = (page: Page, agent: string) =>
  page.locator(".rows__row").filter({ has: page.locator(".rows__name", { hasText: new RegExp(`^${agent}$`) }) });

test("the matrix shows which models are own and which are inherited", async ({ signedIn: page, app }) => {
  await open(page, app);
  await expect(page.locator(".answer")).toHaveText("2 agents; main is the default agent. 1 has models of its own.");
  const all = row(page, "Defaults").locator(".cell__value");
  await expect(all).toHaveText(["Defaults", /^anthropic\/claude-opus-4-5/, /openai\/gpt-5.2\s*✕no credential\s*google\/gemini-2.5-pro\s*✕no credential/, /google\/gemini-2.5-flash/]);
  const main = row(page, "main").locator(".cell__value");
  await expect(main).toHaveText([/main\s*default/, /anthropic\/claude-opus-4-5\s*✕no credential\s*◇\s*inherited/, /^\s*◇\s*inherited/, "uses the default"]);
  const work = row(page, "work").locator(".cell__value");
  await expect(work).toHaveText([/work\s*At work/, /openai\/gpt-5.2\s*✕no credential\s*◆\s*own/, /none\s*◆\s*own/, "uses the default"]);
  await expectAccessible(page);
});

test("a row opens with the agent's forms and its workspace", async ({ signedIn: page, app }) => {
  await open(page, app);
  for (const agent of ["Defaults", "main", "work"]) await row(page, agent).locator("summary").click();
  await expect(row(page, "work")).toContainText("~/.openclaw/agents/work/agent");
  await expect(row(page, "work").getByRole("link")).toHaveAttribute("href", "/routing?agent=work");
  // In this home, an agent with its own primary still inherits fallbacks.
  await expect(page.getByRole("checkbox")).toHaveCount(0);
  await expectAccessible(page);
});

test("a primary is set for an agent, and inherited again", async ({ signedIn: page, app, home }) => {
  await open(page, app);
  await row(page, "main").locator("summary").click();
  await page.getByRole("combobox", { name: "New primary for main" }).fill("xai/grok-4");
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: "Make xai/grok-4 the primary of the text chain of main" });
  await dialog.locator(APPLY).click();
  await expect(row(page, "main").locator(".cell__value").nth(1)).toHaveText(/xai\/grok-4\s*✕no credential\s*◆\s*own/);
  await expect(row(page, "main").locator("summary")).toBeFocused();
  expect(await readFile(home.config, "utf8")).toBe(
    AGENTS.replace("{ id: 'main' }", "{ id: 'main', model: { primary: 'xai/grok-4' } }"),
  );
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Inherit everything again: main" }).click();
  await page.getByRole("dialog", { name: "Use the default models for main" }).locator(APPLY).click();
  await expect(row(page, "main").locator(".cell__value").nth(1)).toHaveText(/anthropic\/claude-opus-4-5\s*✕no credential\s*◇\s*inherited/);
  await expect(row(page, "main").locator("summary")).toBeFocused();
  expect(await readFile(home.config, "utf8")).toBe(AGENTS);
});

test("fallbacks alone are inherited again", async ({ signedIn: page, app, home }) => {
  await open(page, app);
  await row(page, "work").locator("summary").click();
  await page.getByRole("button", { name: "Inherit the fallbacks again: work" }).click();
  await page.getByRole("dialog", { name: "Use the default fallbacks for work" }).locator(APPLY).click();
  await expect(row(page, "work").locator(".cell__value").nth(2)).toHaveText(/^\s*◇\s*inherited/);
  expect(await readFile(home.config, "utf8")).toBe(AGENTS.replace(", fallbacks: [] }", " }"));
});

test("the default primary is set", async ({ signedIn: page, app, home }) => {
  await open(page, app);
  await row(page, "Defaults").locator("summary").click();
  await page.getByRole("combobox", { name: "New default primary" }).fill("xai/grok-4");
  await page.getByRole("button", { name: "Set the default primary" }).click();
  await page.getByRole("dialog").locator(APPLY).click();
  await expect(row(page, "main").locator(".cell__value").nth(1)).toHaveText(/xai\/grok-4\s*✕no credential\s*◇\s*inherited/);
  expect(await readFile(home.config, "utf8")).toBe(AGENTS.replace("primary: 'anthropic/claude-opus-4-5'", "primary: 'xai/grok-4'"));
});

test("an agent is added, below the state directory", async ({ signedIn: page, app, home }) => {
  await open(page, app);
  const form = page.getByRole("region", { name: "Add an agent" });
  await form.getByLabel("Name").fill("home");
  await form.getByLabel("Workspace").fill("~/.openclaw/workspace-home");
  await form.getByRole("button", { name: "Add agent" }).click();
  const dialog = page.getByRole("dialog", { name: "Add the agent home" });
  // Values that the user has just typed are shown.
  const added = dialog.locator(".diff__line--added");
  await expect(added).toContainText(`name: 'home', workspace: '${home.path}/.openclaw/workspace-home'`);
  await expect(added).not.toContainText("‹hidden›");
  await expect(dialog).toContainText("name: ‹hidden›");
  await dialog.locator(APPLY).click();
  await expect(row(page, "home")).toContainText("inherited");
  await expect(form.getByLabel("Name")).toBeFocused();
  await expect(form.getByLabel("Workspace")).toHaveValue("");
  const text = await readFile(home.config, "utf8");
  const dir = `${home.path}/.openclaw`;
  expect(text).toContain(`{ id: 'home', name: 'home', workspace: '${dir}/workspace-home', agentDir: '${dir}/agents/home/agent' }`);
  expect(text).toContain("{ id: 'main' }, // the house");
});

test.describe(() => {
  test.use({ expected: /422/ });

  test("a refused value stays in the field", async ({ signedIn: page, app, home }) => {
    await open(page, app);
    const form = page.getByRole("region", { name: "Add an agent" });
    await form.getByLabel("Name").fill("home");
    await form.getByLabel("Workspace").fill("/tmp/elsewhere");
    await page.keyboard.press("Enter");
    const dialog = page.getByRole("dialog");
    await expect(dialog.getByRole("alert")).toContainText("must be below");
    await dialog.getByRole("button", { name: "Close" }).click();
    await expect(form.getByLabel("Workspace")).toHaveValue("/tmp/elsewhere");
    expect(await readFile(home.config, "utf8")).toBe(AGENTS);
  });
});

test("an external change keeps typed text, the focus and an open row", async ({ signedIn: page, app, home }) => {
  await open(page, app);
  await row(page, "work").locator("summary").click();
  const field = page.getByRole("combobox", { name: "New primary for work" });
  await field.focus();
  await page.keyboard.type("xai/gro");
  await home.write(AGENTS.replace("{ id: 'main' }, // the house", "{ id: 'home' }, { id: 'main', default: true },"));
  await expect(row(page, "home")).toBeVisible();
  await expect(field).toBeFocused();
  await page.keyboard.type("k");
  await expect(field).toHaveValue("xai/grok");
});

test.describe("names with markup", () => {
  const hostile = `"><img src=x onerror="window.pwned=1"></script><script>window.pwned=1</script>`;
  const config = (name: string) =>
    JSON.stringify({ agents: { defaults: { model: "a/b" }, list: [{ id: "main", name, workspace: name, agentDir: name, model: { primary: name, fallbacks: [`x/${name}`] } }] } });
  test.use({ config: config(hostile) });

  test("T36 are shown as text, and run no script", async ({ signedIn: page, app, home }) => {
    await open(page, app);
    await row(page, "main").locator("summary").click();
    await expect(page.locator(".agents__name")).toHaveText(hostile);
    await expectAccessible(page);
    // Navigates in the browser, so that the page is rendered there too.
    await home.write(config(`2${hostile}`));
    await expect(page.locator(".agents__name")).toHaveText(`2${hostile}`);
    expect(await page.evaluate(() => (window as any).pwned)).toBeUndefined();
  });
});
