import { readFile } from "node:fs/promises";
import { accessibleWithoutScript } from "../fixtures/a11y";
import { APPLY, CHAIN, expect, test } from "../fixtures/app";

test("a change is undone", async ({ signedIn: page, app, home, browser }) => {
  await home.run("fallbacks", "add", "xai/grok-4");
  await page.goto(`${app.origin}/history`);
  const first = page.getByRole("article", { name: "Added xai/grok-4 as step 4 · text chain change 1" });
  await expect(first.locator("time")).toHaveText(/^\d\d:\d\d UTC$/);
  await first.locator("summary").click();
  await accessibleWithoutScript(page, browser);
  await first.getByRole("button", { name: "Undo change 1: added xai/grok-4 as step 4 · text chain" }).click();
  const card = page.getByRole("region", { name: "Undo change 1 (added a fallback)" });
  await expect(card.locator(".diff__line--removed").first()).toContainText("xai/grok-4");
  await card.locator(APPLY).click();
  await expect(page).toHaveURL(/\/history\?done=/);
  expect(await readFile(home.config, "utf8")).toBe(CHAIN);
  await expect(first).toContainText("undone by 2");
});

test("filter and limit are part of the address", async ({ signedIn: page, app, home }) => {
  await home.run("fallbacks", "add", "xai/grok-4");
  await home.run("fallbacks", "remove", "xai/grok-4");
  await page.goto(`${app.origin}/history?limit=1`);
  await expect(page.getByRole("article")).toHaveCount(1);
  await page.getByRole("link", { name: "Show 1 more" }).click();
  await expect(page.getByRole("article")).toHaveCount(2);
  await page.getByRole("link", { name: "Outside", exact: true }).click();
  await expect(page.getByText("No changes by other programs yet.")).toBeVisible();
});
