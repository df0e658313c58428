import { expectAccessible } from "../fixtures/a11y";
import { type App, waitUntilLive } from "../fixtures/app";
import { expect, ok, refused, test } from "../fixtures/provider";
import { applyChange, changeDialog, readConfig } from "../fixtures/routing";
import type { Page } from "@playwright/test";

async function open(page: Page, app: App, path = "/"): Promise<void> {
  await page.goto(app.origin + path);
  await waitUntilLive(page);
}

const finding = (page: Page, text: string) =>
  page.getByRole("list", { name: "Problems" }).getByRole("listitem").filter({ hasText: text });

test("a chain that does not answer says why, and one click leads to the repair", async ({ provider, signedIn: page, app }) => {
  await provider.answer(refused(401, "no such key", { when: { path: "/one" } }), ok());
  await open(page, app);
  await page.getByRole("button", { name: "Probe chain" }).click();
  await expect(finding(page, "one:a")).toContainText("401 no such key");
  await expect(finding(page, "one:a")).toContainText("openclaw models auth paste-api-key --provider one --profile-id one:a");
  await expectAccessible(page);
  await finding(page, "one:a").getByRole("link").click();
  await expect(page).toHaveURL(/\/auth#secret-one_3a_a$/);
  await expect(page.locator("#secret-one_3a_a")).toBeEditable();
});

test.describe("with a model that does not exist", () => {
  const config = `{ agents: { defaults: { model: { primary: 'openai/gpt-5.2', fallbacks: ['anthropic/claude-opus-4-55'] } } } }\n`;
  test.use({ config });

  test("it is replaced by the closest one", async ({ signedIn: page, app, home }) => {
    await home.write(config);
    await open(page, app);
    const unknown = finding(page, "claude-opus-4-55");
    await unknown.getByRole("button").first().click();
    await expect(changeDialog(page)).toBeVisible();
    await applyChange(page);
    await expect(unknown).toHaveCount(0);
    expect(await readConfig(home)).not.toContain("claude-opus-4-55");
  });
});

test.describe("with a lint", () => {
  const config = `{ agents: { defaults: { model: { primary: 'openai/gpt-5.2' }, heartbeat: { model: 'openai/gpt-5.2' } } } }\n`;

  test("it is hidden once it is acknowledged", async ({ signedIn: page, app, home }) => {
    await home.write(config);
    await open(page, app);
    const lint = finding(page, "heartbeat");
    await lint.getByRole("button", { name: "Ignore" }).click();
    await expect(page).toHaveURL(`${app.origin}/`);
    await expect(lint).toHaveCount(0);
    expect(await home.run("doctor").catch((failed) => String(failed.stdout))).toContain("acknowledged: no-fallback");
  });
});
