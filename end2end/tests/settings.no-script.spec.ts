import { accessibleWithoutScript } from "../fixtures/a11y";
import { expect, test } from "../fixtures/app";

test("the theme is changed with a form", async ({ signedIn: page, app, browser }) => {
  await page.goto(`${app.origin}/settings`);
  await accessibleWithoutScript(page, browser);
  for (const [name, theme] of [
    ["Dark", "dark"],
    ["Light", "light"],
    ["System", "system"],
  ]) {
    await page.getByRole("radio", { name: new RegExp(`^${name}`) }).check();
    await page.getByRole("button", { name: "Use this theme" }).click();
    await expect(page).toHaveURL(`${app.origin}/settings`);
    await expect(page.locator("html")).toHaveAttribute("data-theme", theme);
    await expect(page.getByRole("radio", { name: new RegExp(`^${name}`) })).toBeChecked();
  }
});

test("signing out, here and everywhere", async ({ signedIn: page, app }) => {
  await page.goto(`${app.origin}/settings`);
  await page.getByRole("button", { name: "Sign out everywhere" }).click();
  await expect(page).toHaveURL(`${app.origin}/login`);
  await page.goto(`${app.origin}/settings`);
  await expect(page).toHaveURL(`${app.origin}/login?next=%2Fsettings`);
});
