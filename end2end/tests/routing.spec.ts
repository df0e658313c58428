import { expectAccessible } from "../fixtures/a11y";
import { APPLY, CHAIN, expect, test } from "../fixtures/app";
import { applyChange, changeDialog, GEMINI, GPT, ChainList, OPUS, reorderedConfig, openRouting, readConfig } from "../fixtures/routing";

test("the answer comes first, then both chains", async ({ signedIn: page, app }) => {
  const text = await openRouting(page, app.origin);
  await expect(page.locator(".answer")).toHaveText(
    `Text requests go to ${OPUS}. If it fails, 2 other models are tried in order.`,
  );
  await text.shows(OPUS, GPT, GEMINI);
  await expect(text.row(OPUS)).toContainText("primary");
  await expect(text.row(OPUS)).toContainText("alias opus");
  await new ChainList(page, "Image").shows("google/gemini-2.5-flash", GPT);
  await expectAccessible(page);
});

test("a chain is reordered by keyboard alone", async ({ signedIn: page, app, home }) => {
  test.slow();
  const text = await openRouting(page, app.origin);
  const grip = text.grip(GEMINI);
  await grip.focus();
  await page.keyboard.press("Space");
  await expect(text.said).toHaveText(`Lifted ${GEMINI}, step 3 of 3`);
  await expectAccessible(page);
  await page.keyboard.press("ArrowUp");
  await expect(text.said).toHaveText("Step 2 of 3");
  await text.shows(OPUS, GEMINI, GPT);
  await expect(grip).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(text.said).toHaveText(`Cancelled, ${GEMINI} is step 3 again`);
  await text.shows(OPUS, GPT, GEMINI);
  await expect(grip).toBeFocused();
  await page.keyboard.press("Space");
  for (const [key, step] of [["Home", 1], ["End", 3], ["ArrowDown", 3], ["ArrowUp", 2]] as const) {
    await page.keyboard.press(key);
    await expect(text.said).toHaveText(`Step ${step} of 3`);
    await expect(grip).toBeFocused();
  }
  await page.keyboard.press("Space");
  await expect(text.said).toHaveText(`Dropped ${GEMINI} at step 2`);
  await expect(changeDialog(page)).toContainText(`Make ${GEMINI} step 2 of the text chain`);
  expect(await readConfig(home)).toBe(CHAIN);
  await page.keyboard.press("Enter");
  await expect(changeDialog(page)).toBeHidden();
  await expect(grip).toBeFocused();
  await text.shows(OPUS, GEMINI, GPT);
  expect(await readConfig(home)).toBe(reorderedConfig("opus", [GEMINI, GPT]));
});

test("Alt+Arrow moves a row immediately, and undo restores the list", async ({ signedIn: page, app, home }) => {
  const text = await openRouting(page, app.origin);
  await text.grip(GPT).focus();
  await page.keyboard.press("Alt+ArrowDown");
  await text.shows(OPUS, GEMINI, GPT);
  await applyChange(page);
  await expect(text.grip(GPT)).toBeFocused();
  expect(await readConfig(home)).toBe(reorderedConfig("opus", [GEMINI, GPT]));
  await page.keyboard.press("z");
  await text.shows(OPUS, GPT, GEMINI);
  expect(await readConfig(home)).toBe(CHAIN);
});

test("a row that is moved to the first position becomes the primary, and back", async ({ signedIn: page, app, home }) => {
  const text = await openRouting(page, app.origin);
  await text.grip(GEMINI).focus();
  await page.keyboard.press("Space");
  await page.keyboard.press("Home");
  await expect(text.row(GEMINI)).toContainText("primary");
  await page.keyboard.press("Space");
  await expect(changeDialog(page)).toContainText(`Make ${GEMINI} the primary of the text chain; ${OPUS} becomes step 2`);
  await applyChange(page);
  await text.shows(GEMINI, OPUS, GPT);
  expect(await readConfig(home)).toBe(reorderedConfig(GEMINI, ["opus", GPT]));
  await text.grip(GEMINI).focus();
  await page.keyboard.press("Alt+ArrowDown");
  await applyChange(page);
  await text.shows(OPUS, GEMINI, GPT);
  expect(await readConfig(home)).toBe(reorderedConfig("opus", [GEMINI, GPT]));
});

test("a row is dragged by mouse, and a line shows where it would land", async ({ signedIn: page, app, home }) => {
  const text = await openRouting(page, app.origin);
  const from = (await text.grip(GEMINI).boundingBox())!;
  const to = (await text.row(GPT).boundingBox())!;
  await page.mouse.move(from.x + 8, from.y + 8);
  await page.mouse.down();
  await page.mouse.move(from.x + 8, to.y + 4, { steps: 4 });
  await expect(text.row(GPT)).toHaveClass(/step--above/);
  await page.keyboard.press("Escape");
  await expect(page.locator(".step--above")).toHaveCount(0);
  await page.mouse.up();
  await expect(changeDialog(page)).toBeHidden();
  await text.shows(OPUS, GPT, GEMINI);
  await page.mouse.move(from.x + 8, from.y + 8);
  await page.mouse.down();
  await page.mouse.move(from.x + 8, to.y + 4, { steps: 4 });
  await page.mouse.up();
  await text.shows(OPUS, GEMINI, GPT);
  await applyChange(page);
  expect(await readConfig(home)).toBe(reorderedConfig("opus", [GEMINI, GPT]));
  await text.shows(OPUS, GEMINI, GPT);
});

test("a drag to the edge of the window scrolls the page", async ({ signedIn: page, app }) => {
  await page.setViewportSize({ width: 1280, height: 300 });
  const text = await openRouting(page, app.origin);
  await text.grip(OPUS).scrollIntoViewIfNeeded();
  const from = (await text.grip(OPUS).boundingBox())!;
  const before = await page.evaluate(() => scrollY);
  await page.mouse.move(from.x + 8, from.y + 8);
  await page.mouse.down();
  await page.mouse.move(from.x + 8, 296, { steps: 3 });
  await expect.poll(() => page.evaluate(() => scrollY)).toBeGreaterThan(before + 20);
  await page.keyboard.press("Escape");
  await page.mouse.up();
  await text.shows(OPUS, GPT, GEMINI);
});

test.describe("with a finger", () => {
  test.use({ hasTouch: true, viewport: { width: 360, height: 740 } });

  test("a row is dragged, in a narrow window", async ({ signedIn: page, app, home }) => {
    const text = await openRouting(page, app.origin);
    // Near the edge of the window, the page would scroll.
    await text.row(GPT).evaluate((element) => element.scrollIntoView({ block: "center" }));
    const from = (await text.grip(OPUS).boundingBox())!;
    const to = (await text.row(GPT).boundingBox())!;
    const finger = await page.context().newCDPSession(page);
    const touch = (type: "touchStart" | "touchMove" | "touchEnd", y?: number) =>
      finger.send("Input.dispatchTouchEvent", { type, touchPoints: y === undefined ? [] : [{ x: from.x + 8, y }] });
    await touch("touchStart", from.y + 8);
    for (const y of [from.y + 20, to.y, to.y + to.height - 4]) await touch("touchMove", y);
    await expect(text.row(GPT)).toHaveClass(/step--below/);
    await touch("touchEnd");
    await expect(changeDialog(page)).toContainText(`Make ${GPT} the primary of the text chain; ${OPUS} becomes step 2`);
    await applyChange(page);
    await text.shows(GPT, OPUS, GEMINI);
    expect(await readConfig(home)).toBe(reorderedConfig(GPT, ["opus", GEMINI]));
  });
});

test("a move that is not applied is reverted", async ({ signedIn: page, app, home }) => {
  const text = await openRouting(page, app.origin);
  await text.grip(GPT).focus();
  await page.keyboard.press("Alt+ArrowDown");
  await text.shows(OPUS, GEMINI, GPT);
  await changeDialog(page).getByRole("button", { name: "Cancel" }).click();
  await text.shows(OPUS, GPT, GEMINI);
  await expect(text.grip(GPT)).toBeFocused();
  expect(await readConfig(home)).toBe(CHAIN);
});

test.describe(() => {
  test.use({ expected: /409|422/ });

  test("a move is shown on the new file, and the row goes back when it is cancelled", async ({ signedIn: page, app, home }) => {
    const text = await openRouting(page, app.origin);
    await text.grip(GPT).focus();
    await page.keyboard.press("Alt+ArrowDown");
    await expect(changeDialog(page).locator(APPLY)).toBeVisible();
    const outside = reorderedConfig("opus", [GPT, "xai/grok-4", GEMINI]);
    await home.write(outside);
    await expect(changeDialog(page)).toContainText("Here is your move on the new version.");
    await changeDialog(page).getByRole("button", { name: "Cancel" }).click();
    await text.shows(OPUS, GPT, "xai/grok-4", GEMINI);
    expect(await readConfig(home)).toBe(outside);
  });

  test("two tabs on one chain: both moves are kept, and no step is lost", async ({ signedIn: page, app, home, context }) => {
    await home.write(reorderedConfig("opus", [GPT, GEMINI, "xai/grok-4"]));
    const one = await openRouting(page, app.origin);
    const two = await openRouting(await context.newPage(), app.origin);
    // Both rows are dropped before either change is written.
    await one.grip(GEMINI).focus();
    await page.keyboard.press("Alt+ArrowUp");
    await two.grip("xai/grok-4").focus();
    await two.page.keyboard.press("Space");
    await two.page.keyboard.press("Home");
    await applyChange(page);
    expect(await readConfig(home)).toBe(reorderedConfig("opus", [GEMINI, GPT, "xai/grok-4"]));
    await two.page.keyboard.press("Space");
    await applyChange(two.page);
    expect(await readConfig(home)).toBe(reorderedConfig("xai/grok-4", ["opus", GEMINI, GPT]));
    for (const list of [one, two]) await list.shows("xai/grok-4", OPUS, GEMINI, GPT);
    // Again after both cards were shown: the second card is updated, and no change is lost.
    await one.grip(GPT).focus();
    await page.keyboard.press("Alt+ArrowUp");
    await two.grip(GEMINI).focus();
    await two.page.keyboard.press("Alt+ArrowUp");
    await expect(changeDialog(two.page).locator(APPLY)).toBeVisible();
    await applyChange(page);
    await expect(changeDialog(two.page)).toContainText("Here is your move on the new version.");
    await applyChange(two.page);
    for (const list of [one, two]) await list.shows("xai/grok-4", GEMINI, OPUS, GPT);
    expect(await readConfig(home)).toBe(reorderedConfig("xai/grok-4", [GEMINI, "opus", GPT]));
    await two.page.close();
  });
});

test("an external change waits for the drop, and the move is kept if it still makes sense", async ({ signedIn: page, app, home }) => {
  const text = await openRouting(page, app.origin);
  await text.grip(GEMINI).focus();
  await page.keyboard.press("Space");
  await page.keyboard.press("ArrowUp");
  await home.write(reorderedConfig("opus", ["xai/grok-4", GPT, GEMINI]));
  await expect(page.locator(".answer")).toContainText("3 other models");
  await text.shows(OPUS, GEMINI, GPT);
  await page.keyboard.press("Space");
  await text.shows(OPUS, GEMINI, "xai/grok-4", GPT);
  await applyChange(page);
  expect(await readConfig(home)).toBe(reorderedConfig("opus", [GEMINI, "xai/grok-4", GPT]));
});
