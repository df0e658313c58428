import { expect, waitUntilLive, test } from "../fixtures/app";

const PAGES = ["/", "/routing", "/routing?agent=main", "/aliases", "/agents", "/history", "/settings"];

/** The requests that a file may wait for: itself, and the document that names it. */
const MOST_STEPS = 2;

test.describe("through a tunnel of 300 ms and 1 Mbit/s", () => {
  for (const path of PAGES) {
    test(`${path} is painted soon, and files wait only for the document`, async ({ signedIn: page, app, context }) => {
      const other = await context.newPage();
      const cdp = await context.newCDPSession(other);
      await cdp.send("Network.enable");
      await cdp.send("Network.setCacheDisabled", { cacheDisabled: true });
      const kilobit = 1000 / 8;
      const slow = { offline: false, latency: 300, downloadThroughput: 1000 * kilobit, uploadThroughput: 1000 * kilobit };
      await cdp.send("Network.emulateNetworkConditions", slow);
      const depth = new Map<string, number>();
      cdp.on("Network.requestWillBeSent", ({ request, initiator, documentURL }) => {
        const url = new URL(request.url);
        // Requests after the page is complete: the event stream, and one read of changes made before it.
        if (url.pathname === "/events" || url.pathname.startsWith("/api/")) return;
        const by = initiator.url ?? initiator.stack?.callFrames.at(-1)?.url ?? documentURL;
        depth.set(url.pathname, url.href === documentURL ? 1 : (depth.get(new URL(by).pathname) ?? 1) + 1);
      });
      await other.goto(app.origin + path);
      await waitUntilLive(other);
      const paint = await other.evaluate(() => performance.getEntriesByName("first-contentful-paint")[0].startTime);
      // The time is only reported, because the machine may be busy. The chain of requests is asserted.
      console.log(`first paint of ${path}: ${Math.round(paint)} ms of 1500`);
      expect([...depth].filter(([, steps]) => steps > MOST_STEPS)).toEqual([]);
      expect(depth.size).toBeGreaterThan(3);
      await other.close();
    });
  }
});
