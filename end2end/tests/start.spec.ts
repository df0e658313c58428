import { readFile } from "node:fs/promises";
import { expectAccessible } from "../fixtures/a11y";
import { APPLY, expect, test, waitUntilLive } from "../fixtures/app";
import { readStore } from "../fixtures/credentials";

const KEY = "sk-proj-Canary0123456789abcdefghijklmnopqrstuv";

test.use({ config: null });

test("from nothing to a model that answers, in five actions", async ({ signedIn: page, app, home }) => {
  await expect(page).toHaveURL(`${app.origin}/start`);
  await expect(page.locator(".answer")).toContainText("Nothing is configured yet");
  await waitUntilLive(page);
  await expectAccessible(page);
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.getByRole("navigation", { name: "Providers" }).getByRole("link", { name: "openai", exact: true }).click();
  const field = page.getByLabel("Key or token of openai");
  await expect(field).toBeFocused();
  await expect(field).toHaveAttribute("type", "password");
  await expect(page.getByLabel("Model that should answer")).toHaveValue(/^openai\//);
  await field.fill(KEY);
  await page.keyboard.press("Enter");
  await expect(page.locator(".toast")).toContainText("Stored openai:default");
  await expect(page.getByRole("region", { name: "2 Key" })).toContainText("openai:default is set but not tested yet");
  expect(await page.content()).not.toContain("Canary");
  await waitUntilLive(page);
  await expectAccessible(page);
  const model = await page.getByLabel("Model that should answer").inputValue();
  await page.getByRole("button", { name: "Set the model" }).click();
  await page.locator(APPLY).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Overview");
  await expect(page.locator(".answer")).toContainText(`Text requests go to ${model}`);
  await expect(page.locator(".states")).toContainText("Text: has a credential, not checked");
  await expect(page.locator(".route__state")).toHaveText(["○ openai:default, not checked"]);
  expect((await readStore(home)).profiles["openai:default"].key).toBe(KEY);
  expect(await readFile(home.config, "utf8")).not.toContain("Canary");
});

test("without a key, Overview says that the model cannot answer", async ({ signedIn: page, app }) => {
  await page.goto(`${app.origin}/start?provider=google`);
  await waitUntilLive(page);
  await page.getByRole("button", { name: "Set the model" }).click();
  await page.locator(APPLY).click();
  await expect(page.locator(".states")).toContainText("Text: no usable credential");
  await expect(page.locator(".route__state")).toHaveText(["✕ no credential"]);
  await page.goto(`${app.origin}/start`);
  await expect(page.getByRole("region", { name: "3 Model" })).toContainText("is set");
  await expect(page.getByLabel("Key or token of google")).toBeVisible();
});

test("the model is picked from the list, with what would pay for it", async ({ signedIn: page, app }) => {
  await page.goto(`${app.origin}/start`);
  await waitUntilLive(page);
  const field = page.getByLabel("Model that should answer");
  await field.click();
  await page.keyboard.type("Claude Opus 4.5");
  const first = page.getByRole("option").first();
  await expect(first).toContainText("anthropic/claude-opus-4-5");
  await expect(first).toContainText("no credential");
  await expectAccessible(page);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(field).toHaveValue("anthropic/claude-opus-4-5");
  await page.keyboard.press("Enter");
  await page.locator(APPLY).click();
  await expect(page.locator(".answer")).toContainText("Text requests go to anthropic/claude-opus-4-5");
});

test("a file that is saved by hand is shown at once", async ({ signedIn: page, home, context }) => {
  await waitUntilLive(page);
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.getByRole("button", { name: "Copy" }).click();
  await expect(page.getByRole("button", { name: "Copied" })).toBeVisible();
  await home.write(await page.evaluate(() => navigator.clipboard.readText()));
  await expect(page.locator(".answer")).toContainText("Text requests go to anthropic/claude-opus-4-5");
  await expect(page.getByRole("region", { name: "Or by hand" })).toHaveCount(0);
});
