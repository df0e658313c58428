import { accessibleWithoutScript } from "../fixtures/a11y";
import { APPLY, expect, test } from "../fixtures/app";
import { CONFIG, panel, readStore, row, storeWith, writeStore } from "../fixtures/credentials";

test.use({ config: CONFIG });

test.beforeEach(async ({ signedIn: page, app, home }) => {
  await writeStore(home, storeWith());
  await page.goto(`${app.origin}/auth`);
});

test("states and reasons are shown", async ({ page, browser }) => {
  await row(page, "anthropic:work").locator("summary").click();
  await expect(row(page, "anthropic:work")).toContainText("expires soon");
  await expect(row(page, "anthropic:work").locator("time").first()).toHaveText("3 d");
  await accessibleWithoutScript(page, browser);
});

test("a key is added, replaced and removed", async ({ page, home, app }) => {
  await page.getByLabel("Key or token of openai").fill("sk-proj-Canary0123456789abcdefghijklmnopqrstuv");
  await panel(page, "openai in use").getByRole("button", { name: "Add", exact: true }).click();
  await expect(page).toHaveURL(new RegExp(`^${app.origin}/auth\\?done=`));
  await expect(page.locator("body")).toContainText("Stored openai:default: OpenAI");
  await row(page, "openai:default").locator("summary").click();
  await page.getByLabel("New key or token for openai:default").fill("sk-proj-Canary9876543210abcdefghijklmnopqrstuv");
  await row(page, "openai:default").getByRole("button", { name: "Replace" }).click();
  await expect(page.locator("body")).toContainText("Replaced openai:default");
  expect((await readStore(home)).profiles["openai:default"].key).toContain("Canary98");
  await row(page, "openai:default").locator("summary").click();
  await page.getByRole("button", { name: "Remove: openai:default" }).click();
  await expect(page.locator(".card")).toContainText("can no longer answer");
  await page.locator(APPLY).click();
  await expect(row(page, "openai:default")).toHaveCount(0);
});

test.describe("with a key of another provider", () => {
  test.use({ expected: /status of 422/ });

  test("a refused key leaves no trace on the page", async ({ page }) => {
    await page.getByLabel("Key or token of openai").fill("sk-ant-api03-Canary0123456789abcdefghijklmnop");
    await panel(page, "openai in use").getByRole("button", { name: "Add", exact: true }).click();
    await expect(page.locator(".card")).toContainText("Anthropic");
    expect(await page.content()).not.toContain("Canary");
    await page.locator(".card").getByRole("link", { name: "Close" }).click();
    await expect(page).toHaveURL(/\/auth$/);
  });
});

test("the order is changed with buttons", async ({ page }) => {
  await row(page, "anthropic:work").locator("summary").click();
  await page.getByRole("button", { name: "Move down: anthropic:work" }).click();
  await page.locator(APPLY).click();
  await expect(page.locator(".order li").first()).toContainText("anthropic:backup");
});
