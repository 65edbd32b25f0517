import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { eventually } from './browser.js';
import { fullState } from './full-state.js';
import { describePage } from './with-stub.js';

interface Boxes {
  readonly phone: readonly [left: number, right: number, top: number, bottom: number];
  readonly sheet: readonly [left: number, right: number, top: number, bottom: number];
}

const boxes = (page: Page): Promise<Boxes> =>
  page.evaluate<Boxes>(`
    const boxOf = (element) => {
      const { left, right, top, bottom } = element.getBoundingClientRect();
      return [left, right, top, bottom].map(Math.round);
    };
    ({ phone: boxOf(document.querySelector('.phone')), sheet: boxOf(document.querySelector('dialog')) });
  `);

async function open(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name }).last().click();
  await page.getByRole('dialog').waitFor();
}

describePage('the sheet of a list, and that of a message', (show) => {
  it.each(['See the days', 'Message options'])('%s lies at the foot of the phone, as wide as it is', async (name) => {
    const { page } = await show(fullState());
    await open(page, name);
    const { phone, sheet } = await boxes(page);
    expect([sheet[0], sheet[1], sheet[3]]).toEqual([phone[0], phone[1], phone[3]]);
    expect(sheet[2]).toBeGreaterThan(phone[2]);
  });

  it('stays there when the window changes', async () => {
    const { page } = await show(fullState());
    await open(page, 'See the days');
    await page.setViewportSize({ width: 1000, height: 700 });
    await eventually(async () => {
      const { phone, sheet } = await boxes(page);
      return phone[0] === sheet[0] && phone[1] === sheet[1] && sheet[3] === Math.min(phone[3], 700);
    }).toBe(true);
  });

  it('is within a small window, wherever that is scrolled to', async () => {
    const { page } = await show(fullState(), { viewport: { width: 360, height: 600 } });
    await open(page, 'See the days');
    const end = await page.evaluate<number>('document.documentElement.scrollHeight');
    for (const top of [0, 300, end]) {
      await page.evaluate(`scrollTo(0, ${top})`);
      await eventually(async () => {
        const { sheet } = await boxes(page);
        return sheet[0] >= 0 && sheet[1] <= 360 && sheet[2] >= 0 && sheet[3] <= 600 && sheet[3] - sheet[2] > 100;
      }).toBe(true);
    }
  });

  it('has the headings of the sections', async () => {
    const { page } = await show(fullState());
    await open(page, 'See the days');
    const headings = page.getByRole('dialog').getByRole('heading', { level: 3 });
    expect(await headings.allInnerTexts()).toEqual(['This week', 'Next week']);
  });
});
