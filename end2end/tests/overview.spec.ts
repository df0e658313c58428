import { accessible } from "../fixtures/a11y";
import { App, CHAIN, expect, live, stream, test } from "../fixtures/app";

test("the chain is there, in order, with its alias", async ({ signedIn: page }) => {
  await expect(page).toHaveTitle(/^Overview – openclaw, ~\/\.openclaw on /);
  await expect(page.locator(".answer")).toHaveText(
    "Text requests go to anthropic/claude-opus-4-5. If it fails, 2 other models are tried in order.",
  );
  const text = page.getByRole("region", { name: "Text" });
  await expect(text.locator(".ref")).toHaveText(["anthropic/claude-opus-4-5", "openai/gpt-5.2", "google/gemini-2.5-pro"]);
  await expect(text.getByText("alias opus")).toBeVisible();
  const image = page.getByRole("region", { name: "Image" });
  await expect(image.locator(".ref")).toHaveText(["google/gemini-2.5-flash", "openai/gpt-5.2"]);
});

test("a change made outside shows by itself, and quickly", async ({ signedIn: page, home }) => {
  await live(page);
  await page.evaluate(() => {
    new MutationObserver(() => ((window as any).seen ??= Date.now())).observe(document.querySelector("main")!, {
      subtree: true,
      childList: true,
      characterData: true,
    });
  });
  const before = Date.now();
  await home.write(CHAIN.replace("'openai/gpt-5.2', 'google/gemini-2.5-pro'", "'xai/grok-4'"));
  await expect(page.locator(".answer")).toContainText("one other model is tried");
  await expect(page.getByRole("region", { name: "Text" }).locator(".ref")).toHaveText(["anthropic/claude-opus-4-5", "xai/grok-4"]);
  const took = (await page.evaluate(() => (window as any).seen)) - before;
  // Measured, not demanded: the machine that runs this may be busy.
  test.info().annotations.push({ type: "shown after", description: `${took} ms` });
});

test.describe(() => {
  test.use({ expected: /422/ });

  test("a file that is broken outside is shown as broken, and mended again", async ({ signedIn: page, home }) => {
    await live(page);
    await home.write("{\n  env: { vars: { OPENAI_API_KEY: 'Canary1' } },\n  agents: { defaults: { model: 'a/b' 'Canary2' } },\n}");
    const problem = page.getByRole("alert");
    await expect(problem.getByRole("heading")).toContainText("expected comma at line 3 column 38");
    await expect(problem).toContainText("‹hidden›");
    expect(await page.content()).not.toContain("Canary");
    await home.write(CHAIN);
    await expect(page.locator(".answer")).toContainText("anthropic/claude-opus-4-5");
    await expect(problem).toHaveCount(0);
  });
});

test("what happened while the tab was hidden is there when it is looked at again", async ({ signedIn: page, home }) => {
  await live(page);
  const hide = (hidden: boolean) =>
    page.evaluate((hidden) => {
      Object.defineProperty(document, "visibilityState", { value: hidden ? "hidden" : "visible", configurable: true });
      document.dispatchEvent(new Event("visibilitychange"));
    }, hidden);
  await hide(true);
  await home.write("{ agents: { defaults: { model: 'xai/grok-4' } } }");
  await hide(false);
  await expect(page.locator(".answer")).toContainText("xai/grok-4");
});

test.describe(() => {
  test.use({ expected: /ERR_CONNECTION_REFUSED|ERR_INCOMPLETE_CHUNKED|401/ });

  test("a server that goes away is said, and a new one asks for sign-in", async ({ signedIn: page, home, app }) => {
    await live(page);
    await app.stop();
    await expect(stream(page)).toContainText("Connection lost, trying again");
    const again = await App.start(home, app.port);
    await expect(stream(page)).toContainText("Signed out");
    await page.getByRole("link", { name: "Sign in again" }).click();
    await expect(page).toHaveURL(`${app.origin}/login`);
    await again.stop();
  });
});

test.describe("without a home", () => {
  test.use({ config: null });

  test("the first page invites, and fills by itself", async ({ signedIn: page, home, context }) => {
    await expect(page.locator(".answer")).toHaveText(/^Nothing is configured yet/);
    await accessible(page);
    await live(page);
    await context.grantPermissions(["clipboard-read", "clipboard-write"]);
    await page.getByRole("button", { name: "Copy" }).click();
    await expect(page.getByRole("button", { name: "Copied" })).toBeVisible();
    const example = await page.evaluate(() => navigator.clipboard.readText());
    await home.write(example);
    await expect(page.locator(".answer")).toContainText("Text requests go to anthropic/claude-opus-4-5");
  });
});

test.describe("names that are not names", () => {
  const hostile = `"><img src=x onerror="window.pwned=1"></script><script>window.pwned=1</script>`;
  test.use({
    config: JSON.stringify({
      agents: { defaults: { model: { primary: `x/${hostile}`, fallbacks: [hostile] }, models: { [`x/${hostile}`]: { alias: hostile } } } },
    }),
  });

  test("T36 are text, and run nothing", async ({ signedIn: page, home }) => {
    await live(page);
    await expect(page.getByRole("region", { name: "Text" }).locator(".ref").first()).toHaveText(`x/${hostile}`);
    // Once more through the browser's own rendering.
    await home.write(JSON.stringify({ agents: { defaults: { model: `y/${hostile}` } } }));
    await expect(page.locator(".answer")).toContainText(`y/${hostile}`);
    expect(await page.evaluate(() => (window as any).pwned)).toBeUndefined();
  });
});

test("nothing is in the way of a screen reader or a narrow window", async ({ signedIn: page }) => {
  await live(page);
  await accessible(page);
});

test("the bottom bar of a narrow window lies over what scrolls below it", async ({ signedIn: page }) => {
  await live(page);
  for (const height of [380, 420, 460, 500]) {
    await page.setViewportSize({ width: 360, height });
    const covered = await page.locator("nav").evaluate((nav) => {
      const { left, top, width, height } = nav.getBoundingClientRect();
      const spots = [0.1, 0.3, 0.5, 0.7, 0.9].flatMap((x) => [0.2, 0.5, 0.8].map((y) => [left + x * width, top + y * height]));
      return spots.filter(([x, y]) => !nav.contains(document.elementFromPoint(x, y))).length;
    });
    expect(covered, `${height} px high`).toBe(0);
  }
});

test("everything can be reached by keyboard", async ({ signedIn: page }) => {
  await live(page);
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Skip to content" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.locator("main")).toBeFocused();
  for (const name of ["Theme: system", "Sign out"]) {
    await page.getByRole("button", { name }).focus();
    await expect(page.getByRole("button", { name })).toBeFocused();
  }
});

test.describe("an unknown address", () => {
  test.use({ expected: /404/ });

  test("is said to be one, and leads back", async ({ signedIn: page, app }) => {
    const answer = await page.goto(`${app.origin}/nowhere`);
    expect(answer?.status()).toBe(404);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("There is no such page");
    await live(page);
    await page.getByRole("link", { name: "Go to Overview" }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Overview");
  });
});

test.describe("when the agent that answers has models of its own", () => {
  const list = "list: [{ id: 'main', default: true, model: { primary: 'xai/grok-4', fallbacks: [] } }],";
  test.use({ config: CHAIN.replace("  },\n}", `    ${list}\n  },\n}`) });

  test("they are what Overview tells", async ({ signedIn: page }) => {
    await expect(page.locator(".answer")).toHaveText(
      "Text requests of main go to xai/grok-4. Nothing is tried when it fails.",
    );
    await expect(page.getByRole("region", { name: "Text of main" }).locator(".ref")).toHaveText(["xai/grok-4"]);
    await accessible(page);
  });
});

test.describe("when OpenClaw refuses the file", () => {
  test.use({ config: "{ agents: { defaults: { model: { primary: 'openai/' }, imageModel: 42 } } }" });

  test("Overview says so, and what answers nevertheless", async ({ signedIn: page }) => {
    await expect(page.locator(".answer")).toHaveText(
      "Text requests go to OpenClaw's own default, anthropic/claude-opus-4-6. Nothing is tried when it fails.",
    );
    await expect(page.locator(".warning").first()).toContainText("OpenClaw refuses the file");
    await expect(page.getByRole("list", { name: "Can it answer?" })).toContainText("no such model");
    await accessible(page);
  });
});
