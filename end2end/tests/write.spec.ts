import { expectAccessible } from "../fixtures/a11y";
import { APPLY, CHAIN, expect, test } from "../fixtures/app";
import { applyChange, changeDialog, GEMINI, GPT, OPUS, openRouting, readConfig } from "../fixtures/routing";

const GROWN = CHAIN.replace("'google/gemini-2.5-pro']", "'google/gemini-2.5-pro', 'xai/grok-4']").replace(
  "        'google/gemini-2.5-flash': { alias: 'flash' },\n",
  "        'google/gemini-2.5-flash': { alias: 'flash' },\n        'xai/grok-4': {},\n",
);

test("a fallback is added: shown first, then written, and undone with one key", async ({ signedIn: page, app, home }) => {
  test.slow();
  const text = await openRouting(page, app.origin);
  await text.region.getByLabel("Model to try when all others fail").fill("xai/grok-4");
  await page.keyboard.press("Enter");
  const card = page.getByRole("dialog", { name: "Add xai/grok-4 as step 4 of the text chain" });
  await expect(card.locator(".diff__line--added")).toHaveCount(2);
  await expect(card).toContainText("~/.openclaw/openclaw.json");
  await expectAccessible(page);
  expect(await readConfig(home)).toBe(CHAIN);
  await expect(card.locator(APPLY)).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(card).toBeHidden();
  await text.shows(OPUS, GPT, GEMINI, "xai/grok-4");
  await expect(page.locator(".toast")).toContainText("Added xai/grok-4 as step 4 of the text chain.");
  expect(await readConfig(home)).toBe(GROWN);
  await expect(text.field).toHaveValue("");
  // The toast stays while it has the focus.
  await page.locator(".toast").getByRole("button", { name: "Undo" }).focus();
  await expectAccessible(page);
  await text.grip(GPT).focus();
  await page.keyboard.press("z");
  await expect(page.locator(".toast")).toContainText("Undid change 1 (added a fallback).");
  await text.shows(OPUS, GPT, GEMINI);
  await expect(text.grip(GPT)).toBeFocused();
  expect(await readConfig(home)).toBe(CHAIN);
});

const COMMENTED = CHAIN.replace(
  "['openai/gpt-5.2', 'google/gemini-2.5-pro']",
  `[
        'openai/gpt-5.2', // 2x cheaper
        'google/gemini-2.5-pro', // $5/M tokens
        'xai/grok-4', // was gpt-4o before
      ]`,
);

test.describe("a chain with any comments", () => {
  // An undo without a change to undo is refused.
  test.use({ config: COMMENTED, expected: /422/ });

  test("three moves are undone by three keys pressed at once, and redone", async ({ signedIn: page, app, home }) => {
    test.slow();
    const text = await openRouting(page, app.origin);
    const states = [await readConfig(home)];
    for (const [model, key] of [[GPT, "ArrowDown"], ["xai/grok-4", "ArrowUp"], [GEMINI, "ArrowDown"]] as const) {
      await text.grip(model).focus();
      await page.keyboard.press(`Alt+${key}`);
      await applyChange(page);
      states.push(await readConfig(home));
    }
    expect(new Set(states).size).toBe(4);
    const toast = page.locator(".toast");
    for (let nth = 0; nth < 3; nth++) await page.keyboard.press("z");
    await expect(toast).toContainText("Undid change 1 (moved a fallback).");
    await text.shows(OPUS, GPT, GEMINI, "xai/grok-4");
    expect(await readConfig(home)).toBe(COMMENTED);
    await expectAccessible(page);
    await page.keyboard.press("z");
    await expect(toast).toContainText("There is nothing to undo.");
    expect(await readConfig(home)).toBe(COMMENTED);
    const redo = toast.getByRole("button", { name: "Redo" });
    await redo.focus();
    await page.keyboard.press("Enter");
    await expect(toast).toContainText("Redid change 1 (moved a fallback).");
    expect(await readConfig(home)).toBe(states[1]);
    // By then the button has been replaced, and the new one has the focus.
    await expect(toast.getByRole("button", { name: "Undo" })).toBeFocused();
    await page.keyboard.press("Enter");
    await expect(toast).toContainText("Undid change 1 (moved a fallback).");
    expect(await readConfig(home)).toBe(COMMENTED);
    for (let nth = 0; nth < 3; nth++) await page.keyboard.press("Shift+Z");
    await expect(toast).toContainText("Redid change 3 (moved a fallback).");
    expect(await readConfig(home)).toBe(states[3]);
  });
});

test.describe("an entry whose parameters are not in the history", () => {
  test.use({
    config: CHAIN.replace("{ alias: 'flash' },", "{ alias: 'flash' },\n        'xai/grok-4': { params: { apiKey: 'Canary' } },"),
    expected: /409|422/,
  });

  test("undo does not revert another change instead of its removal", async ({ signedIn: page, app, home }) => {
    const text = await openRouting(page, app.origin);
    await text.grip(GPT).focus();
    await page.keyboard.press("Alt+ArrowDown");
    await applyChange(page);
    await home.run("disallow", "xai/grok-4");
    const before = await readConfig(home);
    await page.keyboard.press("z");
    await expect(changeDialog(page).getByRole("alert")).toContainText("Could not undo change 2");
    await expect(changeDialog(page)).toContainText("an older change can be undone: change 1 (moved a fallback)");
    await expectAccessible(page);
    expect(await readConfig(home)).toBe(before);
    await changeDialog(page).getByRole("button", { name: "Close" }).click();
    await expect(text.grip(GPT)).toBeFocused();
  });
});

test("the card of a change that cannot be undone says so, and no Undo is offered", async ({ signedIn: page, app }) => {
  const text = await openRouting(page, app.origin);
  // No form makes such a change, so the reply is modified.
  await page.route("**/api/fallback/move", async (route) => {
    const reply = await route.fetch();
    await route.fulfill({ response: reply, json: { ...(await reply.json()), cannotUndo: "its text is not kept" } });
  });
  await text.grip(GPT).focus();
  await page.keyboard.press("Alt+ArrowDown");
  await expect(changeDialog(page)).toContainText("No undo: its text is not kept");
  await expectAccessible(page);
  await applyChange(page);
  await expect(page.locator(".toast")).toContainText("is step 3 of the text chain");
  await expect(page.locator(".toast").getByRole("button")).toHaveText(["Dismiss"]);
});

test("a cancelled change leaves no trace, and the focus returns", async ({ signedIn: page, app, home }) => {
  const text = await openRouting(page, app.origin);
  const clear = text.region.getByRole("button", { name: "Clear all fallbacks" });
  await clear.focus();
  await page.keyboard.press("Enter");
  await expect(changeDialog(page)).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(changeDialog(page)).toBeHidden();
  await expect(clear).toBeFocused();
  expect(await readConfig(home)).toBe(CHAIN);
});

test.describe(() => {
  test.use({ expected: /ERR_FAILED/ });

  test("a write in progress cannot be cancelled, and reports its failure", async ({ signedIn: page, app }) => {
    const text = await openRouting(page, app.origin);
    let calls = 0;
    let answer = () => {};
    const held = new Promise<void>((done) => (answer = done));
    await page.route("**/api/fallback/add", async (route) => {
      if (++calls === 2) {
        await held;
        return route.abort();
      }
      return route.continue();
    });
    await text.field.fill("xai/grok-4");
    await page.keyboard.press("Enter");
    await changeDialog(page).locator(APPLY).click();
    await expect(changeDialog(page).getByRole("button", { name: "Cancel" })).toBeDisabled();
    await page.keyboard.press("Escape");
    await expect(changeDialog(page)).toBeVisible();
    answer();
    await expect(changeDialog(page).getByRole("alert")).toContainText("does not answer");
  });
});

test("a model that is already in the chain is reported, and nothing can be applied", async ({ signedIn: page, app }) => {
  const text = await openRouting(page, app.origin);
  await text.field.fill("opus");
  await text.region.getByRole("button", { name: "Add fallback" }).click();
  const card = page.getByRole("dialog", { name: `${OPUS} is already the primary of the text chain` });
  await expect(card.getByRole("button")).toHaveText(["Close"]);
  await card.getByRole("button", { name: "Close" }).click();
  await expect(card).toBeHidden();
});

test.describe(() => {
  test.use({ expected: /409|422|ERR_FAILED/ });

  const NOTICE = "The file changed after you opened this. Here is your move on the new version.";

  test("a card is updated when the file changes, and the focus stays in it", async ({ signedIn: page, app, home }) => {
    const text = await openRouting(page, app.origin);
    await text.field.fill("xai/grok-4");
    await page.keyboard.press("Enter");
    const card = changeDialog(page);
    await expect(card.getByRole("heading")).toContainText("as step 4");
    await expect(card.getByText(NOTICE)).toHaveCount(0);
    // A change elsewhere in the file does not affect the card.
    await home.write(`// a note\n${CHAIN}`);
    await expect(card.getByText(NOTICE)).toBeVisible();
    await expect(card.locator(APPLY)).toBeFocused();
    // A change in the chain itself updates the card, which must be read again.
    const outside = CHAIN.replace("'openai/gpt-5.2', 'google/gemini-2.5-pro'", "'google/gemini-2.5-pro'");
    await home.write(outside);
    await expect(card.getByRole("heading")).toContainText("as step 3");
    await expect(card.getByText(NOTICE)).toBeFocused();
    await expectAccessible(page);
    expect(await readConfig(home)).toBe(outside);
    await card.locator(APPLY).click();
    await text.shows(OPUS, GEMINI, "xai/grok-4");
  });

  test("after a change in another tab, the card is updated and can be applied", async ({ signedIn: page, app, home }) => {
    const text = await openRouting(page, app.origin);
    // This tab gets no events.
    await page.route("**/events", (route) => route.abort());
    await page.reload();
    await expect(page.locator("html[data-ready]")).toHaveCount(1);
    await text.field.fill("xai/grok-4");
    await page.keyboard.press("Enter");
    const card = changeDialog(page);
    await expect(card.getByRole("heading")).toContainText("as step 4");
    await expect(card.locator(APPLY)).toBeFocused();
    const outside = CHAIN.replace("'openai/gpt-5.2', 'google/gemini-2.5-pro'", "'google/gemini-2.5-pro'");
    await home.write(outside);
    await page.keyboard.press("Enter");
    await expect(card.getByRole("heading")).toContainText("as step 3");
    await expect(card.getByText(NOTICE)).toBeFocused();
    expect(await readConfig(home)).toBe(outside);
    await card.locator(APPLY).click();
    await expect(card).toBeHidden();
    await text.shows(OPUS, GEMINI, "xai/grok-4");
  });

  test("a card reports that the change fails on the new file, and the draft is kept", async ({ signedIn: page, app, home }) => {
    const text = await openRouting(page, app.origin);
    await text.region.getByRole("button", { name: `Move ${GEMINI} up` }).click();
    await expect(changeDialog(page).locator(APPLY)).toBeFocused();
    await home.write(CHAIN.replace(", 'google/gemini-2.5-pro'", ""));
    await expect(changeDialog(page).getByRole("alert")).toContainText("is not a fallback");
    await expect(changeDialog(page).getByText("Your move fails on the new version.")).toBeFocused();
    await changeDialog(page).getByRole("button", { name: "Close" }).click();
    await text.shows(OPUS, GPT);
  });

  test("an unknown name is refused at its field", async ({ signedIn: page, app }) => {
    const text = await openRouting(page, app.origin);
    await text.field.fill("openai/");
    await page.keyboard.press("Enter");
    const card = page.getByRole("dialog", { name: "Invalid model reference: openai/ is neither a model nor an alias" });
    await expect(card).toContainText("neither a model nor an alias");
    await expectAccessible(page);
  });

  test("an unknown model can be used anyway", async ({ signedIn: page, app }) => {
    const text = await openRouting(page, app.origin);
    await text.field.fill("openai/gpt-99");
    await page.keyboard.press("Enter");
    await expect(changeDialog(page).getByRole("alert")).toContainText("openai/gpt-99");
    await expect(changeDialog(page)).not.toContainText("--force");
    await changeDialog(page).getByRole("button", { name: "Use it anyway" }).click();
    // The focused element was removed with the first card.
    await expect(changeDialog(page).locator(APPLY)).toBeFocused();
    await page.keyboard.press("Enter");
    await text.shows(OPUS, GPT, GEMINI, "openai/gpt-99");
  });
});
