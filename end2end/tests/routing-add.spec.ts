import { accessible } from "../fixtures/a11y";
import { App, CHAIN, expect, live, stream, test } from "../fixtures/app";
import { apply, dialog, GEMINI, GPT, List, OPUS, ordered, routing, written } from "../fixtures/routing";

test("a model is found while it is typed, and added", async ({ signedIn: page, app, home }) => {
  const text = await routing(page, app.origin);
  await expect(text.field).toHaveAttribute("role", "combobox");
  await text.field.fill("flash");
  const list = text.region.getByRole("listbox");
  await expect(list.getByRole("option").first()).toContainText("google/gemini-2.5-flash");
  await expect(text.field).toHaveAttribute("aria-expanded", "true");
  await page.keyboard.press("ArrowDown");
  await expect(list.getByRole("option").first()).toHaveAttribute("aria-selected", "true");
  await page.keyboard.press("Escape");
  await expect(list).toBeHidden();
  await expect(text.field).toHaveValue("flash");
  await page.keyboard.press("ArrowDown");
  await expect(list).toBeVisible();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("End");
  await page.keyboard.press("Home");
  await page.keyboard.press("Enter");
  await expect(list).toBeHidden();
  await expect(text.field).toHaveValue("google/gemini-2.5-flash");
  await page.keyboard.press("Enter");
  await apply(page);
  await text.shows(OPUS, GPT, GEMINI, "google/gemini-2.5-flash");
  await expect(text.field).toHaveValue("");
  await expect(text.field).toBeFocused();
  expect(await written(home)).toBe(ordered("opus", [GPT, GEMINI, "google/gemini-2.5-flash"]));
});

test("an open list of models and an open menu are in nobody's way", async ({ signedIn: page, app }) => {
  test.slow();
  const text = await routing(page, app.origin);
  await text.row(GPT).getByText("⋯").click();
  await accessible(page);
  await text.field.fill("flash");
  await expect(text.region.getByRole("option").first()).toBeVisible();
  await page.keyboard.press("ArrowDown");
  await accessible(page);
});

test("a suggestion can be pressed", async ({ signedIn: page, app }) => {
  const text = await routing(page, app.origin);
  await text.field.pressSequentially("flash");
  await text.region.getByRole("option").first().click();
  await expect(text.field).toHaveValue("google/gemini-2.5-flash");
  await expect(text.field).toBeFocused();
});

test("the buttons of a row do the same", async ({ signedIn: page, app, home }) => {
  const text = await routing(page, app.origin);
  await text.region.getByRole("button", { name: `Move ${GEMINI} up` }).click();
  await apply(page);
  await text.shows(OPUS, GEMINI, GPT);
  await expect(text.grip(GEMINI)).toBeFocused();
  await text.row(GPT).getByText("⋯").click();
  await page.keyboard.press("Escape");
  await expect(text.region.getByRole("button", { name: `Remove ${GPT}` })).toBeHidden();
  await text.row(GPT).getByText("⋯").click();
  await text.region.getByRole("button", { name: `Make ${GPT} the primary` }).click();
  await apply(page);
  await text.shows(GPT, OPUS, GEMINI);
  await text.row(OPUS).getByText("⋯").click();
  await text.region.getByRole("button", { name: `Remove ${OPUS}` }).click();
  await apply(page);
  await text.shows(GPT, GEMINI);
  await expect(text.region.getByRole("heading")).toBeFocused();
  await text.region.getByRole("button", { name: "Clear all fallbacks" }).click();
  await apply(page);
  await text.shows(GPT);
  await expect(text.region).toContainText("Nothing is tried when it fails.");
  expect(await written(home)).toBe(ordered(GPT, []));
});

test("a change from outside takes neither the text nor the focus", async ({ signedIn: page, app, home }) => {
  const text = await routing(page, app.origin);
  await text.field.pressSequentially("xai/gr");
  await home.write(ordered("opus", [GEMINI]));
  await text.shows(OPUS, GEMINI);
  await expect(text.field).toBeFocused();
  await page.keyboard.type("ok-4");
  await expect(text.field).toHaveValue("xai/grok-4");
});

test.describe("without a primary", () => {
  test.use({ config: "{\n  agents: { defaults: { model: { fallbacks: ['openai/gpt-5.2'] } } },\n}\n" });

  test("OpenClaw's own default is said, and the field sets one", async ({ signedIn: page, app, home }) => {
    const text = await routing(page, app.origin);
    await expect(page.locator(".answer")).toHaveText(
      "Text requests go to OpenClaw's own default, anthropic/claude-opus-4-6. If it fails, one other model is tried.",
    );
    await expect(text.region).toContainText("OpenClaw uses its own default, anthropic/claude-opus-4-6");
    await expect(new List(page, "Image").region).toContainText("Not set. Image requests go to the text model.");
    await accessible(page);
    await text.region.getByLabel("Model that should answer first").fill(GEMINI);
    await page.keyboard.press("Enter");
    await apply(page);
    await text.shows(GEMINI, GPT);
    await expect(text.region.getByLabel("Model to try when all others fail")).toBeFocused();
    expect(await written(home)).toContain(`primary: '${GEMINI}'`);
  });
});

test.describe("what is odd", () => {
  test.use({ config: CHAIN.replace("'google/gemini-2.5-pro']", "'opus', 'openai/']") });

  test("is said in its row", async ({ signedIn: page, app }) => {
    const text = await routing(page, app.origin);
    await expect(text.region.getByRole("listitem").nth(2)).toContainText("the same model as step 1");
    await expect(text.region.getByRole("listitem").nth(3)).toContainText("neither a model nor an alias");
    await accessible(page);
  });
});

test.describe(() => {
  test.use({ expected: /ERR_CONNECTION_REFUSED|ERR_INCOMPLETE_CHUNKED|401/ });

  test("a draft outlives the server and the sign-in", async ({ signedIn: page, app, home }) => {
    const text = await routing(page, app.origin);
    await text.field.fill("xai/grok-4");
    await app.stop();
    await expect(stream(page)).toContainText("Connection lost, trying again");
    const again = await App.start(home, app.port);
    await expect(stream(page)).toContainText("Signed out");
    await page.goto(again.link);
    await live(page);
    const list = await routing(page, again.origin);
    await expect(list.field).toHaveValue("xai/grok-4");
    await list.field.press("Enter");
    await apply(page);
    await list.shows(OPUS, GPT, GEMINI, "xai/grok-4");
    await again.stop();
  });
});

test.describe("with agents", () => {
  const AGENTS = CHAIN.replace("  },\n}\n", "    list: [{ id: 'main', default: true }, { id: 'work', model: 'xai/grok-4' }],\n  },\n}\n");
  test.use({ config: AGENTS });

  test("one has its own chain, inherits, or has none", async ({ signedIn: page, app, home }) => {
    test.slow();
    await routing(page, app.origin);
    await page.getByRole("link", { name: "work", exact: true }).click();
    await expect(page).toHaveURL(`${app.origin}/routing?agent=work`);
    const text = new List(page);
    await expect(page.locator(".answer")).toHaveText(
      "Text requests of work go to xai/grok-4. If it fails, 2 other models are tried in order.",
    );
    await expect(page.locator(".says")).toContainText("work has a primary of its own and inherits the fallbacks.");
    await expect(page.getByRole("link", { name: "work", exact: true })).toHaveAttribute("aria-current", "page");
    await accessible(page);
    await page.getByRole("button", { name: "Own: give work the default fallbacks as its own" }).click();
    await apply(page);
    await expect(page.locator(".says")).toContainText("work has a primary and fallbacks of its own.");
    await expect(page.locator("#agent-says")).toBeFocused();
    await text.grip(GEMINI).focus();
    await page.keyboard.press("Alt+ArrowUp");
    await expect(dialog(page)).toContainText("the text chain of work");
    await apply(page);
    await text.shows("xai/grok-4", GEMINI, GPT);
    expect(await written(home)).toMatch(/'work'.*fallbacks: \['google\/gemini-2.5-pro', 'openai\/gpt-5.2'\]/s);
    await page.getByRole("button", { name: "None: no fallbacks at all" }).click();
    await apply(page);
    await expect(page.locator(".says")).toContainText("work has a primary of its own and no fallbacks.");
    await text.shows("xai/grok-4");
    await page.getByRole("button", { name: "Inherit the primary, and with it the fallbacks" }).click();
    await apply(page);
    await expect(page.locator(".says")).toContainText("work uses the default models.");
    await text.shows(OPUS, GPT, GEMINI);
    await page.getByRole("link", { name: "Go to the image chain of the defaults" }).click();
    await new List(page, "Image").shows("google/gemini-2.5-flash", GPT);
  });
});
