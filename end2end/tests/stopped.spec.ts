import { accessible } from "../fixtures/a11y";
import { APPLY, CHAIN, expect, live, stream, test } from "../fixtures/app";
import { dialog, routing } from "../fixtures/routing";

test.use({ expected: /panicked|unreachable|closure invoked/ });

test("an app that has panicked says so, above everything, and can be loaded anew", async ({ signedIn: page, app, home }) => {
  const text = await routing(page, app.origin);
  await text.field.fill("xai/grok-4");
  await page.keyboard.press("Enter");
  await expect(dialog(page).locator(APPLY)).toBeFocused();
  // A browser that makes no elements any more: the app panics at the next one.
  await page.evaluate(() => {
    const refuse = () => {
      throw new Error("refused");
    };
    const { cloneNode } = Node.prototype;
    Object.assign(window, { giveBack: () => (delete (document as any).createElement, (Node.prototype.cloneNode = cloneNode)) });
    document.createElement = Node.prototype.cloneNode = refuse;
  });
  await home.write(CHAIN.replace("'openai/gpt-5.2', 'google/gemini-2.5-pro'", "'google/gemini-2.5-pro'"));
  const stopped = page.getByRole("alertdialog", { name: "This page stopped" });
  const reload = stopped.getByRole("button", { name: "Reload" });
  await expect(reload).toBeFocused();
  await expect(stream(page)).toBeHidden();
  await page.evaluate(() => void (window as any).giveBack());
  await accessible(page);
  await page.keyboard.press("Escape");
  await expect(stopped).toBeVisible();
  await reload.click();
  await live(page);
  await expect(stopped).toBeHidden();
  await expect(text.field).toHaveValue("xai/grok-4");
});
