import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import type { Emulator } from '../../src/emulator/emulator.js';
import { eventually } from './browser.js';
import { startClock } from './running-clock.js';
import { describeWithBot, type, waitForRead } from './with-emulator.js';

const quick = { quietMs: 200 };

const isBlue = (page: Page): Promise<number> => page.getByRole('img', { name: /^read at / }).count();

async function fail(page: Page, emulator: Emulator, choice: string): Promise<void> {
  await page.getByLabel('Calls fail with').selectOption(choice);
  const isOn = choice !== 'nothing';
  await eventually(() => emulator.state().faults.failure !== undefined).toBe(isOn);
}

async function flip(page: Page, name: string, checked: boolean): Promise<void> {
  await page.getByRole('switch', { name }).click();
  await page.getByRole('switch', { name, checked }).waitFor();
}

async function play(page: Page, lines: string, gapMs: number): Promise<void> {
  await page.getByRole('button', { name: 'Script' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Messages').fill(lines);
  await dialog.getByLabel('Gap').fill(String(gapMs));
  await dialog.getByRole('button', { name: 'Send' }).click();
}

describeWithBot('a fault that is switched on the page', (talk) => {
  it.each([
    ['429 too many requests', /429 .*read wamid/],
    ['dropped connection', /dropped .*read wamid/],
  ])('%s: the call is tried again, and once it is over the ticks turn blue', async (choice, failed) => {
    const { page, emulator } = await talk(() => {}, quick);
    await fail(page, emulator, choice);
    await type(page, 'Hello');
    await page.getByRole('button', { name: failed }).first().waitFor();
    expect(await isBlue(page)).toBe(0);
    await fail(page, emulator, 'nothing');
    await waitForRead(page, 1);
    await page.getByRole('button', { name: /202 .*read wamid.*tick after/ }).waitFor();
  });

  it.each([
    ['401 wrong API key', /401 .*read wamid/, 'RBC001'],
    ['low balance', /400 .*read wamid/, 'E110'],
  ])(
    '%s: calls rest for a minute (R11), which the page says, and once it is over the ticks turn blue',
    async (choice, failed, code) => {
      const clock = startClock();
      const { page, emulator } = await talk(() => {}, quick);
      await fail(page, emulator, choice);
      await type(page, 'Hello');
      await page.getByRole('button', { name: failed }).click();
      await page.getByRole('dialog').getByText(code).first().waitFor();
      await page.keyboard.press('Escape');
      const note = page
        .getByRole('status')
        .getByText('A tidemark bot makes no more read calls until its probe, a minute later');
      await note.getByText(code).waitFor();
      await page.getByRole('button', { name: `until a good call account refused: read calls rest` }).waitFor();
      await type(page, 'Are you there?');
      await page.getByRole('img', { name: 'delivered' }).nth(1).waitFor();
      await clock.tickAsync(30_000);
      expect(emulator.state().counters.calls).toBe(1);
      expect(await isBlue(page)).toBe(0);
      await fail(page, emulator, 'nothing');
      // The rest of the minute passes by itself: the call and its answer need time that is real.
      await clock.tickAsync(25_000);
      await waitForRead(page, 2);
      expect(emulator.state().counters).toMatchObject({ calls: 2, saved: 1 });
      await note.waitFor({ state: 'detached' });
      await page.getByRole('button', { name: /for .* s account refused/ }).click();
      await page.getByRole('dialog').getByText('It was over after').waitFor();
    },
  );

  it('latency is added to every answer, and taken away', async () => {
    const clock = startClock();
    const { page, emulator } = await talk(() => {}, quick);
    await page.getByLabel('Added latency').fill('5000');
    await page.getByLabel('Added latency').press('Tab');
    await eventually(() => emulator.state().faults.latencyMs).toBe(5000);
    await type(page, 'Slow');
    await page.getByRole('button', { name: /pending .*read wamid/ }).waitFor();
    expect(await isBlue(page)).toBe(0);
    await clock.tickAsync(5000);
    await page.getByRole('button', { name: /202 5\.\d s .*read wamid/ }).waitFor();
    await waitForRead(page, 1);
    await page.getByLabel('Added latency').fill('0');
    await page.getByLabel('Added latency').press('Tab');
    await eventually(() => emulator.state().faults.latencyMs).toBe(0);
    await type(page, 'Quick');
    await waitForRead(page, 2);
    expect(emulator.state().entries.filter(({ tookMs = 0 }) => tookMs >= 5000)).toHaveLength(1);
  });

  it('webhooks posted twice are heard once, and called for once', async () => {
    const heard: string[] = [];
    const { page, emulator } = await talk(({ text = '' }) => void heard.push(text), quick);
    await flip(page, 'Post webhooks twice', true);
    await type(page, 'Twice');
    await waitForRead(page, 1);
    const again = page.getByRole('button', { name: /200 .*\(redelivered\)/ });
    await again.waitFor();
    await flip(page, 'Post webhooks twice', false);
    await type(page, 'Once');
    await waitForRead(page, 2);
    expect(heard).toEqual(['Twice', 'Once']);
    expect(await again.count()).toBe(1);
    expect(emulator.state().counters).toMatchObject({ messages: 2, calls: 2 });
  });

  it('a burst in reverse still gets one call, and all its ticks turn blue', async () => {
    const heard: string[] = [];
    const { page, emulator } = await talk(({ text = '' }) => void heard.push(text), { quietMs: 1500 });
    await flip(page, 'Reverse bursts', true);
    await play(page, 'one\ntwo\nthree', 0);
    await waitForRead(page, 3);
    expect(heard).toEqual(['three', 'two', 'one']);
    expect(emulator.state().counters.calls).toBe(1);
    await flip(page, 'Reverse bursts', false);
    await play(page, 'four\nfive', 0);
    await waitForRead(page, 5);
    expect(heard.slice(3)).toEqual(['four', 'five']);
  });
});
