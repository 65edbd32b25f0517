import { expect, it } from 'vitest';
import { eventually } from './browser.js';
import { describeWithBot, type, waitForRead } from './with-emulator.js';

const quick = { quietMs: 500 };

describeWithBot('what the page shows of a conversation', (talk) => {
  it('opens the exact call, with all of its headers and a command that repeats it', async () => {
    const { page, emulator } = await talk(() => {}, quick);
    await type(page, 'Hello');
    await waitForRead(page, 1);
    await page.getByRole('button', { name: /tick after/ }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('"status": "read"').first().waitFor();
    await dialog.getByText(/curl/).first().waitFor();
    await dialog.getByText(`api-key: ${emulator.apiKey}`).first().waitFor();
    await dialog.getByText('content-length:').first().waitFor();
    expect(await dialog.getByText('Hidden here').count()).toBe(0);
  });

  it('everything survives a reload', async () => {
    const { page } = await talk(async ({ text }, turn) => void (await turn.reply(`Echo: ${text}`)), quick);
    await type(page, 'Hello');
    await waitForRead(page, 1);
    await page.getByRole('log').getByText('Echo: Hello').waitFor();
    await page.reload();
    await waitForRead(page, 1);
    await page.getByRole('log').getByText('Echo: Hello').waitFor();
    await page.getByRole('button', { name: /tick after/ }).waitFor();
  });

  it('attached samples and a shared place are shown', async () => {
    const { page } = await talk(() => {}, quick);
    const dialog = page.getByRole('dialog');
    for (const sample of ['image', 'document', 'audio']) {
      await page.getByRole('button', { name: 'Attach' }).click();
      await dialog.getByRole('radio', { name: sample }).check();
      await dialog.getByRole('button', { name: 'Send' }).click();
    }
    await page.getByRole('button', { name: 'Location' }).click();
    await dialog.getByRole('button', { name: 'Send' }).click();
    await waitForRead(page, 4);
    const picture = page.getByRole('log').locator('img');
    await eventually(() => picture.evaluate('document.querySelector("img").naturalWidth')).toBeGreaterThan(0);
    expect(await page.locator('audio').count()).toBe(1);
    await page.getByRole('log').getByText('Duomo di Milano').waitFor();
  });
});
