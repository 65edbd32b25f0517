import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { createChannel, type Handler, KaleyraClient, type ReceiptOptions } from 'tidemark';
import { toNodeListener } from 'tidemark/adapters/node';
import { onTestFinished } from 'vitest';
import { createEmulator } from '../../src/emulator/create-emulator.js';
import type { Emulator } from '../../src/emulator/emulator.js';
import { silent } from '../helpers/receipts.js';
import { describeInBrowser, type OpenPage } from './browser.js';
import { buildPage } from './build-page.js';

/** Starts a bot and the emulator before it, and opens the page. */
export type Talk = (
  handler: Handler,
  receipts?: ReceiptOptions,
  options?: BrowserContextOptions,
) => Promise<OpenPage & { emulator: Emulator }>;

/** Tests of the whole: page, emulator and a bot, over real HTTP. */
export function describeWithBot(name: string, define: (talk: Talk) => void): void {
  describeInBrowser(name, (open) =>
    define(async (handler, receipts = {}, options = {}) => {
      const server = createServer().listen(0, '127.0.0.1');
      await once(server, 'listening');
      const webhook = `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhook`;
      const { quietMs = 1000, maxWaitMs = Math.max(5000, quietMs) } = receipts;
      const emulator = await createEmulator({ webhook, port: 0, quietMs, maxWaitMs, assets: await buildPage() });
      const { baseUrl, sid, apiKey } = emulator;
      const client = new KaleyraClient({ region: { baseUrl }, sid, apiKey });
      const channel = createChannel({ gateway: client, webhook: { auth: 'none' }, receipts, logger: silent });
      channel.handle(handler);
      server.on('request', toNodeListener(channel));
      onTestFinished(async () => {
        await channel.close();
        await client.close();
        await emulator.close();
        server.close();
        server.closeAllConnections();
      });
      const opened = await open(emulator.url, options);
      await opened.page.getByRole('log').waitFor();
      return { ...opened, emulator };
    }),
  );
}

/** Types messages as a customer does. */
export async function type(page: Page, ...texts: string[]): Promise<void> {
  await page.getByRole('textbox', { name: 'Message' }).focus();
  for (const text of texts) await page.keyboard.type(`${text}\n`);
}

/** Waits until so many messages are read: their ticks say when. */
export async function waitForRead(page: Page, count: number): Promise<void> {
  await page
    .getByRole('img', { name: /^read at / })
    .nth(count - 1)
    .waitFor();
}
