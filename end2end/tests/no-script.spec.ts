import { readFile } from "node:fs/promises";
import { accessibleWithoutScript } from "../fixtures/a11y";
import { APPLY, CHAIN, expect, test } from "../fixtures/app";

test("Overview is complete", async ({ signedIn: page, browser }) => {
  await expect(page.locator(".answer")).toContainText("Text requests go to anthropic/claude-opus-4-5.");
  await expect(page.getByRole("region", { name: "Text" }).locator(".ref")).toHaveText([
    "anthropic/claude-opus-4-5",
    "openai/gpt-5.2",
    "google/gemini-2.5-pro",
  ]);
  await accessibleWithoutScript(page, browser);
});

test("an external change appears after a reload", async ({ signedIn: page, home }) => {
  await home.write(CHAIN.replace("'opus'", "'xai/grok-4'"));
  await page.reload();
  await expect(page.locator(".answer")).toContainText("xai/grok-4");
});

test.describe(() => {
  test.use({ expected: /403/ });

  test("the sign-in page is accessible", async ({ page, app, browser }) => {
  await page.goto(`${app.origin}/login`);
  await accessibleWithoutScript(page, browser);
  await page.getByLabel("Code").fill("wrong");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("alert")).toHaveText("That code is wrong or older than two minutes.");
    await accessibleWithoutScript(page, browser);
  });
});
test("sign-in takes the whole link and leads to the requested page", async ({ page, app }) => {
  await page.goto(`${app.origin}/routing?agent=main`);
  await expect(page).toHaveURL(`${app.origin}/login?next=%2Frouting%3Fagent%3Dmain`);
  await page.getByLabel("Code").fill(app.link);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page).toHaveURL(`${app.origin}/routing?agent=main`);
});

test("the forms for theme and sign-out work", async ({ signedIn: page, app }) => {
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

test.describe("an unknown step", () => {
  test.use({ config: CHAIN.replace("'google/gemini-2.5-pro']", "'openai/']") });

  test("is repaired in place: confirmed first, then written, then undone", async ({ signedIn: page, app, home }) => {
    const before = await readFile(home.config, "utf8");
    const text = page.getByRole("region", { name: "Text" });
    const remove = text.getByRole("button", { name: "Remove openai/" });
    await remove.click();
    const card = page.getByRole("region", { name: "Remove openai/ from the text chain" });
    await card.getByRole("link", { name: "Cancel" }).click();
    await expect(page).toHaveURL(`${app.origin}/`);
    await remove.click();
    await card.locator(APPLY).click();
    await expect(page).toHaveURL(new RegExp(`^${app.origin}/\\?done=`));
    await expect(text.locator(".ref")).toHaveText(["anthropic/claude-opus-4-5", "openai/gpt-5.2"]);
    await page.locator(".toast").getByRole("button", { name: "Undo" }).click();
    await page.locator(APPLY).click();
    expect(await readFile(home.config, "utf8")).toBe(before);
  });
});

test.describe(() => {
  test.use({ expected: /422/ });

  test("a refusal gives the reason, keeps the typed text, and can be overridden", async ({ signedIn: page, app, browser }) => {
    await page.goto(`${app.origin}/routing`);
    const image = page.getByRole("region", { name: "Image", exact: true });
    const field = image.getByLabel("Image model to try when all others fail");
    await field.fill("openai/");
    await image.getByRole("button", { name: "Add fallback" }).click();
    await expect(page.getByRole("alert")).toContainText("neither a model nor an alias");
    await expect(field).toHaveValue("openai/");
    await accessibleWithoutScript(page, browser);
    await page.getByRole("link", { name: "Close" }).click();
    await expect(page.getByRole("alert")).toHaveCount(0);
    await field.fill("openai/gpt-99");
    await image.getByRole("button", { name: "Add fallback" }).click();
    await page.getByRole("button", { name: "Use it anyway" }).click();
    await page.locator(APPLY).click();
    await expect(image.locator(".step .ref").last()).toHaveText("openai/gpt-99");
  });
});
