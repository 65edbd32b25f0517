import { setImmediate, setTimeout as sleep } from 'node:timers/promises';
import { createChannel } from 'tidemark';
import { silent } from '../alternatives/tidemark.js';
import { busyMs } from './busy-ms.js';
import { collectGarbage } from './heap.js';
import { makeWebhooks } from './webhooks.js';

/** A channel, as a process has one, for many measurements. */
export interface Road {
  /** Gives the milliseconds from the first body to the last handler; comes back when all receipts are done. */
  walk(messages: number, perBody: number): Promise<number>;
  close(): Promise<unknown>;
}

// So many that no receipt waits for tokens.
const BUSINESS_NUMBERS = 100;
// Messages taken in before timers and calls have their turn.
const AT_ONCE = 50;

export async function openRoad(): Promise<Road> {
  let started = 0;
  let series = 0;
  const channel = createChannel({
    gateway: { markRead: async () => undefined, send: async () => ({ id: '' }) },
    webhook: { auth: 'none', maxBodyBytes: 10_000_000 },
    receipts: { when: 'alongside', maxPerSecond: 10_000 },
    maxWaiting: 1_000_000,
    logger: silent,
  });
  channel.handle(() => {
    started += 1;
  });
  await setImmediate();
  return {
    async walk(messages, perBody) {
      series += 1;
      const webhooks = makeWebhooks({ messages, perBody, businessNumbers: BUSINESS_NUMBERS, series });
      await collectGarbage();
      started = 0;
      const startMs = busyMs();
      for (const [index, webhook] of webhooks.entries()) {
        const { status } = await channel.handleWebhook(webhook);
        if (status !== 200) throw new Error(`a webhook was answered ${status}`);
        if ((index * perBody) % AT_ONCE === 0) await setImmediate();
      }
      while (started < messages) await setImmediate();
      const tookMs = busyMs() - startMs;
      while (channel.receipts.stats().pending > 0) await sleep(50);
      return tookMs;
    },
    close: () => channel.close(),
  };
}
