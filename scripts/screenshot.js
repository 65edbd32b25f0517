// Takes the README's picture of the emulator: node --import tsx scripts/screenshot.js [file.png]
// A real bot answers, so what is seen is what happened. Needs Chromium, or CHROMIUM_PATH.
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { createChannel, KaleyraClient } from 'tidemark';
import { toNodeListener } from 'tidemark/adapters/node';
import { build } from 'vite';
import { createEmulator } from '../src/emulator/create-emulator.js';

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));
const [file = path('../.github/emulator.png')] = process.argv.slice(2);
const browsers = [
  process.env.CHROMIUM_PATH,
  '/usr/bin/chromium',
  '/usr/bin/google-chrome',
  '/usr/bin/chromium-browser',
];
const executablePath = browsers.find((candidate) => candidate && existsSync(candidate));
if (!executablePath) throw new Error('No browser: install Chromium, or set CHROMIUM_PATH to one.');

await build({ root: path('../src/emulator/page'), logLevel: 'error' });
const server = createServer().listen(0, '127.0.0.1');
await once(server, 'listening');
const webhook = `http://127.0.0.1:${server.address().port}/webhook`;
const emulator = await createEmulator({ webhook, port: 0, assets: path('../dist/emulator/page') });
const { baseUrl, sid, apiKey } = emulator;
const client = new KaleyraClient({ region: { baseUrl }, sid, apiKey });
const channel = createChannel({ gateway: client, webhook: { auth: 'none' }, receipts: { when: 'beforeHandler' } });
channel.handle(async ({ text }, turn) => {
  if (text === 'where is it?') await turn.reply(question);
  if (text === 'Tomorrow') await turn.reply('Done: it comes *tomorrow* between 9 and 12.');
  if (text === 'can I pay by card?') await turn.reply('Yes, at the door and in the app.');
});
const question = {
  type: 'message',
  text: 'Your parcel is in Milan. When shall we bring it?',
  suggestedActions: { actions: ['Tomorrow', 'On Saturday'].map((value) => ({ type: 'imBack', title: value, value })) },
};
server.on('request', toNodeListener(channel));

const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
try {
  const page = await browser.newPage({ viewport: { width: 1440, height: 860 }, colorScheme: 'light' });
  await page.goto(emulator.url);
  const [asha, ben] = emulator.state().customers;
  const chat = page.getByRole('log');
  const burst = (customer, texts) => emulator.act({ do: 'burst', customer: customer.number, texts, gapMs: 350 });
  burst(ben, ['hi', 'one question', 'can I pay by card?']);
  burst(asha, ['hello', 'I ordered on Monday', 'and nothing has come', 'where is it?']);
  await chat.getByRole('button', { name: 'Tomorrow' }).click();
  await chat.getByText('Done: it comes').waitFor();
  await page
    .getByRole('img', { name: /^read at / })
    .nth(4)
    .waitFor();
  const mine = emulator
    .state()
    .bubbles.findLast(({ customer, from }) => customer === asha.number && from === 'business');
  emulator.act({ do: 'react', customer: asha.number, bubble: mine.id, emoji: '🙏' });
  await chat.getByText('🙏').waitFor();
  await page.mouse.move(0, 0);
  await page.screenshot({ path: file });
  console.log(`Wrote ${file}`);
} finally {
  await browser.close();
  await channel.close();
  await client.close();
  await emulator.close();
  server.close();
}
