import { createServer } from "node:http";
import { readdir } from "node:fs/promises";
import { App, expect, waitUntilLive, test } from "../fixtures/app";

test("sign-in leads to the requested page, also with a link that is opened in its tab", async ({ page, app }) => {
  await page.goto(`${app.origin}/history?x=1`);
  await expect(page).toHaveURL(`${app.origin}/login?next=%2Fhistory%3Fx%3D1`);
  await page.goto(app.link);
  await expect(page).toHaveURL(`${app.origin}/history?x=1`);
  await waitUntilLive(page);
  // The address is used for one sign-in only.
  expect(await page.evaluate(() => sessionStorage.length)).toBe(0);
});

test("a code in the address of any page signs in there, and is removed from the address", async ({ page, app }) => {
  await page.goto(`${app.origin}/routing#code=${app.code}`);
  await expect(page).toHaveURL(`${app.origin}/routing`);
  await expect(page.getByRole("heading", { level: 1, name: "Routing" })).toBeVisible();
  await waitUntilLive(page);
});

test("the link works in a tab that already shows the sign-in page", async ({ page, app }) => {
  await page.goto(`${app.origin}/login`);
  await page.evaluate((hash) => (location.hash = hash), new URL(app.link).hash);
  await expect(page).toHaveURL(`${app.origin}/`);
  await waitUntilLive(page);
});

test.describe(() => {
  test.use({ expected: /401/ });

  test("a change after the session has ended leads to sign-in and back", async ({ signedIn: page, home, context, app }) => {
    await page.goto(`${app.origin}/aliases`);
    await waitUntilLive(page);
    await context.clearCookies();
    await page.getByRole("button", { name: /^Remove/ }).first().click();
    const dialog = page.getByRole("dialog");
    await expect(dialog).toContainText("Sign in first");
    await dialog.getByRole("link", { name: "Sign in again" }).click();
    await expect(page).toHaveURL(`${app.origin}/login?next=%2Faliases`);
    await page.getByLabel("Code").fill(await home.link());
    await page.getByRole("button", { name: "Sign in" }).click();
    await expect(page).toHaveURL(`${app.origin}/aliases`);
    await waitUntilLive(page);
  });
});

test.describe(() => {
  // The error budget of the test does not apply to the other program's page.
  test.use({ expected: /./ });

  test("scripts that another program on the same port left in the browser do not run", async ({ page, app, home }) => {
    const port = app.port;
    // The file names are public: they are the same in every copy of a release.
    const names = (await readdir("../target/site")).filter((name) => name.endsWith(".js.br")).map((name) => name.slice(0, -3));
    expect(names.length).toBeGreaterThan(0);
    const tags = names.map((name) => `<script type="module" src="/assets/${name}"></script>`).join("");
    const trap = "(globalThis.trapped ??= []).push(1); export default () => ({ then() {} });";
    await app.stop();
    const other = createServer((asked, answer) => {
      const isScript = asked.url?.startsWith("/assets/");
      answer.setHeader("content-type", isScript ? "text/javascript" : "text/html");
      answer.setHeader("cache-control", "public, max-age=31536000, immutable");
      answer.end(isScript ? trap : `<!doctype html><title>other</title><h1>Other</h1>${tags}`);
    });
    await new Promise<void>((done) => other.listen(Number(port), "127.0.0.1", done));
    const trapped = () => page.evaluate(() => (globalThis as { trapped?: number[] }).trapped?.length ?? 0);
    for (const path of ["/routing", "/"]) {
      await page.goto(`http://127.0.0.1:${port}${path}`);
      await expect.poll(trapped).toBeGreaterThan(0);
    }
    other.closeAllConnections();
    await new Promise((done) => other.close(done));

    // In the same tab, whose memory cache still has the files.
    const ours = await App.start(home, port);
    expect(ours.port).toBe(port);
    await page.goto(ours.link);
    for (const [path, name] of [["/", "Overview"], ["/routing", "Routing"]]) {
      if (path !== "/") await page.goto(`${ours.origin}${path}`);
      await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
      await waitUntilLive(page);
      expect(await trapped()).toBe(0);
    }
    await ours.stop();
  });
});
