import { accessibleWithoutScript } from "../fixtures/a11y";
import { APPLY, CHAIN, expect, test } from "../fixtures/app";
import { GEMINI, GPT, ChainList, OPUS, readConfig } from "../fixtures/routing";

const AGENTS = CHAIN.replace("  },\n}\n", "    list: [{ id: 'main', default: true }, { id: 'work', model: 'xai/grok-4' }],\n  },\n}\n");

test("every form of a chain works: confirmed first, then written", async ({ signedIn: page, app, home, browser }) => {
  test.slow();
  await page.goto(`${app.origin}/routing`);
  const text = new ChainList(page);
  await text.shows(OPUS, GPT, GEMINI);
  await expect(page.locator(".grip").first()).toBeHidden();
  await expect(text.field).not.toHaveAttribute("role");
  await accessibleWithoutScript(page, browser);
  const apply = () => page.locator(APPLY).click();
  await text.region.getByRole("button", { name: `Move ${GEMINI} up` }).click();
  await expect(page.getByRole("region", { name: `Make ${GEMINI} step 2 of the text chain` })).toBeVisible();
  expect(await readConfig(home)).toBe(CHAIN);
  await apply();
  await expect(page).toHaveURL(new RegExp("/routing\\?done="));
  await text.shows(OPUS, GEMINI, GPT);
  await text.region.getByRole("button", { name: `Move ${GEMINI} down` }).click();
  await apply();
  await text.shows(OPUS, GPT, GEMINI);
  await text.region.getByRole("button", { name: `Move ${OPUS} down` }).click();
  await apply();
  await text.shows(GPT, OPUS, GEMINI);
  await text.row(OPUS).getByText("⋯").click();
  await text.region.getByRole("button", { name: `Make ${OPUS} the primary` }).click();
  await apply();
  expect(await readConfig(home)).toBe(CHAIN);
  await text.row(GPT).getByText("⋯").click();
  await text.region.getByRole("button", { name: `Remove ${GPT}` }).click();
  await apply();
  await text.shows(OPUS, GEMINI);
  await text.field.fill(GPT);
  await text.region.getByRole("button", { name: "Add fallback" }).click();
  await expect(text.field).toHaveValue(GPT);
  await apply();
  expect(await readConfig(home)).toContain(`fallbacks: ['${GEMINI}', '${GPT}']`);
  await text.region.getByRole("button", { name: "Clear all fallbacks" }).click();
  await apply();
  await text.shows(OPUS);
  const image = new ChainList(page, "Image");
  await image.region.getByRole("button", { name: "Clear all image fallbacks" }).click();
  await apply();
  await image.shows("google/gemini-2.5-flash");
});

test("the default model is changed, and the old one stays as step 2", async ({ signedIn: page, app, home, browser }) => {
  await page.getByRole("link", { name: "Change… default model" }).click();
  await expect(page).toHaveURL(`${app.origin}/routing?change=text`);
  const field = page.getByRole("textbox", { name: "New default model" });
  await expect(field).toBeFocused();
  await accessibleWithoutScript(page, browser);
  await field.fill("openai/gpt-5.2");
  await page.getByRole("button", { name: "Change", exact: true }).click();
  const card = page.getByRole("region", {
    name: "Make openai/gpt-5.2 the primary of the text chain; anthropic/claude-opus-4-5 becomes step 2",
  });
  // The page below the card keeps the typed text.
  await expect(field).toHaveValue("openai/gpt-5.2");
  await card.locator(APPLY).click();
  await expect(page).toHaveURL(new RegExp(`^${app.origin}/routing\\?done=`));
  await expect(field).toHaveCount(0);
  expect(await readConfig(home)).toBe(
    CHAIN.replace("'opus', fallbacks: ['openai/gpt-5.2', ", "'openai/gpt-5.2', fallbacks: ['opus', ").replace(
      "        'google/gemini-2.5-flash': { alias: 'flash' },\n",
      "        'google/gemini-2.5-flash': { alias: 'flash' },\n        'openai/gpt-5.2': {},\n",
    ),
  );
});

test.describe("without a primary", () => {
  test.use({ config: "{\n}\n" });

  test("one is set", async ({ signedIn: page, app, home }) => {
    await page.goto(`${app.origin}/routing`);
    const text = new ChainList(page);
    await text.region.getByLabel("Model that should answer first").fill(GEMINI);
    await text.region.getByRole("button", { name: "Set primary" }).click();
    await page.locator(APPLY).click();
    await text.shows(GEMINI);
    expect(await readConfig(home)).toContain(GEMINI);
  });
});

test.describe("with agents", () => {
  test.use({ config: AGENTS });

  test("every form of an agent works, and leads back to it", async ({ signedIn: page, app, home, browser }) => {
    await page.goto(`${app.origin}/routing`);
    await page.getByRole("link", { name: "work", exact: true }).click();
    const text = new ChainList(page);
    await text.shows("xai/grok-4", GPT, GEMINI);
    await accessibleWithoutScript(page, browser);
    const summary = page.locator(".summary");
    const does = async (name: string, then: string) => {
      await page.getByRole("button", { name }).click();
      await page.locator(APPLY).click();
      await expect(summary).toContainText(then);
      await expect(page).toHaveURL(new RegExp("/routing\\?agent=work&done="));
    };
    await does("Own: give work the default fallbacks as its own", "work has a primary and fallbacks of its own.");
    expect(await readConfig(home)).toMatch(/'work'.*fallbacks: \['openai\/gpt-5.2', 'google\/gemini-2.5-pro'\]/s);
    await does("Inherit the fallbacks", "work has a primary of its own and inherits the fallbacks.");
    await does("None: no fallbacks at all", "work has a primary of its own and no fallbacks.");
    await does("Inherit the primary, and with it the fallbacks", "work uses the default models.");
    await does("Own: give work the default primary as its own", "work has a primary of its own and inherits the fallbacks.");
  });
});
