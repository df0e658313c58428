import { expectAccessible } from "../fixtures/a11y";
import { APPLY, type App, expect, type Home, test, waitUntilLive } from "../fixtures/app";
import { CONFIG, panel, readStore, row, storeWith, writeStore } from "../fixtures/credentials";
import type { Page } from "@playwright/test";

test.use({ config: CONFIG });

async function open(page: Page, app: App, home: Home, usage = {}): Promise<void> {
  await writeStore(home, storeWith(usage));
  await page.goto(`${app.origin}/auth`);
  await waitUntilLive(page);
}

test("credentials are listed by provider with their states", async ({ signedIn: page, app, home }) => {
  await open(page, app, home, { "anthropic:backup": { disabledUntil: Date.now() + 5 * 3_600_000, disabledReason: "billing" } });
  await expect(page.locator(".answer")).toContainText("1 of 2 providers in use cannot answer");
  await expect(page.locator(".warning")).toContainText("anthropic:work expires in 3d");
  await expect(panel(page, "anthropic in use")).toContainText("anthropic:work is asked first");
  await expect(row(page, "anthropic:work")).toContainText("expires soon");
  await expect(row(page, "anthropic:work").locator("time").first()).toHaveText("3 d");
  await expect(row(page, "anthropic:backup")).toContainText("disabled 5 h billing");
  await expect(row(page, "anthropic:spare")).toContainText("not used");
  await expect(panel(page, "openai in use")).toContainText("No API key found for provider");
  await expect(page.locator(".order").first()).toContainText("decides");
  await expect(page.locator("body")).not.toContainText("Canary");
  await row(page, "anthropic:spare").locator("summary").click();
  await expect(row(page, "anthropic:spare")).toContainText("The order of this provider does not name it");
  await expectAccessible(page);
});

test("a cooldown counts down, and its end is shown", async ({ signedIn: page, app, home }) => {
  await open(page, app, home, { "anthropic:backup": { cooldownUntil: Date.now() + 20_000, failureCounts: { rate_limit: 1 } } });
  const time = row(page, "anthropic:backup").locator("time").first();
  const before = await time.textContent();
  await expect(time).not.toHaveText(before!);
  await expect(row(page, "anthropic:backup")).toContainText("set, not checked", { timeout: 40_000 });
});

test("the navigation marks the page, and the other pages show what pays", async ({ signedIn: page, app, home }) => {
  await open(page, app, home);
  await expect(page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Credentials needs attention" }).first()).toBeVisible();
  await page.goto(`${app.origin}/`);
  await waitUntilLive(page);
  await expect(page.locator(".finding").filter({ hasText: "anthropic:work" }).first()).toContainText("expires in 3 d");
  const why = page.locator("#content .why").first();
  await expect(why.locator("p")).toBeHidden();
  await why.locator("summary").click();
  await expect(why.locator("p")).toContainText("anthropic:work pays, and expires in 3 d");
  await expectAccessible(page);
  await page.goto(`${app.origin}/routing`);
  await expect(page.locator(".step").nth(1)).toContainText("no credential");
  await page.goto(`${app.origin}/agents`);
  await expect(page.locator(".rows__row").first()).toContainText("expires in 3 d");
});

test.describe("with an unreadable store", () => {
  test.use({ expected: /status of 422/ });

  test("an unreadable store is an error with its place", async ({ signedIn: page, app, home }) => {
    await writeStore(home, "{ 'Canary' }");
    await page.goto(`${app.origin}/auth`);
    await expect(page.getByRole("alert")).toContainText("not valid JSON (line 1, column 3)");
    await expect(page.locator("body")).not.toContainText("Canary");
    await expectAccessible(page);
  });
});

test("each agent has a link", async ({ signedIn: page, app, home }) => {
  await open(page, app, home);
  await page.getByRole("navigation", { name: "Agent" }).getByRole("link", { name: "work" }).click();
  await expect(page).toHaveURL(`${app.origin}/auth?agent=work`);
  await expect(page.getByRole("link", { name: "work" })).toHaveAttribute("aria-current", "page");
});

test("a key is added; it is never shown again", async ({ signedIn: page, app, home }) => {
  await open(page, app, home);
  const field = page.getByLabel("Key or token of openai");
  await expect(field).toHaveAttribute("type", "password");
  await field.fill("sk-proj-Canary0123456789abcdefghijklmnopqrstuv");
  await panel(page, "openai in use").getByRole("button", { name: "Add", exact: true }).click();
  await expect(page.locator(".toast")).toContainText("Stored openai:default: OpenAI");
  await expect(row(page, "openai:default")).toContainText("set, not checked");
  await expect(page.locator("body")).not.toContainText("Canary");
  expect((await readStore(home)).profiles["openai:default"].key).toContain("Canary");
});

test("a credential is moved, renamed and removed with the change card", async ({ signedIn: page, app, home }) => {
  await open(page, app, home);
  await row(page, "anthropic:backup").locator("summary").click();
  await page.getByRole("button", { name: "Move up: anthropic:backup" }).click();
  await page.locator(APPLY).click();
  await expect(page.locator(".order li").first()).toContainText("anthropic:backup");
  await row(page, "anthropic:spare").locator("summary").click();
  await page.getByLabel("New name for anthropic:spare").fill("anthropic:other");
  await row(page, "anthropic:spare").getByRole("button", { name: "Rename" }).click();
  await page.locator(APPLY).click();
  await expect(row(page, "anthropic:other")).toBeVisible();
  await row(page, "anthropic:other").locator("summary").click();
  await page.getByRole("button", { name: "Remove: anthropic:other" }).click();
  await page.locator(APPLY).click();
  await expect(row(page, "anthropic:other")).toHaveCount(0);
  expect(Object.keys((await readStore(home)).profiles)).toEqual(["anthropic:work", "anthropic:backup"]);
});

test("a cooldown is ended, and the mark in the navigation goes", async ({ signedIn: page, app, home }) => {
  await home.write("{ agents: { defaults: { model: 'anthropic/claude-opus-4-5' } } }");
  await open(page, app, home);
  const { "anthropic:backup": key } = storeWith().profiles;
  const usageStats = { "anthropic:backup": { cooldownUntil: Date.now() + 240_000, failureCounts: { rate_limit: 1 } } };
  await writeStore(home, { version: 1, profiles: { "anthropic:backup": key }, usageStats });
  const marked = page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Credentials needs attention" });
  await expect(row(page, "anthropic:backup")).toContainText("cooldown 4 m rate limit");
  await expect(marked.first()).toBeVisible();
  await row(page, "anthropic:backup").locator("summary").click();
  await page.getByRole("button", { name: "Use again now: anthropic:backup" }).click();
  await page.locator(APPLY).click();
  await expect(row(page, "anthropic:backup")).toContainText("set, not checked");
  await expect(marked).toHaveCount(0);
});

test("typed text stays while the page updates", async ({ signedIn: page, app, home }) => {
  await open(page, app, home);
  await page.getByLabel("Key or token of openai").fill("half of a key");
  await writeStore(home, storeWith({ "anthropic:backup": { cooldownUntil: Date.now() + 240_000 } }));
  await expect(row(page, "anthropic:backup")).toContainText("cooldown");
  await expect(page.getByLabel("Key or token of openai")).toHaveValue("half of a key");
});
