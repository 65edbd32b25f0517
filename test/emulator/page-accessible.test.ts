import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { fullState } from './full-state.js';
import { describePage } from './with-stub.js';

const desktop = { width: 1280, height: 900 };
const small = { width: 360, height: 740 };

/** What axe finds, as the rule and the elements. */
async function violationsOf(page: Page): Promise<string[]> {
  const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  await page.evaluate(axe);
  const found = await page.evaluate<{ id: string; nodes: { html: string; failureSummary: string }[] }[]>(
    'axe.run().then((results) => results.violations)',
  );
  return found.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html} ${node.failureSummary}`));
}

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
      'Script',
      'Attach',
      'Location',
      'Late',
      'Add customer',
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

  it('nothing is cut off at 360 px', async () => {
    const { page } = await show(fullState(), { viewport: small });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);
  });
});
