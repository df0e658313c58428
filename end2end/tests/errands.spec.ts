/** The errands that people come for, with every click, key and field counted. */

import type { Locator, Page } from "@playwright/test";
import { accessible } from "../fixtures/a11y";
import { APPLY, CHAIN, expect, live, test } from "../fixtures/app";
import { dialog, GEMINI, GPT, List, OPUS, ordered, written } from "../fixtures/routing";

const WORK = CHAIN.replace("  },\n}", "    list: [{ id: 'main', default: true }, { id: 'work' }],\n  },\n}");
const GROK = "xai/grok-4";
const LISTED = "        'google/gemini-2.5-flash': { alias: 'flash' },\n";

/** Where the models are listed, a new one is listed, too. */
const listed = (text: string) => text.replace(LISTED, `${LISTED}        '${GROK}': {},\n`);

/** A person, who counts. */
class Person {
  actions = 0;

  constructor(readonly page: Page) {}

  async click(target: Locator): Promise<void> {
    this.actions += 1;
    await target.click();
  }

  /** Into what has the focus. */
  async type(text: string): Promise<void> {
    this.actions += 1;
    await this.page.keyboard.type(text);
  }

  async press(key: string): Promise<void> {
    this.actions += 1;
    await this.page.keyboard.press(key);
  }
}

test("errand 2: the default model is changed and the old one kept as step 2, in 4 actions", async ({ signedIn: page, home }) => {
  test.slow();
  await live(page);
  const person = new Person(page);
  const field = page.getByRole("combobox", { name: "New default model" });
  const text = page.getByRole("region", { name: "Text", exact: true });
  await person.click(text.getByRole("link", { name: "Change… default model" }));
  await expect(field).toBeFocused();
  await expect(page.getByRole("checkbox", { name: `Keep ${OPUS} as step 2` })).toBeChecked();
  await accessible(page);
  await person.type(GROK);
  await person.press("Enter");
  await expect(dialog(page)).toHaveAccessibleName(`Make ${GROK} the primary of the text chain; ${OPUS} becomes step 2`);
  await expect(dialog(page).getByRole("button", { name: "Make primary" })).toBeFocused();
  await accessible(page);
  await person.press("Enter");
  await expect(dialog(page)).toBeHidden();
  await new List(page).shows(GROK, OPUS, GPT, GEMINI);
  expect(person.actions).toBeLessThanOrEqual(4);
  await expect(field).toHaveCount(0);
  await expect(page).toHaveURL(/\/routing$/);
  expect(await written(home)).toBe(listed(ordered(GROK, ["opus", GPT, GEMINI])));
  // One change, which one undo takes back.
  await home.run("undo");
  expect(await written(home)).toBe(CHAIN);
});

test("errand 2, by choosing: what is a step already moves up", async ({ signedIn: page, home }) => {
  await live(page);
  const person = new Person(page);
  await person.click(page.getByRole("link", { name: "Change… default model" }));
  await expect(page.getByRole("combobox", { name: "New default model" })).toBeFocused();
  await person.type("gpt-5.2");
  await person.click(page.getByRole("option", { name: GPT, exact: true }));
  await person.click(dialog(page).locator(APPLY));
  await new List(page).shows(GPT, OPUS, GEMINI);
  expect(person.actions).toBeLessThanOrEqual(4);
  expect(await written(home)).toContain("{ primary: 'openai/gpt-5.2', fallbacks: ['opus', 'google/gemini-2.5-pro'] }");
});

test.describe("with two agents", () => {
  test.use({ config: WORK });

  test("errand 3: the same for one agent, in 5 actions", async ({ signedIn: page, app, home }) => {
    await page.goto(`${app.origin}/routing`);
    await live(page);
    const person = new Person(page);
    await person.click(page.getByRole("link", { name: "work", exact: true }));
    await person.click(page.getByRole("link", { name: "Change… model of work" }));
    await expect(page.getByRole("combobox", { name: "New model of work" })).toBeFocused();
    await person.type(GROK);
    await person.press("Enter");
    await expect(dialog(page).locator(APPLY)).toBeFocused();
    await person.press("Enter");
    await new List(page).shows(GROK, OPUS, GPT, GEMINI);
    expect(person.actions).toBeLessThanOrEqual(5);
    await expect(page).toHaveURL(/\/routing\?agent=work$/);
    const text = await written(home);
    expect(text).toContain("model: { primary: 'opus', fallbacks: ['openai/gpt-5.2', 'google/gemini-2.5-pro'] },\n      imageModel");
    expect(text).toContain(
      "{ id: 'work', model: { primary: 'xai/grok-4', fallbacks: ['opus', 'openai/gpt-5.2', 'google/gemini-2.5-pro'] } }",
    );
  });
});

test("the old one leaves the chain when the box is not ticked", async ({ signedIn: page, app, home }) => {
  await page.goto(`${app.origin}/routing?change=text`);
  await live(page);
  const text = new List(page);
  await page.getByRole("checkbox", { name: `Keep ${OPUS} as step 2` }).uncheck();
  const field = page.getByRole("combobox", { name: "New default model" });
  await field.fill(GPT);
  await page.keyboard.press("Enter");
  await expect(dialog(page)).toHaveAccessibleName(`Make ${GPT} the primary of the text chain`);
  await dialog(page).locator(APPLY).click();
  await text.shows(GPT, GEMINI);
  expect(await written(home)).toContain("{ primary: 'openai/gpt-5.2', fallbacks: ['google/gemini-2.5-pro'] }");
});

test("the image model has its own, and Escape and Cancel lead back", async ({ signedIn: page, app, home }) => {
  await page.goto(`${app.origin}/`);
  await live(page);
  await page.getByRole("link", { name: "Change… default image model" }).click();
  const field = page.getByRole("combobox", { name: "New default image model" });
  await expect(field).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(field).toHaveCount(0);
  await expect(page).toHaveURL(/\/routing$/);
  await expect(page.locator("#routing-image")).toBeFocused();
  await page.getByRole("link", { name: "Change… default image model" }).click();
  await expect(field).toBeFocused();
  await page.getByRole("link", { name: "Cancel" }).click();
  await expect(field).toHaveCount(0);
  expect(await written(home)).toBe(CHAIN);
});

test("the palette leads there", async ({ signedIn: page }) => {
  await live(page);
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
    await live(page);
    await expect(page.getByRole("combobox", { name: "New default model" })).toBeFocused();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
    await accessible(page);
  });
});

test.describe(() => {
  test.use({ expected: /422/ });

  test("what is refused stays in the field, and can be insisted on", async ({ signedIn: page, app, home }) => {
    await page.goto(`${app.origin}/routing?change=text`);
    await live(page);
    await page.getByRole("combobox", { name: "New default model" }).fill("openai/gpt-99");
    await page.keyboard.press("Enter");
    await expect(dialog(page).getByRole("alert")).toContainText("openai/gpt-99");
    await dialog(page).getByRole("button", { name: "Close" }).click();
    await expect(page.getByRole("combobox", { name: "New default model" })).toHaveValue("openai/gpt-99");
    await page.getByRole("button", { name: "Change", exact: true }).click();
    await dialog(page).getByRole("button", { name: "Use it anyway" }).click();
    await dialog(page).locator(APPLY).click();
    await new List(page).shows("openai/gpt-99", OPUS, GPT, GEMINI);
    expect(await written(home)).toContain("primary: 'openai/gpt-99', fallbacks: ['opus', ");
  });
});
