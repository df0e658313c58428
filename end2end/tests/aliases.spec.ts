import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { expectAccessible } from "../fixtures/a11y";
import { type App, APPLY, CHAIN, expect, waitUntilLive, test } from "../fixtures/app";

async function open(page: Page, app: App): Promise<void> {
  await page.goto(`${app.origin}/aliases`);
  await waitUntilLive(page);
}

const row = (page: Page, alias: string) =>
  page.locator(".rows__row").filter({ has: page.locator(".rows__name", { hasText: new RegExp(`^${alias}$`) }) });

test("the page lists aliases with their uses and states", async ({ signedIn: page, app }) => {
  await open(page, app);
  await expect(page.locator(".answer")).toHaveText("2 models have an alias.");
  await expect(row(page, "opus")).toContainText("anthropic/claude-opus-4-5");
  await expect(row(page, "opus")).toContainText("text chain, step 1");
  await expect(row(page, "opus")).toContainText("works");
  await expect(row(page, "flash")).toContainText("its model is step 1 of the image chain");
  await expectAccessible(page);
  await row(page, "opus").locator("summary").click();
  await expect(page.getByRole("combobox", { name: "New model for opus" })).toBeVisible();
  await expectAccessible(page);
});

test("an alias is added, by keyboard alone", async ({ signedIn: page, app, home }) => {
  await open(page, app);
  await page.getByLabel("Short name").fill("grok");
  await page.keyboard.press("Tab");
  await page.keyboard.type("xai/grok-4");
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: "Add alias grok for xai/grok-4" });
  await expect(dialog.locator(APPLY)).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(dialog).toBeHidden();
  await expect(page.locator(".answer")).toHaveText("3 models have an alias.");
  await expect(row(page, "grok")).toContainText("xai/grok-4");
  await expect(page.getByLabel("Short name")).toBeFocused();
  await expect(page.getByLabel("Short name")).toHaveValue("");
  const flash = "        'google/gemini-2.5-flash': { alias: 'flash' },\n";
  const text = await readFile(home.config, "utf8");
  expect(text).toContain(`${flash}        'xai/grok-4': { alias: 'grok' },\n`);
});

test("an alias is moved to another model", async ({ signedIn: page, app, home }) => {
  await open(page, app);
  await row(page, "flash").locator("summary").click();
  await page.getByRole("combobox", { name: "New model for flash" }).fill("opus");
  await page.getByRole("button", { name: "Change flash" }).click();
  const dialog = page.getByRole("dialog", { name: "Move alias flash from google/gemini-2.5-flash to anthropic/claude-opus-4-5" });
  await dialog.locator(APPLY).click();
  await expect(dialog).toBeHidden();
  await expect(row(page, "flash")).toContainText("anthropic/claude-opus-4-5");
  await expect(row(page, "flash").locator("summary")).toBeFocused();
  await expect(page.getByRole("combobox", { name: "New model for flash" })).toBeHidden();
  // A model can have only one alias.
  expect(await readFile(home.config, "utf8")).toBe(
    CHAIN.replace("{ alias: 'opus' }", "{ alias: 'flash' }").replace("'google/gemini-2.5-flash': { alias: 'flash' }", "'google/gemini-2.5-flash': {}"),
  );
});

test("an alias is removed, and the focus moves to a control", async ({ signedIn: page, app, home }) => {
  await open(page, app);
  await page.getByRole("button", { name: "Remove flash" }).click();
  const dialog = page.getByRole("dialog", { name: "Remove alias flash of google/gemini-2.5-flash" });
  await dialog.locator(APPLY).click();
  await expect(row(page, "flash")).toHaveCount(0);
  await expect(page.getByLabel("Short name")).toBeFocused();
  expect(await readFile(home.config, "utf8")).toBe(
    CHAIN.replace("'google/gemini-2.5-flash': { alias: 'flash' }", "'google/gemini-2.5-flash': {}"),
  );
  await expectAccessible(page);
});

const WRITTEN_OUT = CHAIN.replace("primary: 'opus'", "primary: 'anthropic/claude-opus-4-5'").replace("{ alias: 'opus' }", "{}");

test("an alias in use: the repair is ticked; without it the card lists what breaks, and Cancel has the focus", async ({
  signedIn: page,
  app,
  home,
}) => {
  test.slow();
  await open(page, app);
  await page.getByRole("button", { name: "Remove opus" }).click();
  const card = page.getByRole("dialog", { name: "Remove alias opus of anthropic/claude-opus-4-5" });
  const box = card.getByRole("checkbox", { name: "Also write anthropic/claude-opus-4-5 in 1 chain" });
  const remove = card.getByRole("button", { name: "Remove alias" });
  await expect(box).toBeChecked();
  await expect(remove).toBeFocused();
  await expect(card).toContainText("Every chain keeps its models.");
  await expect(card.locator(".diff__line--added")).toHaveCount(2);
  await expectAccessible(page);
  await box.focus();
  await page.keyboard.press("Space");
  await expect(card.locator(".broken")).toContainText("Step 1 of the text chain uses opus");
  await expect(card.getByRole("button", { name: "Cancel" })).toBeFocused();
  await expect(card).not.toContainText("Nothing else changes.");
  await expect(card.locator(".diff__line--added")).toHaveCount(1);
  // Consequences come before the diff.
  const top = async (selector: string) => (await card.locator(selector).boundingBox())!.y;
  expect(await top(".broken")).toBeLessThan(await top(".diff"));
  expect(await top(".card__repair")).toBeLessThan(await top(".diff"));
  await expectAccessible(page);
  expect(await readFile(home.config, "utf8")).toBe(CHAIN);
  await box.focus();
  await page.keyboard.press("Space");
  await expect(card.locator(".broken")).toHaveCount(0);
  await expect(box).toBeChecked();
  await expect(box).toBeFocused();
  await remove.click();
  await expect(row(page, "opus")).toHaveCount(0);
  expect(await readFile(home.config, "utf8")).toBe(WRITTEN_OUT);
});

test("two quick keystrokes are handled", async ({ signedIn: page, app, home }) => {
  await open(page, app);
  await page.getByRole("button", { name: "Remove opus" }).focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("dialog").locator(APPLY)).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(row(page, "opus")).toHaveCount(0);
  expect(await readFile(home.config, "utf8")).toBe(WRITTEN_OUT);
});

test("an alias is renamed, and the chain with it, by keyboard alone", async ({ signedIn: page, app, home }) => {
  await open(page, app);
  await row(page, "opus").locator("summary").focus();
  await page.keyboard.press("Enter");
  await page.getByLabel("New name for opus").focus();
  await page.keyboard.type("best");
  await expectAccessible(page);
  await page.keyboard.press("Enter");
  const card = page.getByRole("dialog", { name: "Rename alias opus to best" });
  await expect(card.getByRole("checkbox", { name: "Also write best in 1 chain" })).toBeChecked();
  await expect(card.getByRole("button", { name: "Rename alias" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(row(page, "best")).toContainText("text chain, step 1");
  await expect(row(page, "best").locator("summary")).toBeFocused();
  expect(await readFile(home.config, "utf8")).toBe(CHAIN.replaceAll("'opus'", "'best'"));
});

test.describe("an alias that is built into OpenClaw", () => {
  test.use({ config: "{ agents: { defaults: { model: 'openai/gpt-5.4', models: { 'openai/gpt-5.4': {} } } } }" });

  test("cannot be renamed", async ({ signedIn: page, app }) => {
    await open(page, app);
    await row(page, "gpt").locator("summary").click();
    await expect(page.getByRole("combobox", { name: "New model for gpt" })).toBeVisible();
    await expect(page.getByLabel("New name for gpt")).toHaveCount(0);
  });
});

test.describe(() => {
  test.use({ expected: /422/ });

  test("a name that is taken is refused with the model that has it", async ({ signedIn: page, app, home }) => {
    await open(page, app);
    await row(page, "opus").locator("summary").click();
    await page.getByLabel("New name for opus").fill("FLASH");
    await page.getByRole("button", { name: "Rename opus" }).click();
    await expect(page.getByRole("dialog").getByRole("alert")).toContainText("google/gemini-2.5-flash");
    await page.getByRole("button", { name: "Close" }).click();
    await expect(page.getByLabel("New name for opus")).toHaveValue("FLASH");
    expect(await readFile(home.config, "utf8")).toBe(CHAIN);
  });

  test("a refused value stays in the field", async ({ signedIn: page, app, home }) => {
    await open(page, app);
    await page.getByLabel("Short name").fill("my opus");
    await page.getByRole("combobox", { name: "Model", exact: true }).fill("opus");
    await page.getByRole("button", { name: "Add alias" }).click();
    const dialog = page.getByRole("dialog");
    await expect(dialog.getByRole("alert")).toContainText("my opus");
    await dialog.getByRole("button", { name: "Close" }).click();
    await expect(page.getByLabel("Short name")).toHaveValue("my opus");
    await expect(page.getByRole("combobox", { name: "Model", exact: true })).toHaveValue("opus");
    expect(await readFile(home.config, "utf8")).toBe(CHAIN);
  });
});

test("an external change keeps typed text, the focus and an open row", async ({ signedIn: page, app, home }) => {
  await open(page, app);
  await row(page, "opus").locator("summary").click();
  await page.getByRole("combobox", { name: "New model for opus" }).fill("xai/gr");
  const field = page.getByLabel("Short name");
  await field.focus();
  await page.keyboard.type("gro");
  await home.write(CHAIN.replace("{ alias: 'flash' }", "{ alias: 'quick' }"));
  await expect(row(page, "quick")).toBeVisible();
  await expect(row(page, "flash")).toHaveCount(0);
  await expect(field).toBeFocused();
  await page.keyboard.type("k");
  await expect(field).toHaveValue("grok");
  await expect(page.getByRole("combobox", { name: "New model for opus" })).toBeVisible();
  await expect(page.getByRole("combobox", { name: "New model for opus" })).toHaveValue("xai/gr");
});

test.describe("names with markup", () => {
  const hostile = `"><img src=x onerror="window.pwned=1"></script><script>window.pwned=1</script>`;
  const config = (alias: string) =>
    JSON.stringify({ agents: { defaults: { model: "a/b", models: { [`x/${hostile}`]: { alias }, nothing: { alias: "lost" } } } } });
  test.use({ config: config(hostile) });

  test("T36 are shown as text, and run no script", async ({ signedIn: page, app, home }) => {
    await open(page, app);
    await expect(page.locator(".rows__name").first()).toHaveText(hostile);
    await page.locator("summary").filter({ hasText: "onerror" }).click();
    await expectAccessible(page);
    // Navigates in the browser, so that the page is rendered there too.
    await home.write(config(`2${hostile}`));
    await expect(page.locator(".rows__name").first()).toHaveText(`2${hostile}`);
    expect(await page.evaluate(() => (window as any).pwned)).toBeUndefined();
  });
});

test.describe("without a home", () => {
  test.use({ config: null });

  test("the first alias can be added", async ({ signedIn: page, app, home }) => {
    await open(page, app);
    await expect(page.locator(".answer")).toHaveText("No model has an alias.");
    await expectAccessible(page);
    await page.getByLabel("Short name").fill("opus");
    await page.getByRole("combobox", { name: "Model", exact: true }).fill("anthropic/claude-opus-4-5");
    await page.keyboard.press("Enter");
    await page.getByRole("dialog").locator(APPLY).click();
    await expect(row(page, "opus")).toContainText("works");
    expect(JSON.parse(await readFile(home.config, "utf8"))).toEqual({
      agents: { defaults: { models: { "anthropic/claude-opus-4-5": { alias: "opus" } } } },
    });
  });
});
