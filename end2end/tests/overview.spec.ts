import { expectAccessible } from "../fixtures/a11y";
import { APPLY, App, CHAIN, expect, waitUntilLive, connectionStatus, test } from "../fixtures/app";

test("the chain is shown in order, with its alias", async ({ signedIn: page }) => {
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

test("the routes are drawn, with their words as text alternative", async ({ signedIn: page, home }) => {
  await waitUntilLive(page);
  const text = page.getByRole("img", { name: "A text request" });
  await expect(text).toHaveAccessibleName(
    "A text request It goes to anthropic/claude-opus-4-5: no credential. When that fails, step 2 is openai/gpt-5.2: no credential. When that fails, step 3 is google/gemini-2.5-pro: no credential.",
  );
  await expect(page.getByRole("img", { name: "An image request" })).toBeVisible();
  await expect(text.locator(".route__node")).toHaveCount(3);
  await home.write("{ agents: { defaults: { model: 'xai/grok-4' } } }");
  await expect(text.locator(".route__name")).toHaveText(["xai/grok-4"]);
});

test.describe("facts of the models", () => {
  test.use({ config: CHAIN.replace("primary: 'opus'", "primary: 'openai/gpt-5'").replace("'google/gemini-2.5-pro'", "'no/facts'") });

  test("stand below each step, with a mark on a model that ends", async ({ signedIn: page, app }) => {
    for (const [address, step] of [["/", ".chain__step"], ["/routing", ".step"]] as const) {
      await page.goto(`${app.origin}${address}`);
      await waitUntilLive(page);
      const steps = page.getByRole("region", { name: "Text", exact: true }).locator(step);
      await expect(steps.first()).toContainText(/retire[sd] 2026-12-11/);
      await expect(steps.first().locator(".badge:not(.why .badge)")).toHaveClass(/badge--(warn|bad)/);
      await expect(steps.first().locator(".facts-line")).toHaveText("GPT-5 · 400k context · $1.25 / $10");
      await expect(steps.nth(1).locator(".facts-line")).toHaveText("GPT-5.2 · 400k context · $1.75 / $14");
      await expect(steps.nth(2).locator(".facts-line, .badge:not(.why .badge)")).toHaveCount(0);
      await expectAccessible(page);
    }
  });
});

test("an external change appears automatically and quickly", async ({ signedIn: page, home }) => {
  await waitUntilLive(page);
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
  // The time is only reported, because the machine may be busy.
  test.info().annotations.push({ type: "shown after", description: `${took} ms` });
});

test.describe(() => {
  test.use({ expected: /422/ });

  test("a file that is broken by another program is shown as broken, then as repaired", async ({ signedIn: page, home }) => {
    await waitUntilLive(page);
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

test("changes made while the tab was hidden appear when it becomes visible", async ({ signedIn: page, home }) => {
  await waitUntilLive(page);
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

  test("the page reports that the server stopped, and a new server asks for sign-in", async ({ signedIn: page, home, app }) => {
    await waitUntilLive(page);
    await app.stop();
    await expect(connectionStatus(page)).toContainText("Connection lost, trying again");
    const again = await App.start(home, app.port);
    await expect(connectionStatus(page)).toContainText("Signed out");
    await page.getByRole("link", { name: "Sign in again" }).click();
    await expect(page).toHaveURL(`${app.origin}/login`);
    await again.stop();
  });
});

test.describe("names with markup", () => {
  const hostile = `"><img src=x onerror="window.pwned=1"></script><script>window.pwned=1</script>`;
  test.use({
    config: JSON.stringify({
      agents: { defaults: { model: { primary: `x/${hostile}`, fallbacks: [hostile] }, models: { [`x/${hostile}`]: { alias: hostile } } } },
    }),
  });

  test("T36 are shown as text, and run no script", async ({ signedIn: page, home }) => {
    await waitUntilLive(page);
    await expect(page.getByRole("region", { name: "Text" }).locator(".ref").first()).toHaveText(`x/${hostile}`);
    // Navigates in the browser, so that the page is rendered there too.
    await home.write(JSON.stringify({ agents: { defaults: { model: `y/${hostile}` } } }));
    await expect(page.locator(".answer")).toContainText(`y/${hostile}`);
    expect(await page.evaluate(() => (window as any).pwned)).toBeUndefined();
  });
});

test("the page is accessible, also in a narrow window", async ({ signedIn: page }) => {
  await waitUntilLive(page);
  await expectAccessible(page);
});

test("the bottom bar of a narrow window stays above scrolled content", async ({ signedIn: page }) => {
  await waitUntilLive(page);
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
  await waitUntilLive(page);
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

  test("shows “Page not found” with a link to Overview", async ({ signedIn: page, app }) => {
    const answer = await page.goto(`${app.origin}/nowhere`);
    expect(answer?.status()).toBe(404);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Page not found");
    await waitUntilLive(page);
    await page.getByRole("link", { name: "Go to Overview" }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Overview");
  });
});

test.describe("when the agent that answers has models of its own", () => {
  const list = "list: [{ id: 'main', default: true, model: { primary: 'xai/grok-4', fallbacks: [] } }],";
  test.use({ config: CHAIN.replace("  },\n}", `    ${list}\n  },\n}`) });

  test("Overview shows them", async ({ signedIn: page }) => {
    await expect(page.locator(".answer")).toHaveText(
      "Text requests of main go to xai/grok-4. It has no usable fallbacks.",
    );
    await expect(page.getByRole("region", { name: "Text of main" }).locator(".ref")).toHaveText(["xai/grok-4"]);
    await expectAccessible(page);
  });
});

test.describe("when OpenClaw refuses the file", () => {
  test.use({ config: "{ agents: { defaults: { model: { primary: 'openai/' }, imageModel: 42 } } }" });

  test("Overview reports it, and the model that answers anyway", async ({ signedIn: page }) => {
    await expect(page.locator(".answer")).toHaveText(
      "Text requests go to OpenClaw's own default, anthropic/claude-opus-4-6. It has no usable fallbacks.",
    );
    await expect(page.locator(".warning").first()).toContainText("OpenClaw refuses the file");
    await expect(page.getByRole("list", { name: "Can it answer?" })).toContainText("no such model");
    await expectAccessible(page);
  });
});
