import { expect, it } from 'vitest';
import { eventually } from './browser.js';
import { fullState } from './full-state.js';
import { focused, tabTo } from './keyboard.js';
import { anna, bubbleWith, stateWith } from './states.js';
import { describePage } from './with-stub.js';

const customer = anna.number;

describePage('by keyboard alone', (show) => {
  it('a customer is switched to, a message typed, and a reaction given', async () => {
    const { page, stub } = await show(
      stateWith({ bubbles: [bubbleWith('one', { id: '1' }), bubbleWith('two', { id: '2' })] }),
    );
    await tabTo(page, 'Message options');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    expect(await focused(page)).toBe('React with 👍');
    await page.keyboard.press('Enter');
    await eventually(() => stub.actions).toEqual([{ do: 'react', customer, bubble: '1', emoji: '👍' }]);
    await tabTo(page, 'Message');
    await page.keyboard.type('hello\n');
    await eventually(() => stub.actions.at(-1)).toEqual({ do: 'say', customer, text: 'hello' });
  });

  it('Escape closes a dialog, and focus returns to what opened it', async () => {
    const details = [{ seq: 1, request: { method: 'POST', url: '/', headers: {}, body: '' }, curl: 'curl' }];
    const { page } = await show(fullState(), { details });
    for (const name of ['See the days', 'Message options', 'Script', 'webhook of one message']) {
      await tabTo(page, new RegExp(name));
      await page.keyboard.press('Enter');
      await page.getByRole('dialog').waitFor();
      expect(await focused(page)).not.toContain(name);
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      expect(await focused(page)).toContain(name);
    }
  });

  it('what is focused is seen', async () => {
    const { page } = await show(fullState());
    for (let pressed = 0; pressed < 30; pressed += 1) {
      await page.keyboard.press('Tab');
      const seen = await page.evaluate<string>(
        "getComputedStyle(document.activeElement).outlineStyle + ' ' + getComputedStyle(document.activeElement).opacity",
      );
      expect(seen, await focused(page)).toMatch(/^(solid|auto) 1$/);
    }
  });
});
