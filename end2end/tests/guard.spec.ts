import { createServer, type Server } from "node:http";
import { type AddressInfo } from "node:net";
import { expect, waitUntilLive, connectionStatus, test } from "../fixtures/app";

/** A page of another program on this machine: the same site, another origin. */
async function neighbour(html: string): Promise<{ url: string; server: Server }> {
  const server = createServer((_, answer) => answer.setHeader("content-type", "text/html").end(html));
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, server };
}

test("T21 no page contains the code after sign-in, and script cannot read the session", async ({ signedIn: page, app }) => {
  await waitUntilLive(page);
  expect(page.url()).toBe(`${app.origin}/`);
  const seen = await page.evaluate(() => JSON.stringify([document.cookie, document.referrer, location.href, history.length]));
  expect(seen).not.toContain(app.code);
  expect(await page.evaluate(() => document.cookie)).not.toContain("oc_models_");
  expect(await page.content()).not.toContain(app.code);
  await page.goBack();
  expect(page.url()).not.toContain(app.code);
  expect(app.output).not.toContain(app.code);
});

test.describe(() => {
  test.use({ expected: /asked http:\/\/localhost:/ });

  test("T04 through a tunnel the whole flow works under another name", async ({ page, app }) => {
  await page.goto(app.link.replace("127.0.0.1", "localhost"));
  await expect(page.getByRole("heading", { level: 1, name: "Overview" })).toBeVisible();
  await waitUntilLive(page);
  await page.getByRole("button", { name: "Theme: system" }).click();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "light");
  // Closes the page before the server stops: it would reconnect to the event stream.
  await page.close();
  });
});
test.describe(() => {
  test.use({ expected: /403|rebind\.test|Cross-Origin-Opener-Policy header has been ignored/ });

  test("T07 a host name that was rebound to this machine is refused", async ({ page, app }) => {
    const answer = await page.goto(`http://rebind.test:${app.port}/`);
    expect(answer?.status()).toBe(403);
    expect(await page.content()).not.toMatch(/openclaw|claude|csrf/);
  });
});

test.describe(() => {
  test.use({ expected: /./ });

  test("T16 T38 a page of another origin cannot read, change or frame the dashboard", async ({ signedIn: page, app, context }) => {
    await waitUntilLive(page);
    const css = await page.locator('link[rel="stylesheet"]').getAttribute("href");
    const { url, server } = await neighbour(`<!doctype html><title>neighbour</title>
      <iframe id="frame" src="${app.origin}/"></iframe>
      <form id="form" method="post" action="${app.origin}/logout" target="sink"><input name="csrf" value="x"></form>
      <iframe name="sink"></iframe>`);
    const other = await context.newPage();
    const statuses: number[] = [];
    other.on("response", (answer) => {
      if (answer.url().startsWith(app.origin)) statuses.push(answer.status());
    });
    await other.goto(url);
    const read = (path: string, init: RequestInit) =>
      other.evaluate(
        async ([url, init]) => {
          try {
            return await (await fetch(url as string, init as RequestInit)).text();
          } catch {
            return "refused";
          }
        },
        [app.origin + path, init] as const,
      );
    const credentials = { credentials: "include" } as const;
    expect(await read("/", credentials)).toBe("refused");
    expect(await read("/events", credentials)).toBe("refused");
    const json = { ...credentials, method: "POST", body: '{"op":{}}', headers: { "content-type": "application/json" } };
    expect(await read("/api/status/show", json)).toBe("refused");
    expect(await read("/logout", { ...credentials, method: "POST", mode: "no-cors", body: "csrf=x" })).toBe("refused");
    const loads = (tag: string, attribute: string, path: string) =>
      other.evaluate(
        ([tag, attribute, url]) =>
          new Promise((done) => {
            const element = document.createElement(tag);
            element.onload = () => done(true);
            element.onerror = () => done(false);
            element.setAttribute(attribute, url);
            document.body.append(element);
          }),
        [tag, attribute, app.origin + path],
      );
    expect(await loads("script", "src", "/healthz")).toBe(false);
    expect(await loads("img", "src", css!)).toBe(false);
    await other.evaluate(() => (document.getElementById("form") as HTMLFormElement).submit());
    await other.evaluate((url) => void ((window as any).opened = window.open(url)), app.origin);
    const isCutOff = () => other.evaluate(() => (window as any).opened?.closed ?? true);
    await expect.poll(isCutOff, "the opener has no hold of the window").toBe(true);
    // The frame shows the browser's own error page.
    expect(await other.frameLocator("#frame").locator("html").innerText()).not.toMatch(/openclaw|Overview/);
    expect(statuses.filter((status) => status < 400 && status !== 303)).toEqual([]);
    // The session still works.
    await page.reload();
    await waitUntilLive(page);
    server.close();
  });
});

test.describe(() => {
  test.use({ expected: /401/ });

  test("signing out in one tab ends the stream of the other", async ({ signedIn: page, context, app }) => {
  await waitUntilLive(page);
  const other = await context.newPage();
  await other.goto(app.origin);
  await other.getByRole("button", { name: "Sign out" }).click();
  await expect(connectionStatus(page)).toContainText("Signed out");
});
});
