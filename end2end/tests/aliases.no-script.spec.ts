import { readFile } from "node:fs/promises";
import { accessibleWithoutScript } from "../fixtures/a11y";
import { CHAIN, expect, test } from "../fixtures/app";

test.beforeEach(async ({ signedIn: page, app }) => {
  await page.goto(`${app.origin}/aliases`);
});

test("an alias is added, changed and removed", async ({ page, app, home }) => {
  await page.getByLabel("Short name").fill("grok");
  await page.getByRole("textbox", { name: "Model", exact: true }).fill("xai/grok-4");
  await page.getByRole("button", { name: "Add alias" }).click();
  const card = page.getByRole("region", { name: "Add alias grok for xai/grok-4" });
  expect(await readFile(home.config, "utf8")).toBe(CHAIN);
  await card.getByRole("button", { name: "Apply" }).click();
  await expect(page).toHaveURL(new RegExp(`^${app.origin}/aliases\\?done=`));
  await expect(page.locator(".rows__name")).toHaveText(["opus", "flash", "grok"]);
  await page.locator("summary").filter({ hasText: "grok" }).click();
  await page.getByRole("textbox", { name: "New model for grok" }).fill("openai/gpt-5.2");
  await page.getByRole("button", { name: "Change grok" }).click();
  await page.getByRole("region", { name: "Move alias grok from xai/grok-4 to openai/gpt-5.2" }).getByRole("button", { name: "Apply" }).click();
  await expect(page.locator("summary").filter({ hasText: "grok" })).toContainText("openai/gpt-5.2");
  await page.getByRole("button", { name: "Remove grok" }).click();
  await page.getByRole("button", { name: "Apply" }).click();
  await expect(page.locator(".rows__name")).toHaveText(["opus", "flash"]);
});

test.describe(() => {
  test.use({ expected: /422/ });

  test("a refusal keeps what was typed, in the form where it was typed", async ({ page, browser }) => {
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
