import { readFile } from "node:fs/promises";
import { expectAccessible } from "../fixtures/a11y";
import { APPLY, CHAIN, expect, waitUntilLive, test } from "../fixtures/app";

const WORK = CHAIN.replace("  },\n}", "    list: [{ id: 'main', default: true }, { id: 'work', model: 'xai/grok-4' }],\n  },\n}");

test.describe("with two agents", () => {
  test.use({ config: WORK });

  test("a few letters lead to any page, by keyboard alone", async ({ signedIn: page }) => {
    await waitUntilLive(page);
    await page.keyboard.press("Control+k");
    const palette = page.getByRole("dialog", { name: "Commands" });
    const field = palette.getByRole("combobox", { name: "Type a command" });
    await expect(field).toBeFocused();
    await expect(palette.getByRole("option", { name: "Routing of work" })).toBeVisible();
    await expectAccessible(page);
    const active = palette.locator("[aria-selected=true]");
    await expect(active).toContainText("Go to Overview");
    await page.keyboard.press("ArrowDown");
    await expect(active).toContainText("Go to Routing");
    await expect(field).toHaveAttribute("aria-activedescendant", "palette-1");
    await page.keyboard.press("End");
    await expect(active).toHaveText("Sign out");
    await page.keyboard.press("ArrowDown");
    await expect(active).toContainText("Go to Overview");
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("Home");
    await expect(active).toContainText("Go to Overview");
    await page.keyboard.type("nothing like it");
    await expect(palette.getByRole("status")).toHaveText("No such command.");
    await expectAccessible(page);
    await page.keyboard.press("Enter");
    await expect(palette).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(palette).toBeHidden();
    await page.keyboard.press("Control+k");
    await page.keyboard.type("hist");
    await expect(active).toContainText("Go to History");
    await page.keyboard.press("Enter");
    await expect(page.getByRole("heading", { level: 1, name: "History" })).toBeVisible();
    await page.keyboard.press("Control+k");
    await page.keyboard.type("work rou");
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL(/\/routing\?agent=work$/);
  });
});

test("a theme, and the last change undone", async ({ signedIn: page, home }) => {
  await home.run("fallbacks", "add", "xai/grok-4");
  await waitUntilLive(page);
  await page.getByRole("button", { name: "Commands" }).click();
  await page.keyboard.type("theme dark");
  await page.keyboard.press("Enter");
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await expect(page.getByRole("button", { name: "Commands" })).toBeFocused();
  await page.keyboard.press("Control+k");
  await page.keyboard.type("undo");
  await page.keyboard.press("Enter");
  await expect(page.locator(".toast")).toContainText("Undid change 1 (added a fallback).");
  await expect(page.getByRole("combobox")).toHaveCount(0);
  expect(await readFile(home.config, "utf8")).toBe(CHAIN);
});

test("keys that go to a page, and the list of them", async ({ signedIn: page }) => {
  await waitUntilLive(page);
  await page.keyboard.press("?");
  const keys = page.getByRole("dialog", { name: "Keys" });
  await expect(keys).toContainText("Go to History");
  await expectAccessible(page);
  await page.keyboard.press("Enter");
  await expect(keys).toBeHidden();
  await page.keyboard.press("h");
  await page.keyboard.press("g");
  await page.keyboard.press("h");
  await expect(page.getByRole("heading", { level: 1, name: "History" })).toBeVisible();
  await page.keyboard.press("g");
  await page.keyboard.press("s");
  await expect(page.getByRole("heading", { level: 1, name: "Settings" })).toBeVisible();
});

test("signing out", async ({ signedIn: page, app }) => {
  await waitUntilLive(page);
  await page.keyboard.press("Control+k");
  await page.keyboard.type("sign out");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(`${app.origin}/login`);
});

test("letters typed before the list is loaded are kept", async ({ signedIn: page }) => {
  await waitUntilLive(page);
  let arrive = () => {};
  const arrived = new Promise<void>((resolve) => (arrive = resolve));
  await page.route(/split_palette/, async (route) => {
    await arrived;
    await route.continue();
  });
  await page.keyboard.press("Control+k");
  const palette = page.getByRole("dialog", { name: "Commands" });
  await expect(palette.getByRole("combobox")).toBeFocused();
  await page.keyboard.type("hist");
  await page.keyboard.press("Enter");
  await expect(palette.getByRole("option")).toHaveCount(0);
  arrive();
  await expect(page.getByRole("heading", { level: 1, name: "History" })).toBeVisible();
  await expect(palette).toBeHidden();
});
