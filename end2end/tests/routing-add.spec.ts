import { expectAccessible } from "../fixtures/a11y";
import { App, CHAIN, expect, waitUntilLive, connectionStatus, test } from "../fixtures/app";
import { applyChange, changeDialog, GEMINI, GPT, ChainList, OPUS, reorderedConfig, openRouting, readConfig } from "../fixtures/routing";

test("a model is found while typing, and added", async ({ signedIn: page, app, home }) => {
  const text = await openRouting(page, app.origin);
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
  await applyChange(page);
  await text.shows(OPUS, GPT, GEMINI, "google/gemini-2.5-flash");
  await expect(text.field).toHaveValue("");
  await expect(text.field).toBeFocused();
  expect(await readConfig(home)).toBe(reorderedConfig("opus", [GPT, GEMINI, "google/gemini-2.5-flash"]));
});

test("an open list and an open menu are accessible", async ({ signedIn: page, app }) => {
  test.slow();
  const text = await openRouting(page, app.origin);
  await text.row(GPT).getByText("⋯").click();
  await expectAccessible(page);
  const first = text.region.getByRole("option").first();
  await text.field.fill(GPT);
  await expect(first).toContainText("in chain, step 2");
  await expect(first).toContainText("no credential");
  await text.field.fill("flash");
  await expect(first).toContainText("google/gemini-2.5-flash");
  await page.keyboard.press("ArrowDown");
  await expectAccessible(page);
});

test.describe(() => {
  test.use({ expected: /422/ });

  test("a suggestion in an error is a button that puts the model into the field", async ({ signedIn: page, app, home }) => {
    const text = await openRouting(page, app.origin);
    await text.field.fill("openai/gpt-5.22");
    await page.keyboard.press("Enter");
    const dialog = changeDialog(page);
    await expect(dialog).toContainText("did you mean openai/gpt-5.2");
    await expectAccessible(page);
    await dialog.getByRole("button", { name: "Use openai/gpt-5.2", exact: true }).click();
    await expect(dialog).toBeHidden();
    await expect(text.field).toHaveValue("openai/gpt-5.2");
    await expect(text.field).toBeFocused();
    expect(await readConfig(home)).toBe(CHAIN);
  });
});

test("a model is chosen with the mouse", async ({ signedIn: page, app }) => {
  const text = await openRouting(page, app.origin);
  await text.field.pressSequentially("flash");
  await text.region.getByRole("option").first().click();
  await expect(text.field).toHaveValue("google/gemini-2.5-flash");
  await expect(text.field).toBeFocused();
});

test("the list opens on focus with the configured models, and Tab leaves it", async ({ signedIn: page, app }) => {
  const text = await openRouting(page, app.origin);
  const list = text.region.getByRole("listbox");
  await text.field.focus();
  await expect(text.field).toHaveAttribute("aria-expanded", "true");
  const configured = list.getByRole("group", { name: "Configured" });
  await expect(configured.getByRole("option")).toHaveCount(4);
  const opus = configured.getByRole("option").filter({ hasText: OPUS });
  await expect(opus).toContainText("opus");
  await expect(opus.locator(".facts-line")).toHaveText("Claude Opus 4.5 (latest) · 200k context · $5 / $25");
  await expect(list).toContainText(/\d+ more: type to narrow the list/);
  await expect(text.field).toHaveAccessibleDescription(/\d+ more/);
  await page.keyboard.press("Tab");
  await expect(list).toBeHidden();
  await expect(text.field).toHaveAttribute("aria-expanded", "false");
  await text.field.click();
  await expect(list).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(list).toBeHidden();
  // A press on the field that has the focus opens it again.
  await text.field.click();
  await expect(list).toBeVisible();
});

test("models are loaded once, and letters are matched without a request", async ({ signedIn: page, app }) => {
  const requests: string[] = [];
  await page.route("**/api/model/suggest", async (route) => {
    requests.push(route.request().postData() ?? "");
    // Long enough for letters that are typed before the first response.
    await new Promise((resolve) => setTimeout(resolve, 500));
    await route.continue();
  });
  const text = await openRouting(page, app.origin);
  const first = text.region.getByRole("option").first();
  await text.field.pressSequentially("claude opus 4.5");
  await expect(first).toContainText(OPUS);
  await text.field.fill("gpt-5.1");
  await expect(first).toContainText("openai/gpt-5.1");
  await page.keyboard.press("Escape");
  await text.field.click();
  await expect(first).toContainText("openai/gpt-5.1");
  expect(requests).toHaveLength(1);
  // Only models with a similar spelling are requested.
  await text.field.fill("cluade opus 4.5");
  await expect(first).toContainText(OPUS);
  expect(requests).toHaveLength(2);
});

test("an open list follows a change of the file, and the active option stays active", async ({ signedIn: page, app, home }) => {
  const text = await openRouting(page, app.origin);
  const options = text.region.getByRole("option");
  await text.field.fill("haiku");
  await expect(options.first()).toContainText("haiku");
  await page.keyboard.press("ArrowDown");
  const active = options.and(page.locator("[aria-selected=true]"));
  const name = await active.locator(".ref").innerText();
  await home.write(CHAIN.replace("fallbacks: [", "fallbacks: ['house/haiku-one', "));
  await expect(options.first()).toContainText("house/haiku-one");
  await expect(active.locator(".ref")).toHaveText(name);
});

test("what matches best comes first, and a text without a match is used as typed", async ({ signedIn: page, app }) => {
  const text = await openRouting(page, app.origin);
  const first = text.region.getByRole("option").first();
  for (const [typed, expected] of [
    ["Claude Opus 4.5", OPUS],
    ["4-5 opus", OPUS],
    ["cluade opus 4.5", OPUS],
    ["grok", "xai/grok"],
    ["gpt-5.1", "openai/gpt-5.1"],
  ] as const) {
    await text.field.fill(typed);
    await expect(first, typed).toContainText(expected);
  }
  await text.field.fill("zzz/qqqqqq");
  await expect(first).toHaveText("No match: use zzz/qqqqqq as typed");
  await expectAccessible(page);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(text.region.getByRole("listbox")).toBeHidden();
  await expect(text.field).toHaveValue("zzz/qqqqqq");
});

test("the list stays inside the window, above the field where more room is", async ({ signedIn: page, app }) => {
  const text = await openRouting(page, app.origin);
  const list = text.region.getByRole("listbox");
  for (const [width, height, room] of [[1280, 700, "below"], [1280, 700, "above"], [360, 420, "above"]] as const) {
    await page.setViewportSize({ width, height });
    await text.field.evaluate((field, room) => {
      field.blur();
      // Room to scroll the field to either end of the window.
      document.body.style.paddingBlock = "1000px";
      const { top, bottom } = field.getBoundingClientRect();
      scrollBy(0, room === "below" ? top - 100 : bottom - innerHeight + 60);
    }, room);
    await expect(list).toBeHidden();
    await text.field.evaluate((field) => (field as HTMLElement).focus({ preventScroll: true }));
    await expect(list).toBeVisible();
    const [box, field] = [(await list.boundingBox())!, (await text.field.boundingBox())!];
    expect(box.y, room).toBeGreaterThanOrEqual(0);
    expect(box.y + box.height, room).toBeLessThanOrEqual(height);
    expect(box.x + box.width, room).toBeLessThanOrEqual(width);
    expect(box.y < field.y, room).toBe(room === "above");
  }
});

test("the list stays closed when the focus returns after a change", async ({ signedIn: page, app }) => {
  const text = await openRouting(page, app.origin);
  await text.field.fill("xai/grok-4");
  await page.keyboard.press("Enter");
  await applyChange(page);
  await text.shows(OPUS, GPT, GEMINI, "xai/grok-4");
  await expect(text.field).toBeFocused();
  await page.waitForTimeout(500);
  await expect(text.region.getByRole("listbox")).toBeHidden();
  await page.keyboard.press("ArrowDown");
  await expect(text.region.getByRole("listbox")).toBeVisible();
});

test("the buttons of a row move and remove it", async ({ signedIn: page, app, home }) => {
  const text = await openRouting(page, app.origin);
  await text.region.getByRole("button", { name: `Move ${GEMINI} up` }).click();
  await applyChange(page);
  await text.shows(OPUS, GEMINI, GPT);
  await expect(text.grip(GEMINI)).toBeFocused();
  await text.row(GPT).getByText("⋯").click();
  await page.keyboard.press("Escape");
  await expect(text.region.getByRole("button", { name: `Remove ${GPT}` })).toBeHidden();
  await text.row(GPT).getByText("⋯").click();
  await text.region.getByRole("button", { name: `Make ${GPT} the primary` }).click();
  await applyChange(page);
  await text.shows(GPT, OPUS, GEMINI);
  await text.row(OPUS).getByText("⋯").click();
  await text.region.getByRole("button", { name: `Remove ${OPUS}` }).click();
  await applyChange(page);
  await text.shows(GPT, GEMINI);
  await expect(text.region.getByRole("heading")).toBeFocused();
  await text.region.getByRole("button", { name: "Clear all fallbacks" }).click();
  await applyChange(page);
  await text.shows(GPT);
  await expect(text.region).toContainText("It has no fallbacks.");
  expect(await readConfig(home)).toBe(reorderedConfig(GPT, []));
});

test("an external change keeps the typed text and the focus", async ({ signedIn: page, app, home }) => {
  const text = await openRouting(page, app.origin);
  await text.field.pressSequentially("xai/gr");
  await home.write(reorderedConfig("opus", [GEMINI]));
  await text.shows(OPUS, GEMINI);
  await expect(text.field).toBeFocused();
  await page.keyboard.type("ok-4");
  await expect(text.field).toHaveValue("xai/grok-4");
});

test.describe("without a primary", () => {
  test.use({ config: "{\n  agents: { defaults: { model: { fallbacks: ['openai/gpt-5.2'] } } },\n}\n" });

  test("the page shows OpenClaw's own default, and the field sets a primary", async ({ signedIn: page, app, home }) => {
    const text = await openRouting(page, app.origin);
    await expect(page.locator(".answer")).toHaveText(
      "Text requests go to OpenClaw's own default, anthropic/claude-opus-4-6. If it fails, one other model is tried.",
    );
    await expect(text.region).toContainText("OpenClaw uses its own default, anthropic/claude-opus-4-6");
    await expect(new ChainList(page, "Image").region).toContainText("Not set. Image requests go to the text model.");
    await expectAccessible(page);
    await text.region.getByLabel("Model that should answer first").fill(GEMINI);
    await page.keyboard.press("Enter");
    await applyChange(page);
    await text.shows(GEMINI, GPT);
    await expect(text.region.getByLabel("Model to try when all others fail")).toBeFocused();
    expect(await readConfig(home)).toContain(`primary: '${GEMINI}'`);
  });
});

test.describe("a step that needs attention", () => {
  test.use({ config: CHAIN.replace("'google/gemini-2.5-pro']", "'opus', 'openai/']") });

  test("has a message in its row", async ({ signedIn: page, app }) => {
    const text = await openRouting(page, app.origin);
    await expect(text.region.getByRole("listitem").nth(2)).toContainText("the same model as step 1");
    await expect(text.region.getByRole("listitem").nth(3)).toContainText("neither a model nor an alias");
    await expectAccessible(page);
  });
});

test.describe(() => {
  test.use({ expected: /ERR_CONNECTION_REFUSED|ERR_INCOMPLETE_CHUNKED|401/ });

  test("a draft survives a restart of the server and a sign-in", async ({ signedIn: page, app, home }) => {
    const text = await openRouting(page, app.origin);
    await text.field.fill("xai/grok-4");
    await app.stop();
    await expect(connectionStatus(page)).toContainText("Connection lost, trying again");
    const again = await App.start(home, app.port);
    await expect(connectionStatus(page)).toContainText("Signed out");
    await page.goto(again.link);
    await waitUntilLive(page);
    const list = await openRouting(page, again.origin);
    await expect(list.field).toHaveValue("xai/grok-4");
    await list.field.press("Enter");
    await applyChange(page);
    await list.shows(OPUS, GPT, GEMINI, "xai/grok-4");
    await again.stop();
  });
});

test.describe("with agents", () => {
  const AGENTS = CHAIN.replace("  },\n}\n", "    list: [{ id: 'main', default: true }, { id: 'work', model: 'xai/grok-4' }],\n  },\n}\n");
  test.use({ config: AGENTS });

  test("an agent has its own chain, inherits one, or has none", async ({ signedIn: page, app, home }) => {
    test.slow();
    await openRouting(page, app.origin);
    await page.getByRole("link", { name: "work", exact: true }).click();
    await expect(page).toHaveURL(`${app.origin}/routing?agent=work`);
    const text = new ChainList(page);
    await expect(page.locator(".answer")).toHaveText(
      "Text requests of work go to xai/grok-4. If it fails, 2 other models are tried in order.",
    );
    await expect(page.locator(".summary")).toContainText("work has a primary of its own and inherits the fallbacks.");
    await expect(page.getByRole("link", { name: "work", exact: true })).toHaveAttribute("aria-current", "page");
    await expectAccessible(page);
    await page.getByRole("button", { name: "Own: give work the default fallbacks as its own" }).click();
    await applyChange(page);
    await expect(page.locator(".summary")).toContainText("work has a primary and fallbacks of its own.");
    await expect(page.locator("#agent-summary")).toBeFocused();
    await text.grip(GEMINI).focus();
    await page.keyboard.press("Alt+ArrowUp");
    await expect(changeDialog(page)).toContainText("the text chain of work");
    await applyChange(page);
    await text.shows("xai/grok-4", GEMINI, GPT);
    expect(await readConfig(home)).toMatch(/'work'.*fallbacks: \['google\/gemini-2.5-pro', 'openai\/gpt-5.2'\]/s);
    await page.getByRole("button", { name: "None: no fallbacks at all" }).click();
    await applyChange(page);
    await expect(page.locator(".summary")).toContainText("work has a primary of its own and no fallbacks.");
    await text.shows("xai/grok-4");
    await page.getByRole("button", { name: "Inherit the primary, and with it the fallbacks" }).click();
    await applyChange(page);
    await expect(page.locator(".summary")).toContainText("work uses the default models.");
    await text.shows(OPUS, GPT, GEMINI);
    await page.getByRole("link", { name: "Go to the image chain of the defaults" }).click();
    await new ChainList(page, "Image").shows("google/gemini-2.5-flash", GPT);
  });
});
