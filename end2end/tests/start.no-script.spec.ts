import { accessibleWithoutScript } from "../fixtures/a11y";
import { APPLY, expect, test } from "../fixtures/app";
import { readStore } from "../fixtures/credentials";

test.use({ config: null });

test("provider, key and model, each by a plain page", async ({ signedIn: page, app, home, browser }) => {
  await expect(page).toHaveURL(`${app.origin}/start`);
  await page.getByLabel("Another provider").fill("groq");
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page.getByLabel("Key or token of groq")).toBeVisible();
  await page.getByRole("link", { name: "openai", exact: true }).click();
  await accessibleWithoutScript(page, browser);
  await page.getByLabel("Key or token of openai").fill("sk-proj-Canary0123456789abcdefghijklmnopqrstuv");
  await page.getByRole("button", { name: "Store the key" }).click();
  await expect(page).toHaveURL(new RegExp(`^${app.origin}/start\\?provider=openai&done=`));
  await expect(page.locator("body")).toContainText("Stored openai:default");
  await page.getByRole("button", { name: "Set the model" }).click();
  await page.locator(APPLY).click();
  await expect(page.getByRole("region", { name: "3 Model" })).toContainText("is set");
  await page.getByRole("link", { name: "Overview says whether it can answer" }).click();
  await expect(page.locator(".answer")).toContainText("Text requests go to openai/");
  await expect(page.locator(".states")).toContainText("Text: has a credential, not checked");
  expect((await readStore(home)).profiles["openai:default"].key).toContain("Canary");
});

test.describe("with an unknown provider", () => {
  test("the page says so, and no key can be pasted", async ({ signedIn: page, app }) => {
    await page.goto(`${app.origin}/start?provider=opnai`);
    await expect(page.getByRole("region", { name: "1 Provider" })).toContainText("openai");
    await expect(page.getByRole("alert")).toContainText("opnai");
    await expect(page.getByText("Choose a provider first.")).toBeVisible();
    await expect(page.getByRole("button", { name: "Copy" })).toBeHidden();
    await expect(page.getByText("as soon as the file exists")).toBeHidden();
  });
});
