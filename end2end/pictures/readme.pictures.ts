import { type Page } from "@playwright/test";
import { APPLY, waitUntilLive, test } from "../fixtures/app";

const HOUSE = `{
  // the house standard
  agents: {
    defaults: {
      model: {
        primary: 'opus',
        fallbacks: [
          'google/gemini-2.5-pro', // cheap
          'openai/gpt-5.2',
          'xai/grok-4',
        ],
      },
      imageModel: { primary: 'google/gemini-2.5-flash', fallbacks: ['openai/gpt-5.2'] },
      models: {
        'anthropic/claude-opus-4-5': { alias: 'opus' },
        'google/gemini-2.5-flash': { alias: 'flash' },
        'google/gemini-2.5-pro': {},
        'openai/gpt-5.2': { alias: 'gpt' },
        'xai/grok-4': {},
      },
    },
    list: [
      { id: 'main', default: true },
      { id: 'work', name: 'Work', model: { primary: 'openai/gpt-5.2', fallbacks: [] } },
      { id: 'research', model: 'google/gemini-2.5-pro' },
    ],
  },
}
`;

test.use({ config: HOUSE, viewport: { width: 1100, height: 720 }, deviceScaleFactor: 1.5 });

const shoot = (page: Page, name: string) => page.screenshot({ path: `pictures/${name}.png`, animations: "disabled" });

test("overview, light and dark", async ({ signedIn: page }) => {
  await waitUntilLive(page);
  await shoot(page, "overview");
  await page.emulateMedia({ colorScheme: "dark" });
  await shoot(page, "overview-dark");
});

test("routing: a row is lifted, and the card asks", async ({ signedIn: page }) => {
  await page.getByRole("link", { name: "Routing" }).click();
  await waitUntilLive(page);
  const grip = page.getByRole("region", { name: "Text" }).getByRole("button", { name: /gpt-5\.2/ }).first();
  await grip.focus();
  await page.keyboard.press("Space");
  await page.keyboard.press("ArrowUp");
  await shoot(page, "routing");
  await page.keyboard.press("Space");
  await page.getByRole("dialog").waitFor();
  await shoot(page, "change-card");
  await page.locator(APPLY).click();
  await page.locator(".toast").waitFor();
  await page.getByRole("link", { name: "History" }).click();
  await page.getByRole("article").first().locator("summary").first().click();
  await shoot(page, "history");
});

test("a telephone", async ({ signedIn: page }) => {
  await page.setViewportSize({ width: 390, height: 760 });
  await page.getByRole("link", { name: "Routing" }).click();
  await page.locator(".step").first().waitFor();
  await waitUntilLive(page);
  await shoot(page, "phone");
});
