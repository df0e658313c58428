import { type Page } from "@playwright/test";
import { APPLY, expect, live, stream, test } from "../fixtures/app";
import { controls, kinds, use } from "../fixtures/controls";
import { dialog, GPT, routing } from "../fixtures/routing";

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

// The browser's console says that a file is broken and that a server is gone. It must not say anything else.
test.use({ config: CONFIG, expected: /422|ERR_CONNECTION_REFUSED|ERR_INCOMPLETE_CHUNKED/ });

const heading = (page: Page) => page.getByRole("heading", { level: 1 });

/** By a link, and until the app has taken over. */
async function goTo(page: Page, name: string): Promise<void> {
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name, exact: true }).click();
  await expect(heading(page)).toHaveText(name);
  await expect(page.locator("html[data-ready]")).toHaveCount(1);
  await expect(page.locator("main .skeleton")).toHaveCount(0);
}

/** Ways to leave a page while one of its controls has the focus. */
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
  expect(await page.locator("html[data-stopped]").count(), `the page stopped: ${after}`).toBe(0);
}

for (const name of ["Overview", "Routing", "Aliases", "Agents", "History", "Settings"]) {
  const other = name === "Overview" ? "Routing" : "Overview";

  test(`${name} can be left, or break, while any of its controls is used`, async ({ signedIn: page, home, app }) => {
    if (other !== "Overview") await goTo(page, other);
    await goTo(page, name);
    // The frame is on every page, and stays.
    const all = await controls(page, name === "Overview" ? "body" : "main");
    expect(all.length).toBeGreaterThan(3);
    for (const control of all) {
      for (const [exit, leave] of Object.entries(EXITS)) {
        if (exit === "keys" && control.takesKeys) continue;
        await use(page, control);
        await leave(page, other);
        await expect(heading(page), `${exit} from ${control.kind}`).toHaveText(other);
        await runs(page, `${exit} from ${control.kind}`);
        await goTo(page, name);
      }
    }
    const write = async (text: string) => {
      const told = page.waitForResponse((answer) => answer.url().includes("/api/") && !answer.url().endsWith("/suggest"));
      await home.write(text);
      await told;
    };
    const some = kinds(all);
    for (const control of some) {
      await use(page, control);
      await write(BROKEN);
      await write(CONFIG);
      await expect(page.locator("main").getByRole("alert")).toHaveCount(0);
      await runs(page, `the file broke at ${control.kind}`);
    }
    await live(page);
    await app.stop();
    await expect(stream(page)).toContainText("Connection lost");
    for (const control of some) await use(page, control);
    // Settings is a document of its own.
    if (name === "Settings") return runs(page, "the server is gone");
    await page.goBack();
    await expect(heading(page)).toHaveText(other);
    await goTo(page, name);
    await runs(page, "the server is gone");
  });
}

for (const by of ["keys", "a pointer"]) {
  test(`a row that is lifted by ${by} may lose its page`, async ({ signedIn: page, app, home }) => {
    const text = await routing(page, app.origin);
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

test("a card outlives the page below it", async ({ signedIn: page, app, home }) => {
  const text = await routing(page, app.origin);
  await text.region.getByRole("button", { name: `Move ${GPT} up` }).click();
  await expect(dialog(page).locator(APPLY)).toBeFocused();
  await home.write(BROKEN);
  await expect(page.locator("main").getByRole("alert")).toBeVisible();
  await expect(dialog(page)).toContainText("The file changed after you opened this. Your move fails on the new version.");
  await dialog(page).getByRole("button", { name: "Close" }).click();
  await expect(dialog(page)).toBeHidden();
  await goTo(page, "Overview");
  await runs(page, "a card was open");
});
