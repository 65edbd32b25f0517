import type { Page } from 'playwright-core';

/** Presses Tab until what is focused has this name, or one like it. */
export async function tabTo(page: Page, name: string | RegExp): Promise<void> {
  for (let pressed = 0; pressed < 120; pressed += 1) {
    await page.keyboard.press('Tab');
    const found = await focused(page);
    if (typeof name === 'string' ? found === name : name.test(found)) return;
  }
  throw new Error(`Tab never came to ${name}.`);
}

/** The name of what is focused, as far as its text tells. */
export const focused = (page: Page): Promise<string> =>
  page.evaluate<string>('document.activeElement.ariaLabel ?? document.activeElement.textContent');
