import { readFile } from "node:fs/promises";
import { type Page } from "@playwright/test";
import { expectAccessible } from "../fixtures/a11y";
import { APPLY, CHAIN, expect, waitUntilLive, test } from "../fixtures/app";

const GROWN = CHAIN.replace("'google/gemini-2.5-pro']", "'google/gemini-2.5-pro', 'xai/grok-4']");

const change = (page: Page, name: string) => page.getByRole("article", { name });

async function open(page: Page): Promise<void> {
  await page.getByRole("link", { name: "History" }).first().click();
  await expect(page.getByRole("heading", { level: 1, name: "History" })).toBeVisible();
}

test("a change is undone, and the file is restored byte by byte", async ({ signedIn: page, home }) => {
  await home.run("fallbacks", "add", "xai/grok-4");
  await waitUntilLive(page);
  await open(page);
  await expect(page.locator(".answer")).toHaveText("You added xai/grok-4 as step 4 · text chain, just now.");
  const first = change(page, "Added xai/grok-4 as step 4 · text chain change 1");
  await expect(first).toContainText("Terminal");
  await expect(first).toContainText("~/.openclaw/openclaw.json");
  await first.locator("summary").click();
  await expect(first.locator(".diff__line--added").first()).toContainText("xai/grok-4");
  await expectAccessible(page);
  await first.getByRole("button", { name: "Undo change 1: added xai/grok-4 as step 4 · text chain" }).click();
  const dialog = page.getByRole("dialog", { name: "Undo change 1 (added a fallback)" });
  await dialog.locator(APPLY).click();
  await expect(dialog).toBeHidden();
  expect(await readFile(home.config, "utf8")).toBe(CHAIN);
  await expect(first.getByRole("link", { name: "undone by 2" })).toBeVisible();
  await expect(first.getByRole("button", { name: /Undo/ })).toHaveCount(0);
  await expect(first.locator("details")).toHaveAttribute("open", "");
  await expect(first).toBeFocused();
  const second = change(page, "Undid change 1 change 2");
  await expect(second).toContainText("Dashboard");
  await first.getByRole("link", { name: "undone by 2" }).click();
  await expect(page).toHaveURL(/\?id=2$/);
  await expect(page.getByRole("article")).toHaveCount(1);
  await expect(second.locator("details")).toHaveAttribute("open", "");
  await second.getByRole("link", { name: "undoes 1" }).click();
  await expect(first).toBeVisible();
  await expect(second).toHaveCount(0);
});

test("external changes appear with their author, and an open change stays open", async ({ signedIn: page, home }) => {
  await home.run("fallbacks", "add", "xai/grok-4");
  await waitUntilLive(page);
  await open(page);
  const first = change(page, "Added xai/grok-4 as step 4 · text chain change 1");
  await first.locator("summary").click();
  const written = await readFile(home.config, "utf8");
  await home.write(written.replace("'opus', fallbacks", "'openai/gpt-5.2', fallbacks"));
  const theirs = change(page, "Edited outside");
  await expect(theirs).toContainText("Outside");
  await expect(first.locator("details")).toHaveAttribute("open", "");
  await theirs.locator("summary").click();
  await expect(theirs.locator(".diff__line--removed")).toContainText("'opus'");
  await page.getByRole("link", { name: "Outside", exact: true }).click();
  await expect(page).toHaveURL(/\?who=outside$/);
  await expect(page.getByRole("article")).toHaveCount(1);
  await expect(page.getByRole("link", { name: "Outside", exact: true })).toHaveAttribute("aria-current", "true");
  await page.getByRole("link", { name: "Dashboard", exact: true }).click();
  await expect(page.getByText("No changes on the dashboard yet.")).toBeVisible();
});

test("times are shown in the user's time zone", async ({ browser, app, home }) => {
  await home.run("fallbacks", "add", "xai/grok-4");
  const context = await browser.newContext({ timezoneId: "Asia/Kathmandu", locale: "en-GB" });
  const page = await context.newPage();
  await page.goto(app.link);
  await waitUntilLive(page);
  await open(page);
  const time = page.getByRole("article").locator("time");
  const at = new Date((await time.getAttribute("datetime")) ?? "");
  const own = new Intl.DateTimeFormat("en-GB", { timeZone: "Asia/Kathmandu", timeStyle: "short" }).format(at);
  await expect(time).toHaveText(own);
  await context.close();
});

test.describe("a wrong change an hour ago, in a chain with comments", () => {
  const LIST = `[
          'openai/gpt-5.2', // 2x cheaper
          // cheap & long
          'google/gemini-2.5-pro', // $5/M tokens
        ]`;
  test.use({ config: CHAIN.replace("['openai/gpt-5.2', 'google/gemini-2.5-pro']", LIST) });

  test("exactly that change is undone, in three actions", async ({ signedIn: page, home }) => {
    await home.run("fallbacks", "remove", "openai/gpt-5.2");
    await home.run("aliases", "add", "fast", "google/gemini-2.5-pro");
    const later = await readFile(home.config, "utf8");
    expect(later).not.toContain("2x cheaper");
    await waitUntilLive(page);
    await open(page);
    await page.getByRole("button", { name: /^Undo change 1: removed/ }).click();
    await page.getByRole("dialog").locator(APPLY).click();
    await expect(page.getByRole("dialog")).toBeHidden();
    const back = await readFile(home.config, "utf8");
    expect(back).toContain(LIST);
    expect(back.replace(LIST, "")).toBe(later.replace(/\[\n.*?\]/s, ""));
  });
});

test("the list shows fifty changes at a time", async ({ signedIn: page, home }) => {
  test.slow();
  for (let nth = 0; nth < 27; nth++) {
    await home.run("fallbacks", "add", "xai/grok-4");
    await home.run("fallbacks", "remove", "xai/grok-4");
  }
  await open(page);
  await waitUntilLive(page);
  await expect(page.getByRole("article")).toHaveCount(50);
  await expect(page.getByText("The newest 50 of 54 changes")).toBeVisible();
  await page.getByRole("link", { name: "Show 4 more" }).click();
  await expect(page.getByRole("article")).toHaveCount(54);
  await expect(page.getByText("54 changes", { exact: true })).toBeVisible();
});

test("an empty history explains itself", async ({ signedIn: page }) => {
  await open(page);
  await expect(page.getByText("No changes yet.")).toBeVisible();
  await expectAccessible(page);
});

test.describe("a home with secrets", () => {
  const SECRETS = CHAIN.replace("agents: {\n", "gateway: { auth: { token: 'Canary1' } },\n  env: { X_KEY: 'Canary2' },\n  agents: {\n");
  test.use({ config: SECRETS });

  test("no secret is in a diff", async ({ signedIn: page, home }) => {
    await home.run("fallbacks", "add", "xai/grok-4");
    await waitUntilLive(page);
    await open(page);
    const written = await readFile(home.config, "utf8");
    const theirs = written.replace("Canary1", "Canary3").replace("Canary2", "Canary4");
    await home.write(theirs.replace("'opus', fallbacks", "'openai/gpt-5.2' /* Canary5 sk-Canary6 */, fallbacks"));
    await expect(page.getByRole("article")).toHaveCount(2);
    for (const summary of await page.locator("summary:visible").all()) await summary.click();
    await expect(page.locator(".diff").first()).toBeVisible();
    expect(await page.content()).not.toMatch(/Canary[12346]/);
    await page.reload();
    expect(await page.content()).not.toMatch(/Canary[12346]/);
  });
});
