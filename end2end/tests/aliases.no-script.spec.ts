import { readFile } from "node:fs/promises";
import { accessibleWithoutScript } from "../fixtures/a11y";
import { APPLY, CHAIN, expect, test } from "../fixtures/app";

test.beforeEach(async ({ signedIn: page, app }) => {
  await page.goto(`${app.origin}/aliases`);
});

test("an alias is added, changed and removed", async ({ page, app, home }) => {
  await page.getByLabel("Short name").fill("grok");
  await page.getByRole("textbox", { name: "Model", exact: true }).fill("xai/grok-4");
  await page.getByRole("button", { name: "Add alias" }).click();
  const card = page.getByRole("region", { name: "Add alias grok for xai/grok-4" });
  expect(await readFile(home.config, "utf8")).toBe(CHAIN);
  await card.locator(APPLY).click();
  await expect(page).toHaveURL(new RegExp(`^${app.origin}/aliases\\?done=`));
  await expect(page.locator(".rows__name")).toHaveText(["opus", "flash", "grok"]);
  await page.locator("summary").filter({ hasText: "grok" }).click();
  await page.getByRole("textbox", { name: "New model for grok" }).fill("openai/gpt-5.2");
  await page.getByRole("button", { name: "Change grok" }).click();
  await page.getByRole("region", { name: "Move alias grok from xai/grok-4 to openai/gpt-5.2" }).locator(APPLY).click();
  await expect(page.locator("summary").filter({ hasText: "grok" })).toContainText("openai/gpt-5.2");
  await page.getByRole("button", { name: "Remove grok" }).click();
  await page.locator(APPLY).click();
  await expect(page.locator(".rows__name")).toHaveText(["opus", "flash"]);
});

test("an alias in use: the repair checkbox is a field of the form", async ({ page, browser, home }) => {
  test.slow();
  await page.getByRole("button", { name: "Remove opus" }).click();
  const card = page.getByRole("region", { name: "Remove alias opus of anthropic/claude-opus-4-5" });
  const box = card.getByRole("checkbox", { name: "Also write anthropic/claude-opus-4-5 in 1 chain" });
  await expect(box).toBeChecked();
  await accessibleWithoutScript(page, browser);
  await box.uncheck();
  await card.getByRole("button", { name: "Show again" }).click();
  await expect(box).not.toBeChecked();
  await expect(card.locator(".broken")).toContainText("Step 1 of the text chain uses opus");
  await expect(card.getByRole("link", { name: "Cancel" })).toBeFocused();
  await accessibleWithoutScript(page, browser);
  // A repair that was not shown is not written.
  await box.check();
  await card.getByRole("button", { name: "Remove alias" }).click();
  await expect(card.locator(".broken")).toHaveCount(0);
  expect(await readFile(home.config, "utf8")).toBe(CHAIN);
  await card.getByRole("button", { name: "Remove alias" }).click();
  await expect(page.locator(".rows__name")).toHaveText(["flash"]);
  expect(await readFile(home.config, "utf8")).toBe(
    CHAIN.replace("primary: 'opus'", "primary: 'anthropic/claude-opus-4-5'").replace("{ alias: 'opus' }", "{}"),
  );
});

test("an alias is renamed", async ({ page, home }) => {
  await page.locator("summary").filter({ hasText: "opus" }).click();
  await page.getByLabel("New name for opus").fill("best");
  await page.getByRole("button", { name: "Rename opus" }).click();
  await page.getByRole("region", { name: "Rename alias opus to best" }).locator(APPLY).click();
  await expect(page.locator(".rows__name")).toHaveText(["best", "flash"]);
  expect(await readFile(home.config, "utf8")).toBe(CHAIN.replaceAll("'opus'", "'best'"));
});

test.describe(() => {
  test.use({ expected: /422/ });

  test("a refusal keeps the typed text in its form", async ({ page, browser }) => {
    await page.locator("summary").filter({ hasText: "opus" }).click();
    await page.getByRole("textbox", { name: "New model for opus" }).fill("openai/");
    await page.getByRole("button", { name: "Change opus" }).click();
    await expect(page.getByRole("alert")).toContainText("neither a model nor an alias");
    await expect(page.getByRole("textbox", { name: "New model for opus" })).toBeVisible();
    await expect(page.getByRole("textbox", { name: "New model for opus" })).toHaveValue("openai/");
    await expect(page.getByLabel("Short name")).toHaveValue("");
    await accessibleWithoutScript(page, browser);
    await page.getByLabel("Short name").fill("opus");
    await page.getByRole("textbox", { name: "Model", exact: true }).fill("google/");
    await page.getByRole("button", { name: "Add alias" }).click();
    await expect(page.getByLabel("Short name")).toHaveValue("opus");
    await expect(page.getByRole("textbox", { name: "Model", exact: true })).toHaveValue("google/");
    await expect(page.getByRole("textbox", { name: "New model for opus" })).toBeHidden();
  });
});
