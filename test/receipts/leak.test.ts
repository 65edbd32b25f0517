import { createChannel, createMemoryInbox, createReceipts } from 'tidemark';
import { kaleyraWebhook, textMessage } from 'tidemark/testing';
import { expect, test } from 'vitest';
import { message } from '../helpers/activities.js';
import { BUSINESS, requestOf } from '../helpers/channel.js';
import { useClock } from '../helpers/clock.js';
import { heapBytes } from '../helpers/heap.js';
import { silent } from '../helpers/receipts.js';

// `npm run test:leak` makes it a million.
const MILLION = process.env.TIDEMARK_LEAK === 'million';
const WAVES = 10;
// What is bounded has its full size by then, and the code is compiled.
const WARM_UP_WAVES = 3;
const PER_BODY = 10;
const TOLERANCE_BYTES = 1_000_000;
const TIMEOUT_MS = 900_000;

const time = useClock();
const gateway = { markRead: async (): Promise<void> => undefined, send: async () => ({ id: 'wamid.out' }) };
const customerOf = (wave: number, index: number): string =>
  `98${`${wave}`.padStart(2, '0')}${`${index}`.padStart(8, '0')}`;

test(
  'R19: conversations that come and go in waves leave nothing but the marks that are remembered',
  async () => {
    const perWave = (MILLION ? 1_000_000 : 100_000) / WAVES;
    const emptyBytes = await heapBytes();
    let receipts: ReturnType<typeof createReceipts> | undefined = createReceipts({
      gateway,
      logger: silent,
      maxConversations: perWave,
      maxPerSecond: 10_000,
    });
    const heap: number[] = [];
    for (let wave = 0; wave < WAVES; wave += 1) {
      for (const id of ['first', 'second']) {
        for (let index = 0; index < perWave; index += 1)
          receipts.offer(message({ id, customer: customerOf(wave, index) }));
      }
      await until(() => receipts?.stats().pending === 0);
      heap.push(await heapBytes());
    }
    const { accepted, sent, covered, calls } = receipts.stats();
    expect({ accepted, sent, covered, calls }).toEqual({
      accepted: 2 * WAVES * perWave,
      sent: WAVES * perWave,
      covered: WAVES * perWave,
      calls: WAVES * perWave,
    });
    expectSteady(heap);
    await closed(receipts);
    receipts = undefined;
    expect((await heapBytes()) - emptyBytes, 'bytes left after closing').toBeLessThan(TOLERANCE_BYTES);
  },
  TIMEOUT_MS,
);

test(
  'R19: a channel whose customers come and go in waves keeps nothing of them but bounded memories',
  async () => {
    const perWave = (MILLION ? 1_000_000 : 10_000) / WAVES;
    let handled = 0;
    const channel = createChannel({
      gateway,
      logger: silent,
      webhook: { auth: 'none', maxBodyBytes: 1_000_000 },
      receipts: { when: 'alongside', maxConversations: perWave, maxPerSecond: 10_000 },
      inbox: createMemoryInbox({ maxRemembered: perWave }),
    });
    channel.handle(() => {
      handled += 1;
    });
    await time.clock.tickAsync(0);
    const heap: number[] = [];
    for (let wave = 0; wave < WAVES; wave += 1) {
      for (let first = 0; first < perWave; first += PER_BODY) {
        const { status } = await channel.handleWebhook(requestOf(bodyOf(wave, first)));
        expect(status).toBe(200);
      }
      await until(() => channel.receipts.stats().pending === 0);
      heap.push(await heapBytes());
    }
    expect([handled, channel.receipts.stats().calls]).toEqual([WAVES * perWave, WAVES * perWave]);
    expectSteady(heap);
    await closed(channel);
  },
  TIMEOUT_MS,
);

function bodyOf(wave: number, first: number): object {
  const messages = Array.from({ length: PER_BODY }, (_, place) => {
    const from = customerOf(wave, first + place);
    return textMessage({ id: `wamid.${from}`, from, text: 'hello' });
  });
  return kaleyraWebhook({ from: customerOf(wave, first), businessNumber: BUSINESS, messages });
}

async function until(done: () => boolean): Promise<void> {
  for (let seconds = 0; !done() && seconds < 60; seconds += 1) await time.clock.tickAsync(1000);
  expect(done(), 'all receipts are done within a minute').toBe(true);
  // Also the last window's timer has looked at its conversation by then.
  await time.clock.tickAsync(10_000);
}

async function closed(one: { close(): Promise<unknown> }): Promise<void> {
  const closing = one.close();
  await time.clock.tickAsync(20_000);
  await closing;
}

function expectSteady(heap: readonly number[]): void {
  const [base = 0, ...later] = heap.slice(WARM_UP_WAVES - 1);
  const grown = later.map((bytes) => bytes - base);
  expect(Math.max(...grown), `bytes more than after wave ${WARM_UP_WAVES}: ${grown.join(', ')}`).toBeLessThan(
    TOLERANCE_BYTES,
  );
}
