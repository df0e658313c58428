import { readFile } from "node:fs/promises";
import { accessibleWithoutScript } from "../fixtures/a11y";
import { APPLY, CHAIN, expect, test } from "../fixtures/app";

const AGENTS = CHAIN.replace("  agents: {\n", "  agents: {\n    list: [{ id: 'main' }, { id: 'work', model: { primary: 'openai/gpt-5.2', fallbacks: [] } }],\n");
test.use({ config: AGENTS });

test.beforeEach(async ({ signedIn: page, app }) => {
  await page.goto(`${app.origin}/agents`);
});

test("a primary is set and inherited again", async ({ page, app, home }) => {
  await page.locator("summary").filter({ hasText: "main" }).click();
  await page.getByRole("textbox", { name: "New primary for main" }).fill("xai/grok-4");
  await page.getByRole("button", { name: "Set primary of main" }).click();
  const card = page.getByRole("region", { name: "Make xai/grok-4 the primary of the text chain of main" });
  expect(await readFile(home.config, "utf8")).toBe(AGENTS);
  await card.locator(APPLY).click();
  await expect(page).toHaveURL(new RegExp(`^${app.origin}/agents\\?done=`));
  expect(await readFile(home.config, "utf8")).toContain("{ id: 'main', model: { primary: 'xai/grok-4' } }");
  await page.locator("summary").filter({ hasText: "main" }).click();
  await page.getByRole("button", { name: "Inherit everything again: main" }).click();
  await page.locator(APPLY).click();
  await page.locator("summary").filter({ hasText: "work" }).click();
  await page.getByRole("button", { name: "Inherit the fallbacks again: work" }).click();
  await page.locator(APPLY).click();
  const text = await readFile(home.config, "utf8");
  expect(text).toContain("list: [{ id: 'main' }, { id: 'work', model: { primary: 'openai/gpt-5.2' } }]");
});

test("an agent is added", async ({ page, home }) => {
  const form = page.getByRole("region", { name: "Add an agent" });
  await form.getByLabel("Name").fill("home");
  await form.getByLabel("Workspace").fill("~/.openclaw/workspace-home");
  await form.getByRole("button", { name: "Add agent" }).click();
  await page.getByRole("region", { name: "Add the agent home" }).locator(APPLY).click();
  await expect(page.locator(".rows__name")).toHaveText(["Defaults", "main", "work", "home"]);
  expect(await readFile(home.config, "utf8")).toContain("id: 'home'");
});

test.describe(() => {
  test.use({ expected: /422/ });

  test("a refusal keeps the typed text in its row", async ({ page, browser }) => {
    await page.locator("summary").filter({ hasText: "work" }).click();
    await page.getByRole("textbox", { name: "New primary for work" }).fill("openai/");
    await page.getByRole("button", { name: "Set primary of work" }).click();
    await expect(page.getByRole("alert")).toContainText("neither a model nor an alias");
    await expect(page.getByRole("textbox", { name: "New primary for work" })).toBeVisible();
    await expect(page.getByRole("textbox", { name: "New primary for work" })).toHaveValue("openai/");
    await expect(page.getByRole("textbox", { name: "New primary for main" })).toBeHidden();
    await expect(page.getByRole("textbox", { name: "New primary for main", includeHidden: true })).toHaveValue("");
    await accessibleWithoutScript(page, browser);
  });
});
