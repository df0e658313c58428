import { expectAccessible } from "../fixtures/a11y";
import { APPLY, CHAIN, expect, waitUntilLive, connectionStatus, test } from "../fixtures/app";
import { changeDialog, openRouting } from "../fixtures/routing";

test.use({ expected: /panicked|unreachable|closure invoked/ });

test("after a panic, a message covers the page and offers a reload", async ({ signedIn: page, app, home }) => {
  const text = await openRouting(page, app.origin);
  await text.field.fill("xai/grok-4");
  await page.keyboard.press("Enter");
  await expect(changeDialog(page).locator(APPLY)).toBeFocused();
  // Creating elements fails from here on, so the app panics at the next one.
  await page.evaluate(() => {
    const refuse = () => {
      throw new Error("refused");
    };
    const { cloneNode } = Node.prototype;
    Object.assign(window, { giveBack: () => (delete (document as any).createElement, (Node.prototype.cloneNode = cloneNode)) });
    document.createElement = Node.prototype.cloneNode = refuse;
  });
  await home.write(CHAIN.replace("'openai/gpt-5.2', 'google/gemini-2.5-pro'", "'google/gemini-2.5-pro'"));
  const panicDialog = page.getByRole("alertdialog", { name: "This page stopped" });
  const reload = panicDialog.getByRole("button", { name: "Reload" });
  await expect(reload).toBeFocused();
  await expect(connectionStatus(page)).toBeHidden();
  await page.evaluate(() => void (window as any).giveBack());
  await expectAccessible(page);
  await page.keyboard.press("Escape");
  await expect(panicDialog).toBeVisible();
  await reload.click();
  await waitUntilLive(page);
  await expect(panicDialog).toBeHidden();
  await expect(text.field).toHaveValue("xai/grok-4");
});
