import { expectAccessible } from "../fixtures/a11y";
import { type App, waitUntilLive } from "../fixtures/app";
import { expect, ok, refused, test, writeScanModels } from "../fixtures/provider";
import { applyChange, changeDialog, readConfig } from "../fixtures/routing";
import type { Page } from "@playwright/test";

const BIG = "one/big-70b";
const SMALL = "one/small-8b";
const MIDDLE = "two/mid-30b";

async function open(page: Page, app: App): Promise<void> {
  await page.goto(`${app.origin}/scan`);
  await waitUntilLive(page);
}

const start = (page: Page) => page.getByRole("button", { name: "Scan", exact: true });
const startPanel = (page: Page) => page.getByRole("region", { name: "What to compare" });
const results = (page: Page) => page.getByRole("region", { name: "Results" });
const models = (page: Page) => page.locator(".scan__name");
const candidate = (page: Page, model: string) => page.locator(".scan__candidate").filter({ hasText: model });

test.beforeEach(async ({ home, provider }) => {
  await writeScanModels(home, provider.url);
});

test("a scan compares the models that answer, and the best becomes the primary", async ({ provider, signedIn: page, app, home }) => {
  await provider.answer(refused(404, "no such model", { when: { body: "big-70b" } }), ok());
  await open(page, app);
  await expect(startPanel(page)).toContainText("4 requests");
  await expect(results(page)).toHaveCount(0);
  expect(await provider.countSeen()).toBe(0);
  await start(page).click();
  await expect(results(page)).toContainText(`${MIDDLE} is the best one`);
  await expect(models(page)).toHaveText([MIDDLE, SMALL, BIG]);
  await expect(candidate(page, MIDDLE)).toContainText("ok");
  await expect(candidate(page, BIG)).toContainText("model not found");
  await expect(candidate(page, MIDDLE).locator(".score li").first()).toContainText("answers");
  await expectAccessible(page);

  await page.getByRole("button", { name: `Make ${MIDDLE} the primary` }).click();
  await expect(changeDialog(page)).toContainText(MIDDLE);
  await applyChange(page);
  await expect(candidate(page, MIDDLE)).toContainText("primary now");
  await expect(page.getByRole("button", { name: `Make ${MIDDLE} the primary` })).toHaveCount(0);
  expect(await readConfig(home)).toContain(`"primary": "${MIDDLE}"`);
  await page.getByRole("button", { name: `Add ${SMALL} as a fallback` }).click();
  await applyChange(page);
  expect(await readConfig(home)).toMatch(new RegExp(`"fallbacks": \\[\\s*"${SMALL}"`));
  await expect(page.locator("body")).not.toContainText("Canary");
});

// The credentials are tried first, each with the cheapest model of its provider: the one of `two` takes long.
test("a second tab and a reload follow the same scan, which is stopped", async ({ provider, signedIn: page, app, context }) => {
  await provider.answer(ok({ when: { body: "mid-30b" }, delayMs: 60_000 }), ok());
  const other = await context.newPage();
  await open(other, app);
  await open(page, app);
  await start(page).click();
  for (const tab of [page, other]) await expect(candidate(tab, SMALL)).toContainText("ok");
  await page.reload();
  await startPanel(page).getByRole("button", { name: "Stop" }).click();
  for (const tab of [page, other]) await expect(startPanel(tab)).toContainText("Stopped.");
  await expect(candidate(page, SMALL)).toContainText("ok");
  await other.close();
});

test("candidates can be sorted while others are still asked", async ({ provider, signedIn: page, app }) => {
  await provider.answer(ok({ when: { body: "mid-30b" }, delayMs: 60_000 }), ok());
  await open(page, app);
  await start(page).click();
  await expect(candidate(page, SMALL)).toContainText("ok");
  await expect(startPanel(page).getByRole("button", { name: "Stop" })).toBeVisible();
  await page.getByLabel("Sort by").selectOption("size");
  await expect(models(page).first()).toHaveText(BIG);
  await page.getByLabel("Sort by").selectOption("price of the answer");
  await expect(models(page).first()).toHaveText(SMALL);
});

test("the cost follows the filters, and a filter that leaves nothing says so", async ({ signedIn: page, app }) => {
  await open(page, app);
  await page.getByLabel("Size at least").selectOption("30B parameters");
  await expect(startPanel(page)).toContainText("3 requests");
  await page.getByLabel("Provider").fill("two");
  await page.getByLabel("Provider").press("Tab");
  await expect(startPanel(page)).toContainText("1 request");
  await page.getByLabel("Size at least").selectOption("400B parameters");
  await start(page).click();
  await expect(results(page)).toContainText("No model passes the filters");
  await expectAccessible(page);
});

test("a provider whose key is refused is told apart from one without a key", async ({ provider, signedIn: page, app }) => {
  await provider.answer(refused(401, "no such key: sk-z-Canary0123456", { when: { header: "sk-z-" } }), ok());
  await open(page, app);
  await start(page).click();
  const providers = page.getByRole("list", { name: "Providers" });
  await expect(providers.getByRole("listitem").filter({ hasText: "two" })).toContainText("key refused");
  await expect(providers.getByRole("listitem").filter({ hasText: "xai" }).getByRole("link")).toHaveAttribute("href", "/auth#key-of-xai");
  await expect(models(page)).toHaveText([BIG, SMALL]);
  await expect(page.locator("body")).not.toContainText("Canary");
});
