import { readFile } from "node:fs/promises";
import { accessible } from "../fixtures/a11y";
import { CHAIN, expect, live, test } from "../fixtures/app";

const GROWN = CHAIN.replace("'google/gemini-2.5-pro']", "'google/gemini-2.5-pro', 'xai/grok-4']").replace(
  "        'google/gemini-2.5-flash': { alias: 'flash' },\n",
  "        'google/gemini-2.5-flash': { alias: 'flash' },\n        'xai/grok-4': {},\n",
);

test("a fallback is added: shown first, then written, and nothing else", async ({ signedIn: page, home }) => {
  await live(page);
  const text = page.getByRole("region", { name: "Text" });
  await text.getByLabel("Model to try when all others fail").fill("xai/grok-4");
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: "Add xai/grok-4 as step 4 of the text chain" });
  await expect(dialog.locator(".diff__line--added")).toHaveCount(2);
  await expect(dialog).toContainText("~/.openclaw/openclaw.json");
  await accessible(page);
  expect(await readFile(home.config, "utf8")).toBe(CHAIN);
  await expect(dialog.getByRole("button", { name: "Apply" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(dialog).toBeHidden();
  await expect(text.locator(".ref")).toHaveText(["anthropic/claude-opus-4-5", "openai/gpt-5.2", "google/gemini-2.5-pro", "xai/grok-4"]);
  await expect(page.locator(".toast")).toContainText("Added xai/grok-4 as step 4 of the text chain.");
  expect(await readFile(home.config, "utf8")).toBe(GROWN);
  await expect(text.getByLabel("Model to try when all others fail")).toHaveValue("");
  await accessible(page);
});

test("a fallback is removed, by keyboard alone", async ({ signedIn: page, home }) => {
  await live(page);
  const text = page.getByRole("region", { name: "Text" });
  await text.getByRole("button", { name: "Remove openai/gpt-5.2" }).focus();
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: "Remove openai/gpt-5.2 from the text chain" });
  await expect(dialog).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  await expect(text.getByRole("button", { name: "Remove openai/gpt-5.2" })).toBeFocused();
  expect(await readFile(home.config, "utf8")).toBe(CHAIN);
  await page.keyboard.press("Enter");
  await expect(dialog.getByRole("button", { name: "Apply" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(text.locator(".ref")).toHaveText(["anthropic/claude-opus-4-5", "google/gemini-2.5-pro"]);
  expect(await readFile(home.config, "utf8")).toBe(CHAIN.replace("'openai/gpt-5.2', 'google", "'google"));
  await expect(text.getByLabel("Model to try when all others fail")).toBeFocused();
});

test.describe(() => {
  test.use({ expected: /ERR_FAILED/ });

  test("what is being written cannot be called back, and says when it failed", async ({ signedIn: page }) => {
    await live(page);
    let calls = 0;
    let answer = () => {};
    const held = new Promise<void>((done) => (answer = done));
    await page.route("**/api/fallback/add", async (route) => {
      if (++calls === 2) {
        await held;
        return route.abort();
      }
      return route.continue();
    });
    await page.getByLabel("Model to try when all others fail", { exact: true }).fill("xai/grok-4");
    await page.keyboard.press("Enter");
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("button", { name: "Apply" }).click();
    await expect(dialog.getByRole("button", { name: "Cancel" })).toBeDisabled();
    await page.keyboard.press("Escape");
    await expect(dialog).toBeVisible();
    answer();
    await expect(dialog.getByRole("alert")).toContainText("does not answer");
  });
});

test("what is there already is said, and there is nothing to apply", async ({ signedIn: page }) => {
  await live(page);
  await page.getByLabel("Model to try when all others fail", { exact: true }).fill("opus");
  await page.getByRole("button", { name: "Add fallback" }).first().click();
  const dialog = page.getByRole("dialog", { name: "anthropic/claude-opus-4-5 is the primary of the text chain already" });
  await expect(dialog.getByRole("button")).toHaveText(["Close"]);
  await dialog.getByRole("button", { name: "Close" }).click();
  await expect(dialog).toBeHidden();
});

test.describe(() => {
  test.use({ expected: /409|422/ });

  test("a change that was shown for another file is refused, and the draft stays", async ({ signedIn: page, home }) => {
    await live(page);
    const field = page.getByLabel("Model to try when all others fail", { exact: true });
    await field.fill("xai/grok-4");
    await page.keyboard.press("Enter");
    const dialog = page.getByRole("dialog");
    await expect(dialog.locator(".diff__line--added").first()).toBeVisible();
    const outside = CHAIN.replace("'openai/gpt-5.2', 'google/gemini-2.5-pro'", "'google/gemini-2.5-pro'");
    await home.write(outside);
    await dialog.getByRole("button", { name: "Apply" }).click();
    await expect(dialog.getByRole("alert")).toContainText("was changed since it was shown");
    await dialog.getByRole("button", { name: "Close" }).click();
    expect(await readFile(home.config, "utf8")).toBe(outside);
    await expect(field).toHaveValue("xai/grok-4");
    await page.getByRole("button", { name: "Add fallback" }).first().click();
    await dialog.getByRole("button", { name: "Apply" }).click();
    await expect(page.getByRole("region", { name: "Text" }).locator(".ref").last()).toHaveText("xai/grok-4");
  });

  test("a name that means nothing is refused where it was typed", async ({ signedIn: page }) => {
    await live(page);
    await page.getByLabel("Model to try when all others fail", { exact: true }).fill("openai/");
    await page.keyboard.press("Enter");
    const dialog = page.getByRole("dialog", { name: "Invalid model reference: openai/ is neither a model nor an alias" });
    await expect(dialog).toContainText("neither a model nor an alias");
    await accessible(page);
  });
});
