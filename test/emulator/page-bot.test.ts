import type { Handler } from 'tidemark';
import { expect, it } from 'vitest';
import { eventually } from './browser.js';
import { startClock } from './running-clock.js';
import { describeWithBot, type, waitForRead } from './with-emulator.js';

const quick = { quietMs: 500 };
// However slowly a browser types: the clock is put forward once it has.
const slow = { quietMs: 60_000, maxWaitMs: 120_000 };
const echo: Handler = async ({ text }, turn) => void (await turn.reply(`Echo: ${text}`));

/** Runs in the page: how much of the chart has the blue of its line. */
const countBlue = `(() => {
  const drawn = document.querySelector('.chart canvas');
  const { data } = drawn.getContext('2d').getImageData(0, 0, drawn.width, drawn.height);
  let blue = 0;
  for (let at = 0; at < data.length; at += 4) if (data[at + 3] > 200 && data[at] < 40 && data[at + 2] > 150) blue += 1;
  return blue;
})()`;

describeWithBot('a phone that talks to a bot', (talk) => {
  it('a burst typed by hand gets one call, and all its ticks turn blue', async () => {
    const clock = startClock();
    const { page, emulator } = await talk(echo, slow);
    const bluePixels = (): Promise<number> => page.evaluate(countBlue);
    expect(await bluePixels()).toBe(0);
    await type(page, 'Hello', 'I ordered yesterday', 'and nothing came');
    await page.getByRole('img', { name: 'delivered' }).nth(2).waitFor();
    await clock.tickAsync(slow.quietMs - 1000);
    await waitForRead(page, 3);
    await page.getByRole('log').getByText('Echo: and nothing came').waitFor();
    const entries = page.getByRole('listitem');
    expect(await entries.filter({ hasText: 'tick after' }).count()).toBe(1);
    const colour = 'getComputedStyle(document.querySelector(".ticks.read")).color';
    const blue = await page.evaluate(colour);
    expect(blue).toBe('rgb(0, 105, 196)');
    const { messages, calls, saved } = emulator.state().counters;
    expect({ messages, calls, saved }).toEqual({ messages: 3, calls: 1, saved: 2 });
    await eventually(() => page.getByRole('definition').allInnerTexts()).toEqual(['3', '1', '1', '2']);
    // The line of the chart, from arrival to tick.
    await eventually(bluePixels).toBeGreaterThan(50);
  });

  it('the timeline tells webhook, receipt due, call and answer, with the times between', async () => {
    const clock = startClock();
    const { page, emulator } = await talk(echo, slow);
    const [customer] = emulator.state().customers;
    emulator.act({ do: 'burst', customer: customer?.number ?? '', texts: ['Hello', 'there'], gapMs: 0 });
    await page.getByRole('img', { name: 'delivered' }).nth(1).waitFor();
    await clock.tickAsync(slow.quietMs - 1000);
    await page.getByRole('button', { name: /send text.*answer after/ }).waitFor();
    const steps = page.getByRole('list', { name: 'Webhooks and calls' }).getByRole('button');
    await eventually(() => steps.allInnerTexts()).toEqual([
      expect.stringMatching(/200\s.* ms\smessage text/),
      expect.stringMatching(/200\s.* ms\smessage text/),
      expect.stringMatching(/call after \d+ ms\sreceipt due \(expected\)\s2 messages, quiet for 60\.0 s/),
      expect.stringMatching(/202\s.*\sread wamid\S*\stick after 6\d\.\d s/),
      expect.stringMatching(/202\s.*\ssend text to \+\d+\sanswer after 6\d\.\d s/),
      expect.stringMatching(/202\s.*\ssend text/),
    ]);
  });

  it('a webhook sent again is not answered again', async () => {
    const heard: string[] = [];
    const { page, emulator } = await talk(({ text = '' }) => void heard.push(text), quick);
    await type(page, 'Once');
    await waitForRead(page, 1);
    await page.getByRole('article').hover();
    await page.getByRole('button', { name: 'Message options' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'webhook again' }).click();
    await type(page, 'Then');
    await waitForRead(page, 2);
    expect(heard).toEqual(['Once', 'Then']);
    expect(emulator.state().entries.filter(({ kind }) => kind === 'webhook')).toHaveLength(3);
  });

  it('a late message is read without a call of its own', async () => {
    const heard: string[] = [];
    const { page, emulator } = await talk(({ text = '' }) => void heard.push(text), quick);
    await type(page, 'Now');
    await waitForRead(page, 1);
    await page.getByRole('button', { name: 'Late' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Message').fill('Before');
    await dialog.getByLabel('seconds ago').fill('30');
    await dialog.getByRole('button', { name: 'Send' }).click();
    await waitForRead(page, 2);
    await eventually(() => heard).toEqual(['Now', 'Before']);
    expect(emulator.state().counters.calls).toBe(1);
  });

  it('a button that is tapped reaches the bot', async () => {
    const { page } = await talk(async ({ text }, turn) => {
      if (text === 'Yes') return void (await turn.reply('You chose Yes'));
      await turn.reply({
        type: 'message',
        text: 'Shall we?',
        suggestedActions: { actions: ['Yes', 'No'].map((title) => ({ type: 'imBack', title, value: title })) },
      });
    }, quick);
    await type(page, 'Hello');
    await page.getByRole('log').getByRole('button', { name: 'Yes' }).click();
    await page.getByRole('log').getByText('You chose Yes').waitFor();
    await waitForRead(page, 2);
  });

  it('the bot is seen typing until it answers', async () => {
    let answer = () => {};
    const asked = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const { page } = await talk(
      async (_, turn) => {
        await asked;
        await turn.reply('Here it is');
      },
      { ...quick, typing: 'withReceipt' },
    );
    await type(page, 'Hello');
    await page.getByRole('log').getByText('is typing').waitFor();
    answer();
    await page.getByRole('log').getByText('Here it is').waitFor();
    await page.getByRole('log').getByText('is typing').waitFor({ state: 'detached' });
  });

  it('a fault shows, and once it is over the ticks turn blue after all', async () => {
    const { page, emulator } = await talk(() => {}, quick);
    await page.getByLabel('Calls fail with').selectOption('500 server error');
    await eventually(() => emulator.state().faults.failure).toEqual({ kind: '500', share: 1 });
    await type(page, 'Hello');
    await page.getByRole('button', { name: /500/ }).first().waitFor();
    expect(await page.getByRole('img', { name: /^read at / }).count()).toBe(0);
    await page.getByLabel('Calls fail with').selectOption('nothing');
    await waitForRead(page, 1);
  });

  it('what is written offline waits, and goes out online', async () => {
    const { page } = await talk(() => {}, quick);
    await page.getByRole('switch', { name: 'Online' }).click();
    await page.getByRole('switch', { name: 'Online', checked: false }).waitFor();
    await type(page, 'Hello');
    await page.getByRole('img', { name: 'waiting' }).waitFor();
    await page.getByRole('switch', { name: 'Online' }).click();
    await waitForRead(page, 1);
  });

  it('a hostile name and text are shown as text', async () => {
    const hostile = '<img src=x onerror=document.title=1>';
    const { page } = await talk(
      async ({ text, from }, turn) => void (await turn.reply(`${from.name}: ${text}`)),
      quick,
    );
    await page.getByRole('button', { name: 'Rename' }).click();
    await page.getByRole('dialog').getByLabel('Name').fill(hostile);
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
    await type(page, hostile);
    await page.getByRole('log').getByText(`${hostile}: ${hostile}`).waitFor();
    expect(await page.locator('img').count()).toBe(0);
    expect(await page.title()).toBe('tidemark emulator');
  });
});
