import { expect, ok, test } from "../fixtures/provider";

test("a probe works without script: the page reloads itself until the end", async ({ provider, signedIn: page, app }) => {
  await provider.answer(ok({ delayMs: 1000 }));
  await page.goto(`${app.origin}/auth`);
  await page.getByRole("button", { name: "Probe all" }).click();
  await expect(page.getByRole("button", { name: "Stop" })).toBeVisible();
  // Playwright leaves the content of `noscript` out of the texts that it compares, but not out of `textContent`.
  await expect.poll(() => page.locator(".job__verdict").textContent()).toContain("3 of 3 credentials answer");
  await expect(page.getByRole("button", { name: "Stop" })).toHaveCount(0);
  await expect(page.locator(".rows__row").first()).toContainText("answers · ");
  await expect(page.locator("meta[http-equiv=refresh]")).toHaveCount(0);
});
