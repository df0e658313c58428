import { expectAccessible } from "../fixtures/a11y";
import { expect, waitUntilLive, test } from "../fixtures/app";

test("the page lists the files in use and the checks", async ({ signedIn: page, app }) => {
  await page.getByRole("link", { name: "Settings" }).first().click();
  await expect(page.getByRole("heading", { level: 1, name: "Settings" })).toBeVisible();
  await waitUntilLive(page);
  await expect(page.locator(".answer")).toHaveText(/No problems found|No OpenClaw was found|found/);
  const files = page.getByRole("region", { name: "Files in use and why" });
  await expect(files).toContainText("~/.openclaw/openclaw.json");
  await expect(files).toContainText("seeds");
  await expect(page.getByRole("region", { name: "Checks" }).getByRole("listitem").first()).toContainText("configuration");
  const security = page.getByRole("region", { name: "Security" });
  await expect(security).toContainText(`127.0.0.1:${app.port}`);
  await expect(security).toContainText("only this session");
  await expectAccessible(page);
});

test.describe(() => {
  // Overview, the first page after sign-in, cannot show it.
  test.use({ config: "{ agents: { defaults: { model: 'a/b' } }, ", expected: /422/ });

  test("problems come first", async ({ signedIn: page, app }) => {
    await page.goto(`${app.origin}/settings`);
    await expect(page.locator(".answer")).toContainText("1 problem");
    await expect(page.getByRole("region", { name: "Checks" })).toContainText("broken");
    await expectAccessible(page);
  });
});

test("a theme applies at once and is kept", async ({ signedIn: page, app }) => {
  await page.goto(`${app.origin}/settings`);
  await waitUntilLive(page);
  const html = page.locator("html");
  await expect(page.getByRole("radio", { name: /^System/ })).toBeChecked();
  const kept = page.waitForResponse((response) => response.url().endsWith("/theme"));
  await page.getByRole("radio", { name: /^Dark/ }).check();
  await expect(html).toHaveAttribute("data-theme", "dark");
  await expect(page.getByRole("button", { name: "Theme: dark" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Use this theme" })).toBeHidden();
  await kept;
  await page.reload();
  await expect(html).toHaveAttribute("data-theme", "dark");
  await expect(page.getByRole("radio", { name: /^Dark/ })).toBeChecked();
  await waitUntilLive(page);
  await page.getByRole("button", { name: "Theme: dark" }).click();
  await expect(html).toHaveAttribute("data-theme", "system");
  await expect(page.getByRole("radio", { name: /^System/ })).toBeChecked();
});

test.describe(() => {
  test.use({ expected: /401/ });

  test("signing out everywhere ends the session of another browser", async ({ signedIn: page, app, browser }) => {
    const other = await browser.newContext({ storageState: await page.context().storageState() });
    const theirs = await other.newPage();
    await theirs.goto(app.origin);
    await expect(theirs.getByRole("heading", { level: 1, name: "Overview" })).toBeVisible();
    await page.goto(`${app.origin}/settings`);
    await page.getByRole("button", { name: "Sign out everywhere" }).click();
    await expect(page).toHaveURL(`${app.origin}/login`);
    await theirs.reload();
    await expect(theirs).toHaveURL(`${app.origin}/login`);
    await other.close();
  });
});

test("single keys are turned off permanently", async ({ signedIn: page, app }) => {
  await page.goto(`${app.origin}/settings`);
  await waitUntilLive(page);
  const single = page.getByRole("checkbox", { name: "Single-key shortcuts" });
  await expect(single).toBeChecked();
  await single.uncheck();
  await page.reload();
  await waitUntilLive(page);
  await expect(single).not.toBeChecked();
  await page.keyboard.press("?");
  await page.keyboard.press("Control+k");
  await expect(page.getByRole("dialog", { name: "Commands" })).toBeVisible();
  await page.keyboard.press("Escape");
  await single.check();
  await single.blur();
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog", { name: "Keys" })).toBeVisible();
});
