/** The most frequent tasks, with every click, key and field counted. */

import type { Locator, Page } from "@playwright/test";
import { expectAccessible } from "../fixtures/a11y";
import { APPLY, CHAIN, expect, waitUntilLive, test } from "../fixtures/app";
import { changeDialog, GEMINI, GPT, ChainList, OPUS, reorderedConfig, readConfig } from "../fixtures/routing";

const WORK = CHAIN.replace("  },\n}", "    list: [{ id: 'main', default: true }, { id: 'work' }],\n  },\n}");
const GROK = "xai/grok-4";
const LISTED = "        'google/gemini-2.5-flash': { alias: 'flash' },\n";

/** With a model map, the new model is added to it too. */
const listed = (text: string) => text.replace(LISTED, `${LISTED}        '${GROK}': {},\n`);

/** Performs actions and counts them. */
class ActionCounter {
  count = 0;

  constructor(readonly page: Page) {}

  async click(target: Locator): Promise<void> {
    this.count += 1;
    await target.click();
  }

  /** Types into the focused element. */
  async type(text: string): Promise<void> {
    this.count += 1;
    await this.page.keyboard.type(text);
  }

  async press(key: string): Promise<void> {
    this.count += 1;
    await this.page.keyboard.press(key);
  }
}

test("task: the default model is changed and the old one kept as step 2, in 4 actions", async ({ signedIn: page, home }) => {
  test.slow();
  await waitUntilLive(page);
  const actions = new ActionCounter(page);
  const field = page.getByRole("combobox", { name: "New default model" });
  const text = page.getByRole("region", { name: "Text", exact: true });
  await actions.click(text.getByRole("link", { name: "Change… default model" }));
  await expect(field).toBeFocused();
  await expect(page.getByRole("checkbox", { name: `Keep ${OPUS} as step 2` })).toBeChecked();
  await expectAccessible(page);
  await actions.type(GROK);
  await actions.press("Enter");
  await expect(changeDialog(page)).toHaveAccessibleName(`Make ${GROK} the primary of the text chain; ${OPUS} becomes step 2`);
  await expect(changeDialog(page).getByRole("button", { name: "Make primary" })).toBeFocused();
  await expectAccessible(page);
  await actions.press("Enter");
  await expect(changeDialog(page)).toBeHidden();
  await new ChainList(page).shows(GROK, OPUS, GPT, GEMINI);
  expect(actions.count).toBeLessThanOrEqual(4);
  await expect(field).toHaveCount(0);
  await expect(page).toHaveURL(/\/routing$/);
  expect(await readConfig(home)).toBe(listed(reorderedConfig(GROK, ["opus", GPT, GEMINI])));
  // It is one change: one undo reverts it.
  await home.run("undo");
  expect(await readConfig(home)).toBe(CHAIN);
});

test("task: a model of the chain becomes the default, and its step moves up", async ({ signedIn: page, home }) => {
  await waitUntilLive(page);
  const actions = new ActionCounter(page);
  await actions.click(page.getByRole("link", { name: "Change… default model" }));
  await expect(page.getByRole("combobox", { name: "New default model" })).toBeFocused();
  await actions.type("gpt-5.2");
  await actions.click(page.getByRole("option", { name: GPT, exact: true }));
  await actions.click(changeDialog(page).locator(APPLY));
  await new ChainList(page).shows(GPT, OPUS, GEMINI);
  expect(actions.count).toBeLessThanOrEqual(4);
  expect(await readConfig(home)).toContain("{ primary: 'openai/gpt-5.2', fallbacks: ['opus', 'google/gemini-2.5-pro'] }");
});

test.describe("with two agents", () => {
  test.use({ config: WORK });

  test("task: the model of one agent is changed, in 5 actions", async ({ signedIn: page, app, home }) => {
    await page.goto(`${app.origin}/routing`);
    await waitUntilLive(page);
    const actions = new ActionCounter(page);
    await actions.click(page.getByRole("link", { name: "work", exact: true }));
    await actions.click(page.getByRole("link", { name: "Change… model of work" }));
    await expect(page.getByRole("combobox", { name: "New model of work" })).toBeFocused();
    await actions.type(GROK);
    await actions.press("Enter");
    await expect(changeDialog(page).locator(APPLY)).toBeFocused();
    await actions.press("Enter");
    await new ChainList(page).shows(GROK, OPUS, GPT, GEMINI);
    expect(actions.count).toBeLessThanOrEqual(5);
    await expect(page).toHaveURL(/\/routing\?agent=work$/);
    const text = await readConfig(home);
    expect(text).toContain("model: { primary: 'opus', fallbacks: ['openai/gpt-5.2', 'google/gemini-2.5-pro'] },\n      imageModel");
    expect(text).toContain(
      "{ id: 'work', model: { primary: 'xai/grok-4', fallbacks: ['opus', 'openai/gpt-5.2', 'google/gemini-2.5-pro'] } }",
    );
  });
});

test("without the tick, the old model leaves the chain", async ({ signedIn: page, app, home }) => {
  await page.goto(`${app.origin}/routing?change=text`);
  await waitUntilLive(page);
  const text = new ChainList(page);
  await page.getByRole("checkbox", { name: `Keep ${OPUS} as step 2` }).uncheck();
  const field = page.getByRole("combobox", { name: "New default model" });
  await field.fill(GPT);
  await page.keyboard.press("Enter");
  await expect(changeDialog(page)).toHaveAccessibleName(`Make ${GPT} the primary of the text chain`);
  await changeDialog(page).locator(APPLY).click();
  await text.shows(GPT, GEMINI);
  expect(await readConfig(home)).toContain("{ primary: 'openai/gpt-5.2', fallbacks: ['google/gemini-2.5-pro'] }");
});

test("the image model has its own form, and Escape and Cancel close it", async ({ signedIn: page, app, home }) => {
  await page.goto(`${app.origin}/`);
  await waitUntilLive(page);
  await page.getByRole("link", { name: "Change… default image model" }).click();
  const field = page.getByRole("combobox", { name: "New default image model" });
  await expect(field).toBeFocused();
  await page.keyboard.press("ArrowDown");
  await expect(page.getByRole("option").first()).toBeVisible();
  // The first Escape closes the list.
  await page.keyboard.press("Escape");
  await expect(page.getByRole("listbox")).toBeHidden();
  await page.keyboard.press("Escape");
  await expect(field).toHaveCount(0);
  await expect(page).toHaveURL(/\/routing$/);
  await expect(page.locator("#routing-image")).toBeFocused();
  await page.getByRole("link", { name: "Change… default image model" }).click();
  await page.keyboard.press("ArrowDown");
  await expect(page.getByRole("option").first()).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("listbox")).toBeHidden();
  await page.getByRole("link", { name: "Cancel" }).click();
  await expect(field).toHaveCount(0);
  expect(await readConfig(home)).toBe(CHAIN);
});

test("the palette opens the form", async ({ signedIn: page }) => {
  await waitUntilLive(page);
  await page.keyboard.press("Control+k");
  await page.keyboard.type("change def");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("combobox", { name: "New default model" })).toBeFocused();
  await expect(page).toHaveURL(/\/routing\?change=text$/);
});

test.describe("on a telephone", () => {
  test.use({ viewport: { width: 360, height: 780 } });

  test("the form fits", async ({ signedIn: page, app }) => {
    test.slow();
    await page.goto(`${app.origin}/routing?change=text`);
    await waitUntilLive(page);
    await expect(page.getByRole("combobox", { name: "New default model" })).toBeFocused();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
    await expectAccessible(page);
  });
});

test.describe(() => {
  test.use({ expected: /422/ });

  test("a refused model stays in the field, and can be used anyway", async ({ signedIn: page, app, home }) => {
    await page.goto(`${app.origin}/routing?change=text`);
    await waitUntilLive(page);
    await page.getByRole("combobox", { name: "New default model" }).fill("openai/gpt-99");
    await page.keyboard.press("Enter");
    await expect(changeDialog(page).getByRole("alert")).toContainText("openai/gpt-99");
    await changeDialog(page).getByRole("button", { name: "Close" }).click();
    await expect(page.getByRole("combobox", { name: "New default model" })).toHaveValue("openai/gpt-99");
    await page.getByRole("button", { name: "Change", exact: true }).click();
    await changeDialog(page).getByRole("button", { name: "Use it anyway" }).click();
    await changeDialog(page).locator(APPLY).click();
    await new ChainList(page).shows("openai/gpt-99", OPUS, GPT, GEMINI);
    expect(await readConfig(home)).toContain("primary: 'openai/gpt-99', fallbacks: ['opus', ");
  });
});
