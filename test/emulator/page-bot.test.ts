import { expect, it } from 'vitest';
import { eventually } from './browser.js';
import { describeWithBot, type, waitForRead } from './with-emulator.js';

const quick = { quietMs: 500 };

describeWithBot('a phone that talks to a bot', (talk) => {
  it('a burst typed by hand gets one call, and all its ticks turn blue', async () => {
    const { page, emulator } = await talk(async ({ text }, turn) => void (await turn.reply(`Echo: ${text}`)), quick);
    await type(page, 'Hello', 'I ordered yesterday', 'and nothing came');
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
