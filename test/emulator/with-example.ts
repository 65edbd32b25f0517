import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import type { BrowserContextOptions } from 'playwright-core';
import { onTestFinished } from 'vitest';
import { createEmulator } from '../../src/emulator/create-emulator.js';
import type { Emulator } from '../../src/emulator/emulator.js';
import { killAll, startExample } from '../examples/example-process.js';
import { describeInBrowser, type OpenPage } from './browser.js';
import { buildPage } from './build-page.js';

/** Starts an example and the emulator before it, as `npm start` does, and opens the page. */
export type Meet = (example: string, options?: BrowserContextOptions) => Promise<OpenPage & { emulator: Emulator }>;

/** Tests of the whole, with an example as the bot: a process of its own. */
export function describeWithExample(name: string, define: (meet: Meet) => void): void {
  describeInBrowser(name, (open) =>
    define(async (example, options = {}) => {
      const port = await freePort();
      const webhook = `http://127.0.0.1:${port}/webhook`;
      const secret = 'emulator';
      const emulator = await createEmulator({ webhook, port: 0, secret, assets: await buildPage() });
      onTestFinished(() => emulator.close());
      onTestFinished(killAll);
      const bot = startExample(example, {
        PORT: String(port),
        WEBHOOK_SECRET: secret,
        KALEYRA_BASE_URL: emulator.baseUrl,
        KALEYRA_SID: emulator.sid,
        KALEYRA_API_KEY: emulator.apiKey,
      });
      await bot.line('stdout', /^listening on /);
      const opened = await open(emulator.url, options);
      await opened.page.getByRole('log').waitFor();
      return { ...opened, emulator };
    }),
  );
}

/** A port that nobody listens on: the emulator has to know it before the bot is there. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
