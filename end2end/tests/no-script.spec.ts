import { readFile } from "node:fs/promises";
import { accessibleWithoutScript } from "../fixtures/a11y";
import { CHAIN, expect, test } from "../fixtures/app";

test("Overview is complete", async ({ signedIn: page, browser }) => {
  await expect(page.locator(".answer")).toContainText("Text requests go to anthropic/claude-opus-4-5.");
  await expect(page.getByRole("region", { name: "Text" }).locator(".ref")).toHaveText([
    "anthropic/claude-opus-4-5",
    "openai/gpt-5.2",
    "google/gemini-2.5-pro",
  ]);
  await accessibleWithoutScript(page, browser);
});

test("a change made outside is there after a reload", async ({ signedIn: page, home }) => {
  await home.write(CHAIN.replace("'opus'", "'xai/grok-4'"));
  await page.reload();
  await expect(page.locator(".answer")).toContainText("xai/grok-4");
});

test.describe(() => {
  test.use({ expected: /403/ });

  test("the sign-in page is in nobody's way", async ({ page, app, browser }) => {
  await page.goto(`${app.origin}/login`);
  await accessibleWithoutScript(page, browser);
  await page.getByLabel("Code").fill("wrong");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("alert")).toHaveText("That code is wrong or older than two minutes.");
    await accessibleWithoutScript(page, browser);
  });
});
test("every form of the frame works: theme and sign-out", async ({ signedIn: page, app }) => {
  const html = page.locator("html");
  for (const [button, theme] of [
    ["Theme: system", "light"],
    ["Theme: light", "dark"],
    ["Theme: dark", "system"],
  ]) {
    await page.getByRole("button", { name: button }).click();
    await expect(html).toHaveAttribute("data-theme", theme);
  }
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page).toHaveURL(`${app.origin}/login`);
  await page.goto(app.origin);
  await expect(page).toHaveURL(`${app.origin}/login`);
});

test.describe("a broken file", () => {
  test.use({ config: "{\n  gateway: { auth: { token: 'Canary1' } },\n  agents: { defaults: { model: 'a/b' 'Canary2' } },\n}" });

  test("is shown where it is broken, without its secrets", async ({ signedIn: page, browser }) => {
    await expect(page.getByRole("alert")).toContainText("line 3 column 38");
    expect(await page.content()).not.toContain("Canary");
    await accessibleWithoutScript(page, browser);
  });
});

test.describe("without a home", () => {
  test.use({ config: null });

  test("the first page invites, and promises nothing that needs script", async ({ signedIn: page }) => {
    await expect(page.locator(".answer")).toHaveText(/^Nothing is configured yet/);
    await expect(page.getByRole("button", { name: "Copy" })).toBeHidden();
    await expect(page.getByText("as soon as the file is there")).toBeHidden();
  });
});

test("a fallback is added and removed: asked first, then done", async ({ signedIn: page, app, home, browser }) => {
  const text = page.getByRole("region", { name: "Text" });
  await text.getByLabel("Model to try when all others fail").fill("xai/grok-4");
  await text.getByRole("button", { name: "Add fallback" }).click();
  const card = page.getByRole("region", { name: "Add xai/grok-4 as step 4 of the text chain" });
  await expect(card.locator(".diff__line--added")).toHaveCount(2);
  await expect(text.getByLabel("Model to try when all others fail")).toHaveValue("xai/grok-4");
  expect(await readFile(home.config, "utf8")).toBe(CHAIN);
  await accessibleWithoutScript(page, browser);
  await card.getByRole("button", { name: "Apply" }).click();
  await expect(page.locator(".toast")).toContainText("Added xai/grok-4 as step 4 of the text chain.");
  await expect(page).toHaveURL(new RegExp(`^${app.origin}/\\?done=`));
  await expect(text.locator(".ref").last()).toHaveText("xai/grok-4");
  await text.getByRole("button", { name: "Remove openai/gpt-5.2" }).click();
  await page.getByRole("region", { name: "Remove openai/gpt-5.2 from the text chain" }).getByRole("link", { name: "Cancel" }).click();
  await expect(page).toHaveURL(`${app.origin}/`);
  await text.getByRole("button", { name: "Remove openai/gpt-5.2" }).click();
  await page.getByRole("button", { name: "Apply" }).click();
  await expect(text.locator(".ref")).toHaveText(["anthropic/claude-opus-4-5", "google/gemini-2.5-pro", "xai/grok-4"]);
});

test.describe(() => {
  test.use({ expected: /422/ });

  test("a refusal says why, and what was typed is still there", async ({ signedIn: page, browser }) => {
    const image = page.getByRole("region", { name: "Image" });
    await image.getByLabel("Image model to try when all others fail").fill("openai/");
    await image.getByRole("button", { name: "Add fallback" }).click();
    await expect(page.getByRole("alert")).toContainText("neither a model nor an alias");
    await expect(image.getByLabel("Image model to try when all others fail")).toHaveValue("openai/");
    await accessibleWithoutScript(page, browser);
    await page.getByRole("link", { name: "Close" }).click();
    await expect(page.getByRole("alert")).toHaveCount(0);
  });
});
