// Takes the README's picture of the emulator: node --import tsx scripts/screenshot.js [file.png]
// The example parcel-bot answers, so what is seen is what happened. Needs Chromium, or CHROMIUM_PATH.
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { build } from 'vite';
import { createEmulator } from '../src/emulator/create-emulator.js';
import { freePort } from './free-port.js';
import { startBot } from './start-bot.js';

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
const port = await freePort(3978);
const webhook = `http://127.0.0.1:${port}/webhook`;
const secret = 'emulator';
const emulator = await createEmulator({ webhook, port: 0, secret, assets: path('../dist/emulator/page') });
const bot = await new Promise((resolve, reject) => {
  const started = startBot('parcel-bot', { emulator, port, secret, onLine: () => resolve(started) });
  started.once('exit', (code) => reject(new Error(`The bot has ended (${code}).`)));
});

const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
try {
  const page = await browser.newPage({ viewport: { width: 1440, height: 1080 }, colorScheme: 'light' });
  await page.goto(emulator.url);
  const [asha, ben] = emulator.state().customers;
  const chat = page.getByRole('log');
  const burst = (customer, texts) => emulator.act({ do: 'burst', customer: customer.number, texts, gapMs: 350 });
  burst(ben, ['hi', 'one question', 'can I pay by card?']);
  burst(asha, ['hello', 'I ordered on Friday', 'and nothing has come', 'where is it?']);
  await chat.getByRole('button', { name: 'Tomorrow' }).click();
  await chat.getByText('Done: it comes').waitFor();
  await page
    .getByRole('img', { name: /^read at / })
    .nth(4)
    .waitFor();
  const mine = emulator
    .state()
    .bubbles.findLast(({ customer, from }) => customer === asha.number && from === 'business');
  emulator.act({ do: 'react', customer: asha.number, bubble: mine.id, emoji: '❤️' });
  await chat.getByText('❤️').waitFor();
  await page.mouse.move(0, 0);
  await page.screenshot({ path: file });
  console.log(`Wrote ${file}`);
} finally {
  await browser.close();
  const ended = once(bot, 'exit');
  bot.kill('SIGTERM');
  await ended;
  await emulator.close();
}
