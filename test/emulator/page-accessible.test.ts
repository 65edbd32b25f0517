import { expect, it } from 'vitest';
import { violationsOf } from './axe.js';
import { fullState } from './full-state.js';
import { entryWith } from './states.js';
import { describePage } from './with-stub.js';

const desktop = { width: 1280, height: 900 };
const small = { width: 360, height: 740 };

describePage('for everybody', (show) => {
  it.each([
    ['light', desktop],
    ['dark', desktop],
    ['light', small],
    ['dark', small],
  ] as const)('the page has no accessibility violations: %s, %o', async (colorScheme, viewport) => {
    const details = [{ seq: 1, request: { method: 'POST', url: '/', headers: {}, body: '{}' }, curl: 'curl' }];
    const { page } = await show(fullState(), { colorScheme, viewport, details, reducedMotion: 'reduce' });
    expect(await violationsOf(page)).toEqual([]);
    const opens = [
      /webhook of one message/,
      /no call yet/,
      /account refused/,
      'Script',
      'Attach',
      'Location',
      'Late',
      'Add customer',
      'Clear all',
      'See the days',
    ];
    for (const name of opens) {
      await page.getByRole('button', { name }).click();
      await page.getByRole('dialog').waitFor();
      expect(await violationsOf(page), String(name)).toEqual([]);
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
    }
  });

  it('what is written is in sight on a small phone without scrolling', async () => {
    const { page } = await show(fullState(), { viewport: { width: 375, height: 667 } });
    const box = await page.getByRole('textbox', { name: 'Message' }).boundingBox();
    expect(box && box.y + box.height).toBeLessThanOrEqual(667);
  });

  it.each([
    [1280, 800],
    [1024, 700],
  ])('all of it is in a window of %i × %i, in which the timeline scrolls', async (width, height) => {
    const state = fullState();
    const entries = Array.from({ length: 60 }, (_, seq) => entryWith({ seq }));
    const { page } = await show({ ...state, entries }, { viewport: { width, height } });
    expect(await page.evaluate('document.documentElement.scrollHeight')).toBe(height);
    const foot = await page.getByRole('region', { name: 'Timeline' }).boundingBox();
    expect(foot && foot.y + foot.height).toBeLessThanOrEqual(height);
    const newest = await page
      .getByRole('button', { name: /webhook of/ })
      .last()
      .boundingBox();
    expect(newest && newest.y + newest.height).toBeLessThanOrEqual(height);
    expect(newest && foot && newest.y).toBeGreaterThan(foot?.y ?? height);
  });

  it('nothing is cut off at 360 px', async () => {
    const { page } = await show(fullState(), { viewport: small });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);
  });
});
