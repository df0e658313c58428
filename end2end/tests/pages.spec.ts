import { type Page } from "@playwright/test";
import { APPLY, expect, waitUntilLive, connectionStatus, test } from "../fixtures/app";
import { findControls, oneOfEachKind, useControl } from "../fixtures/controls";
import { changeDialog, GPT, openRouting } from "../fixtures/routing";

const CONFIG = `{
  agents: {
    defaults: {
      model: { primary: 'anthropic/claude-opus-4-5', fallbacks: ['openai/gpt-5.2'] },
      models: { 'anthropic/claude-opus-4-5': { alias: 'opus' } },
    },
    list: [{ id: 'main', default: true }, { id: 'work', model: 'xai/grok-4' }],
  },
}
`;
const BROKEN = "{ agents: { ";

// Console errors about a broken file and a stopped server are expected. Others are not.
test.use({ config: CONFIG, expected: /422|ERR_CONNECTION_REFUSED|ERR_INCOMPLETE_CHUNKED/ });

const heading = (page: Page) => page.getByRole("heading", { level: 1 });

/** Follows a link and waits until the page is hydrated. */
async function goTo(page: Page, name: string): Promise<void> {
  const entry = new RegExp(`^${name}( needs attention)?$`);
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: entry }).click();
  await expect(heading(page)).toHaveText(name);
  await expect(page.locator("html[data-ready]")).toHaveCount(1);
  await expect(page.locator("main .skeleton")).toHaveCount(0);
}

/** Ways to leave a page while one of its controls is focused. */
const EXITS: Record<string, (page: Page, other: string) => Promise<unknown>> = {
  back: (page) => page.goBack(),
  palette: async (page, other) => {
    await page.keyboard.press("Control+k");
    await page.keyboard.type(`go to ${other}`);
    await page.keyboard.press("Enter");
  },
  keys: async (page, other) => {
    await page.keyboard.press("g");
    await page.keyboard.press(other === "Overview" ? "o" : "r");
  },
};

async function runs(page: Page, after: string): Promise<void> {
  expect(await page.locator("html[data-panic]").count(), `the page stopped: ${after}`).toBe(0);
}

for (const name of ["Overview", "Routing", "Aliases", "Credentials", "Agents", "History", "Settings"]) {
  const other = name === "Overview" ? "Routing" : "Overview";

  test(`${name} works when it is left, or the file breaks, with each control focused`, async ({ signedIn: page, home, app }) => {
    if (other !== "Overview") await goTo(page, other);
    await goTo(page, name);
    // Controls of the frame are on every page.
    const all = await findControls(page, name === "Overview" ? "body" : "main");
    expect(all.length).toBeGreaterThan(3);
    for (const control of all) {
      for (const [exit, leave] of Object.entries(EXITS)) {
        if (exit === "keys" && control.takesKeys) continue;
        await useControl(page, control);
        await leave(page, other);
        await expect(heading(page), `${exit} from ${control.kind}`).toHaveText(other);
        await runs(page, `${exit} from ${control.kind}`);
        await goTo(page, name);
      }
    }
    const problem = page.locator("main").getByRole("alert").or(page.locator(".answer", { hasText: /\d problem/ }));
    const some = oneOfEachKind(all);
    for (const control of some) {
      await useControl(page, control);
      await home.write(BROKEN);
      // History does not need the configuration, so it shows no problem.
      if (name !== "History") await expect(problem.first()).toBeVisible();
      await home.write(CONFIG);
      await expect(problem).toHaveCount(0);
      await runs(page, `the file broke at ${control.kind}`);
    }
    await waitUntilLive(page);
    await app.stop();
    await expect(connectionStatus(page)).toContainText("Connection lost");
    for (const control of some) await useControl(page, control);
    // Settings is a separate document.
    if (name === "Settings") return runs(page, "the server is gone");
    await page.goBack();
    await expect(heading(page)).toHaveText(other);
    await goTo(page, name);
    await runs(page, "the server is gone");
  });
}

for (const by of ["keys", "a pointer"]) {
  test(`leaving the page while a row is dragged by ${by} causes no panic`, async ({ signedIn: page, app, home }) => {
    const text = await openRouting(page, app.origin);
    await text.grip(GPT).focus();
    if (by === "keys") {
      await page.keyboard.press("Space");
    } else {
      const { x, y } = (await text.grip(GPT).boundingBox())!;
      await page.mouse.move(x + 8, y + 8);
      await page.mouse.down();
      await page.mouse.move(x + 8, y - 40, { steps: 3 });
    }
    await home.write(BROKEN);
    await expect(page.locator("main").getByRole("alert")).toBeVisible();
    await page.mouse.up();
    await page.keyboard.press("Escape");
    await home.write(CONFIG);
    await text.grip(GPT).focus();
    await page.keyboard.press("Space");
    await goTo(page, "Overview");
    await runs(page, `lifted by ${by}`);
  });
}

test("a card stays open when the page below it changes", async ({ signedIn: page, app, home }) => {
  const text = await openRouting(page, app.origin);
  await text.region.getByRole("button", { name: `Move ${GPT} up` }).click();
  await expect(changeDialog(page).locator(APPLY)).toBeFocused();
  await home.write(BROKEN);
  await expect(page.locator("main").getByRole("alert")).toBeVisible();
  await expect(changeDialog(page)).toContainText("The file changed after you opened this. Your move fails on the new version.");
  await changeDialog(page).getByRole("button", { name: "Close" }).click();
  await expect(changeDialog(page)).toBeHidden();
  await goTo(page, "Overview");
  await runs(page, "a card was open");
});
