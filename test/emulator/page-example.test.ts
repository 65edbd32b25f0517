import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { violationsOf } from './axe.js';
import { eventually } from './browser.js';
import { focused, tabTo } from './keyboard.js';
import { waitForRead } from './with-emulator.js';
import { describeWithExample } from './with-example.js';

const timeout = 120_000;

/** Tabs to it, and presses Enter. */
async function enter(page: Page, name: string | RegExp): Promise<void> {
  await tabTo(page, name);
  await page.keyboard.press('Enter');
}

/** The same, for what opens a dialog. */
async function open(page: Page, name: string | RegExp): Promise<void> {
  await enter(page, name);
  await page.getByRole('dialog').waitFor();
}

/** Types into the field that has the focus, over what is there. */
async function write(page: Page, text: string): Promise<void> {
  await page.keyboard.press('Control+A');
  await page.keyboard.type(text);
}

describeWithExample('the page before the example parcel-bot', (meet) => {
  it('is used by keyboard alone', { timeout }, async () => {
    const { page, emulator } = await meet('parcel-bot');
    const chat = page.getByRole('log');
    const failure = () => emulator.state().faults.failure?.kind;

    await tabTo(page, 'Message');
    await page.keyboard.type('hello\n');
    await chat.getByText('Ask me where your parcel is').waitFor();

    await open(page, /^\W*Script$/);
    await write(page, 'I ordered on Friday\nand nothing has come\nwhere is it?');
    await page.keyboard.press('Tab');
    await write(page, '50');
    await page.keyboard.press('Enter');
    await waitForRead(page, 4);

    await enter(page, 'Another day');
    await open(page, /^\W*Choose$/);
    await enter(page, 'On Thursday');
    await chat.getByText('Done: it comes on Thursday').waitFor();
    await waitForRead(page, 6);

    await tabTo(page, /^nothing401/);
    await page.keyboard.type('500');
    await eventually(failure).toBe('500');
    await tabTo(page, 'Message');
    await page.keyboard.type('can I pay by card?\n');
    await page
      .getByRole('button', { name: /500 .*read wamid/ })
      .first()
      .waitFor();
    await tabTo(page, /^nothing401/);
    await page.keyboard.press('Home');
    await eventually(failure).toBe(undefined);
    await waitForRead(page, 7);

    await tabTo(page, 'Post webhooks twice');
    await page.keyboard.press('Space');
    await eventually(() => emulator.state().faults.redeliver).toBe(true);

    await open(page, /read wamid.*tick after/);
    await page.getByRole('dialog').getByText('"status": "read"').first().waitFor();
    await page.keyboard.press('Escape');
    expect(await focused(page)).toMatch(/read wamid/);

    await enter(page, /^BBen/);
    await page.getByRole('region', { name: 'Phone of Ben' }).waitFor();
    await open(page, 'Add customer');
    await page.keyboard.type('Dina\n');
    await page.getByRole('region', { name: 'Phone of Dina' }).waitFor();
    await tabTo(page, 'Message');
    await page.keyboard.type('where?\n');
    await chat.getByRole('button', { name: 'Tomorrow' }).waitFor();
  });

  it('has no accessibility violations, light, dark and small, with any of its dialogs open', { timeout }, async () => {
    const { page, emulator } = await meet('parcel-bot', { reducedMotion: 'reduce' });
    const [customer] = emulator.state().customers;
    const say = (text: string) => emulator.act({ do: 'say', customer: customer?.number ?? '', text });
    say('where is it?');
    await page.getByRole('log').getByRole('button', { name: 'Another day' }).click();
    await page.getByRole('button', { name: 'Choose' }).waitFor();
    await page.getByLabel('Calls fail with').selectOption('low balance');
    await eventually(() => emulator.state().faults.failure?.kind).toBe('lowBalance');
    say('hm');
    await page.getByRole('status').getByText('Ticks stay grey').waitFor();

    const looks = [
      ['light', 1280],
      ['dark', 1280],
      ['light', 360],
      ['dark', 360],
    ] as const;
    const dialogs = [
      /read wamid.*tick after/,
      /receipt due/,
      /account refused/,
      /Script/,
      /Attach/,
      /Location/,
      /Late/,
      'Add customer',
      'Rename',
      'Clear all',
      'Choose',
      'Message options',
    ];
    for (const [colorScheme, width] of looks) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 800 });
      expect(await violationsOf(page), `${colorScheme} ${width}`).toEqual([]);
      for (const name of dialogs) {
        await page.getByRole('button', { name }).last().click();
        await page.getByRole('dialog').waitFor();
        expect(await violationsOf(page), `${colorScheme} ${width} ${name}`).toEqual([]);
        await page.keyboard.press('Escape');
        await page.getByRole('dialog').waitFor({ state: 'detached' });
      }
    }
  });
});
