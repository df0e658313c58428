import { expectAccessible } from "../fixtures/a11y";
import { type App, waitUntilLive } from "../fixtures/app";
import { row } from "../fixtures/credentials";
import { expect, ok, refused, test, writeHome } from "../fixtures/provider";
import type { Page } from "@playwright/test";

async function open(page: Page, app: App, path: string): Promise<void> {
  await page.goto(app.origin + path);
  await waitUntilLive(page);
}

const bar = (page: Page) => page.locator("section.job").first();
const step = (page: Page, at: number) => page.locator(".chain__step").nth(at);

test("one credential is probed; its result stays beside it", async ({ provider, signedIn: page, app }) => {
  await provider.answer(refused(401, "no such key: sk-a-Canary0123456", { when: { header: "sk-a-" } }), ok());
  await open(page, app, "/auth");
  await expect(row(page, "one:a")).toContainText("set, not checked");
  await row(page, "one:a").locator("summary").click();
  await page.getByRole("button", { name: "Probe: one:a" }).click();
  await expect(row(page, "one:a")).toContainText("key refused · just now");
  await expect(row(page, "one:a")).toContainText("no such key: ‹hidden›");
  await expect(row(page, "one:b")).toContainText("set, not checked");
  await expect(page.getByRole("button", { name: "Probe: one:a" })).toBeFocused();
  await page.reload();
  await expect(row(page, "one:a")).toContainText("key refused · just now");
  await expect(page.locator("body")).not.toContainText("Canary");
  await expectAccessible(page);
});

test("the whole chain is probed with one click, and its rows fill in place", async ({ provider, signedIn: page, app }) => {
  await provider.answer(ok({ when: { path: "/two" } }), ok({ delayMs: 1500 }));
  await open(page, app, "/");
  await expect(bar(page)).toContainText("3 requests");
  await bar(page).getByRole("button", { name: "Probe chain" }).click();
  await expect(step(page, 0)).toContainText("asking…");
  await expect(step(page, 1)).toContainText("answers · ");
  await expect(bar(page)).toContainText("Both steps answer; if one fails, two answers");
  await expect(step(page, 0)).toContainText("answers · ");
  await expect(bar(page).getByRole("status")).toContainText("both steps answer");
  await expectAccessible(page);
  await open(page, app, "/routing");
  await expect(page.locator(".step").first()).toContainText("answers · ");
  expect(await provider.countSeen()).toBe(3);
});

test("two tabs and a reload follow the same job; it is stopped", async ({ provider, signedIn: page, app, context }) => {
  await provider.answer(ok({ when: { path: "/two" } }), ok({ delayMs: 60_000 }));
  await open(page, app, "/");
  const other = await context.newPage();
  await open(other, app, "/auth");
  await bar(page).getByRole("button", { name: "Probe chain" }).click();
  await expect(bar(page)).toContainText("1 of 3 answered");
  await expect(bar(other)).toContainText("1 of 3 answered");
  await expect(row(other, "one:a")).toContainText("asking…");
  await page.reload();
  await expect(bar(page)).toContainText("1 of 3 answered");
  await bar(other).getByRole("button", { name: "Stop" }).click();
  await expect(bar(page)).toContainText("Stopped.");
  await expect(bar(other)).toContainText("Stopped.");
  await expect(step(page, 0)).not.toContainText("asking…");
  await expect(step(page, 1)).toContainText("answers · ");
  await other.close();
});

test("a step is probed from its menu", async ({ provider, signedIn: page, app }) => {
  await open(page, app, "/routing");
  await page.locator(".step").nth(1).locator("summary", { hasText: "⋯" }).click();
  await page.getByRole("button", { name: "Probe two/m" }).click();
  await expect(page.locator(".step").nth(1)).toContainText("answers · ");
  await expect(page.locator(".step").first()).not.toContainText("answers · ");
  expect(await provider.countSeen()).toBe(1);
});

test("a cooldown ends if the credential answers", async ({ provider, signedIn: page, app, home }) => {
  const usage = { "one:b": { cooldownUntil: Date.now() + 600_000, failureCounts: { rate_limit: 1 } } };
  await writeHome(home, provider.url, usage);
  await provider.answer(refused(429, "slow down"));
  await open(page, app, "/auth");
  await expect(row(page, "one:b")).toContainText("cooldown 10 m");
  await row(page, "one:b").locator("summary").click();
  await page.getByRole("button", { name: "Retry now: one:b" }).click();
  await expect(bar(page)).toContainText("one:b stays in its cooldown: rate limited");
  await provider.answer(ok());
  await page.getByRole("button", { name: "Retry now: one:b" }).click();
  await expect(bar(page)).toContainText("the cooldown of one:b is over");
  await expect(row(page, "one:b")).toContainText("answers · ");
  await expect(row(page, "one:b")).not.toContainText("cooldown 10 m");
});

test("many requests are asked about first", async ({ provider, signedIn: page, app, home }) => {
  await writeHome(home, provider.url, {}, 24);
  await open(page, app, "/auth");
  await bar(page).getByRole("button", { name: "Probe all" }).click();
  await expect(bar(page)).toContainText("Send 25 requests");
  await bar(page).getByRole("button", { name: "Cancel" }).click();
  expect(await provider.countSeen()).toBe(0);
  await bar(page).getByRole("button", { name: "Probe all" }).click();
  await bar(page).getByRole("button", { name: "Send" }).click();
  await expect(bar(page)).toContainText("25 of 25 credentials answer");
});

test("through a slow tunnel the rows come, too", async ({ provider, signedIn: page, app, context }) => {
  await provider.answer(ok({ delayMs: 300 }));
  const cdp = await context.newCDPSession(page);
  await cdp.send("Network.enable");
  const speed = (1000 * 1000) / 8;
  await cdp.send("Network.emulateNetworkConditions", { offline: false, latency: 300, downloadThroughput: speed, uploadThroughput: speed });
  await open(page, app, "/");
  await bar(page).getByRole("button", { name: "Probe chain" }).click();
  await expect(bar(page)).toContainText("Both steps answer");
  await expect(step(page, 0)).toContainText("answers · ");
});
