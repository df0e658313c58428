import { readFile } from "node:fs/promises";
import { expectAccessible } from "../fixtures/a11y";
import { type App, expect, type Home, test, waitUntilLive } from "../fixtures/app";
import { CONFIG, panel, storeWith, writeStore } from "../fixtures/credentials";
import { applyChange, changeDialog, ChainList } from "../fixtures/routing";
import type { Page } from "@playwright/test";

const WORK = "anthropic:work";
const BACKUP = "anthropic:backup";
const SPARE = "anthropic:spare";

test.use({ config: CONFIG });

const order = (...ids: string[]) => CONFIG.replace("['anthropic:work', 'anthropic:backup']", `[${ids.map((id) => `'${id}'`).join(", ")}]`);

async function open(page: Page, app: App, home: Home, store: unknown = storeWith()): Promise<ChainList> {
  await writeStore(home, store);
  await page.goto(`${app.origin}/auth`);
  await waitUntilLive(page);
  return new ChainList(page, "anthropic in use");
}

const grip = (page: Page, id: string) => page.getByRole("button", { name: new RegExp(`^Move ${id}, position`) });

test("the order is changed by keyboard, and each step is announced", async ({ signedIn: page, app, home }) => {
  const list = await open(page, app, home);
  await list.shows(WORK, BACKUP);
  await grip(page, BACKUP).focus();
  await page.keyboard.press("Space");
  await expect(list.said).toHaveText(`Lifted ${BACKUP}, position 2 of 2`);
  await page.keyboard.press("ArrowUp");
  await expect(list.said).toHaveText("Position 1 of 2");
  await page.keyboard.press("Escape");
  await expect(list.said).toHaveText(`Cancelled, ${BACKUP} is position 2 again`);
  await list.shows(WORK, BACKUP);
  await expect(grip(page, BACKUP)).toBeFocused();
  await page.keyboard.press("Space");
  await page.keyboard.press("Home");
  await expect(list.said).toHaveText("Position 1 of 2");
  await expect(grip(page, BACKUP)).toBeFocused();
  await page.keyboard.press("Space");
  await expect(list.said).toHaveText(`Dropped ${BACKUP} at position 1`);
  await expect(changeDialog(page)).toContainText(`Move ${BACKUP} to position 1`);
  await applyChange(page);
  await expect(grip(page, BACKUP)).toBeFocused();
  await list.shows(BACKUP, WORK);
  expect(await readFile(home.config, "utf8")).toBe(order(BACKUP, WORK));
  await page.keyboard.press("z");
  await list.shows(WORK, BACKUP);
  await grip(page, WORK).focus();
  await page.keyboard.press("Alt+ArrowDown");
  await expect(changeDialog(page)).toContainText(`Move ${WORK} to position 2`);
  await page.keyboard.press("Escape");
  await expect(changeDialog(page)).toBeHidden();
  await list.shows(WORK, BACKUP);
  expect(await readFile(home.config, "utf8")).toBe(CONFIG);
});

test("a credential is dragged by mouse", async ({ signedIn: page, app, home }) => {
  await home.write(order(WORK, BACKUP, SPARE));
  const list = await open(page, app, home);
  await list.shows(WORK, BACKUP, SPARE);
  // Near the edge of the window, the list would scroll.
  await grip(page, BACKUP).evaluate((element) => element.scrollIntoView({ block: "center" }));
  const from = (await grip(page, SPARE).boundingBox())!;
  const to = (await grip(page, WORK).boundingBox())!;
  await page.mouse.move(from.x + 8, from.y + 8);
  await page.mouse.down();
  await page.mouse.move(from.x + 8, to.y + 4, { steps: 4 });
  await expect(page.locator(".step--above")).toContainText(WORK);
  await page.mouse.up();
  await list.shows(SPARE, WORK, BACKUP);
  await applyChange(page);
  await list.shows(SPARE, WORK, BACKUP);
  expect(await readFile(home.config, "utf8")).toBe(order(SPARE, WORK, BACKUP));
});

test.describe("with a finger", () => {
  test.use({ hasTouch: true, viewport: { width: 360, height: 740 } });

  test("a credential is dragged, in a narrow window", async ({ signedIn: page, app, home }) => {
    const list = await open(page, app, home);
    await grip(page, WORK).scrollIntoViewIfNeeded();
    const from = (await grip(page, WORK).boundingBox())!;
    const to = (await grip(page, BACKUP).boundingBox())!;
    const finger = await page.context().newCDPSession(page);
    const touch = (type: "touchStart" | "touchMove" | "touchEnd", y?: number) =>
      finger.send("Input.dispatchTouchEvent", { type, touchPoints: y === undefined ? [] : [{ x: from.x + 8, y }] });
    await touch("touchStart", from.y + 8);
    for (const y of [from.y + 20, to.y, to.y + to.height]) await touch("touchMove", y);
    await touch("touchEnd");
    await applyChange(page);
    await list.shows(BACKUP, WORK);
    expect(await readFile(home.config, "utf8")).toBe(order(BACKUP, WORK));
  });
});

test("a move that is not written goes back, and an update during a drag is kept", async ({ signedIn: page, app, home }) => {
  await home.write(order(WORK, BACKUP, SPARE));
  const list = await open(page, app, home);
  await grip(page, SPARE).focus();
  await page.keyboard.press("Space");
  await page.keyboard.press("Home");
  const reloaded = page.waitForResponse("**/api/auth/list");
  await home.write(order(BACKUP, WORK, SPARE));
  await reloaded;
  await list.shows(SPARE, WORK, BACKUP);
  await page.keyboard.press("Space");
  await expect(changeDialog(page)).toContainText(`Move ${SPARE} to position 1`);
  await page.keyboard.press("Escape");
  await list.shows(BACKUP, WORK, SPARE);
});

test("all layers are shown, and the one that decides is marked", async ({ signedIn: page, app, home }) => {
  await open(page, app, home, { ...storeWith(), order: { anthropic: [SPARE, WORK] } });
  const orders = panel(page, "anthropic in use").locator(".order");
  await expect(orders).toHaveCount(3);
  await expect(orders.filter({ hasText: "decides" })).toContainText("store");
  await expect(orders.filter({ hasText: "auth.order" })).toContainText("does not count");
  await expect(orders.filter({ hasText: "Order by rule" })).toContainText("does not count");
  await grip(page, WORK).focus();
  await page.keyboard.press("Alt+ArrowUp");
  await expect(changeDialog(page)).toContainText(`Move ${WORK} to position 1`);
  await applyChange(page);
  await home.write(CONFIG.replace(/ {2}auth: .*\n/, ""));
  await writeStore(home, storeWith());
  await expect(orders.filter({ hasText: "decides" })).toContainText("Order by rule");
  await expect(orders.filter({ hasText: "auth.order" })).toContainText("not set");
  await expectAccessible(page);
  const store = storeWith();
  store.profiles[WORK].expires = Date.now() - 60_000;
  await writeStore(home, store);
  await expect(page.locator(".rows__row").filter({ hasText: WORK }).locator("time").first()).toHaveText("expired");
  await expect(orders.filter({ hasText: "decides" }).locator(".ref")).toHaveText([BACKUP, SPARE]);
});
