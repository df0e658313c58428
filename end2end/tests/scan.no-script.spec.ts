import { accessibleWithoutScript } from "../fixtures/a11y";
import { APPLY } from "../fixtures/app";
import { expect, ok, test, writeScanModels } from "../fixtures/provider";
import { readConfig } from "../fixtures/routing";

test("a scan works without script: the page reloads itself, and the best model is set", async ({ provider, signedIn: page, app, home, browser }) => {
  await writeScanModels(home, provider.url);
  await provider.answer(ok({ when: { body: "mid-30b" }, delayMs: 1000 }), ok());
  await page.goto(`${app.origin}/scan`);
  await expect(page.getByLabel("Sort by")).toBeHidden();
  await page.getByLabel("Size at least").selectOption("30B parameters");
  await page.getByRole("button", { name: "Scan", exact: true }).click();
  await expect(page.locator(".scan__name")).toHaveText(["one/big-70b", "two/mid-30b"]);
  await expect(page.locator("meta[http-equiv=refresh]")).toHaveCount(0);
  await expect(page.getByRole("region", { name: "Results" })).toContainText("one/big-70b is the best one");
  await accessibleWithoutScript(page, browser);
  await page.getByRole("button", { name: "Make one/big-70b the primary" }).click();
  await page.locator(APPLY).click();
  await expect(page).toHaveURL(/\/scan\?done=/);
  expect(await readConfig(home)).toContain('"primary": "one/big-70b"');
});
