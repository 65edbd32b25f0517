import { context, isSpanContextValid, type SpanContext, trace } from '@opentelemetry/api';
import { AlwaysOffSampler } from '@opentelemetry/sdk-trace-base';
import type { Channel, Gateway } from 'tidemark';
import { createTracedChannel } from 'tidemark/adapters/opentelemetry';
import { kaleyraWebhook, textMessage } from 'tidemark/testing';
import { describe, expect, test } from 'vitest';
import { BUSINESS, CUSTOMER, post, requestOf, text } from '../helpers/channel.js';
import { useClock } from '../helpers/clock.js';
import { heapBytes } from '../helpers/heap.js';
import { silent } from '../helpers/receipts.js';
import { startSdk, sumOf, useTracedChannels } from './opentelemetry-rig.js';

const time = useClock();
const start = useTracedChannels(time);

// Thousands of messages, on a machine that may be busy.
const TIMEOUT_MS = 240_000;
const tick = (ms: number): Promise<unknown> => time.clock.tickAsync(ms);

const PER_WEBHOOK = 50;

/** Posts one message of each of many customers. */
async function offer(channel: Channel, wave: number, count: number): Promise<void> {
  for (let first = 0; first < count; first += PER_WEBHOOK) {
    const messages = Array.from({ length: PER_WEBHOOK }, (_, index) => {
      const from = `98${String(wave * count + first + index).padStart(10, '0')}`;
      return textMessage({ id: `wamid.${wave}.${first + index}`, from, text: 'hello' });
    });
    await channel.handleWebhook(requestOf(kaleyraWebhook({ from: CUSTOMER, businessNumber: BUSINESS, messages })));
  }
}

const untilAborted: Gateway['markRead'] = (_target, { signal } = {}) =>
  new Promise((_resolve, reject) => signal?.addEventListener('abort', () => reject(signal.reason)));

describe('spans under way', () => {
  test(
    '10,000 messages and their replies leave no open span and no memory',
    async () => {
      const { sdk, channel } = start({
        gateway: { markRead: async () => undefined, send: async () => ({ id: 'wamid.out' }) },
        receipts: { maxPerSecond: 10_000, maxConversations: 1000 },
        logger: silent,
      });
      channel.handle((_activity, turn) => turn.reply('hi'));
      await tick(0);
      const heap: number[] = [];
      for (let wave = 0; wave < 10; wave += 1) {
        await offer(channel, wave, 1000);
        await tick(10_000);
        expect(sdk.open()).toBe(0);
        expect(sdk.named('send')).toHaveLength(1000);
        sdk.reset();
        if (wave % 5 === 4) heap.push(await heapBytes());
      }
      expect(await sumOf(sdk, 'messaging.process.duration')).toBe(10_000);
      // The inbox and the channel remember the newest ids, so that the first waves fill what is bounded.
      const growth = (heap[1] ?? 0) - (heap[0] ?? 0);
      expect(growth, `bytes over five waves: ${heap.join(' ')}`).toBeLessThan(2_000_000);
    },
    TIMEOUT_MS,
  );

  test(
    'receipts that wait for ever keep 10,000 spans open at the most; the oldest are ended',
    async () => {
      const { sdk, channel } = start({
        gateway: { markRead: untilAborted, send: async () => ({ id: 'wamid.out' }) },
        receipts: { when: 'alongside', quietMs: 86_400_000, maxWaitMs: 86_400_000 },
        maxWaiting: 100_000,
        logger: silent,
      });
      channel.handle(() => undefined);
      await tick(0);
      await offer(channel, 0, 10_500);
      await tick(5000);
      expect(sdk.open()).toBe(10_000);
      const dropped = sdk.named('receipt');
      expect(dropped).toHaveLength(500);
      expect(dropped[0]?.attributes['tidemark.receipt.outcome']).toBe('unknown');
      expect(sdk.named('process')).toHaveLength(10_500);
      void channel.close();
      await tick(60_000);
      expect(sdk.open()).toBe(0);
    },
    TIMEOUT_MS,
  );

  test('messages nobody handled are let go when the channel closes', async () => {
    const { sdk, channel } = start({ receipts: false });
    await post(channel, text('wamid.1'));
    await channel.close();
    expect(sdk.open()).toBe(0);
  });
});

describe('without an SDK', () => {
  test('everything works, and nothing is traced', async () => {
    const entered: (SpanContext | undefined)[] = [];
    const { channel, gateway } = startPlain();
    channel.handle(async (_activity, turn) => {
      entered.push(trace.getSpanContext(context.active()));
      await turn.reply('hi');
    });
    await tick(0);
    expect((await post(channel, text('wamid.1'))).status).toBe(200);
    await tick(2000);
    expect(gateway.sends).toEqual(['hi']);
    expect(gateway.reads).toEqual(['wamid.1']);
    await channel.continueConversation('911200000000:919800000001', (_activity, turn) => turn.reply('later'));
    expect(gateway.sends).toEqual(['hi', 'later']);
    expect(entered.map((span) => span !== undefined && isSpanContextValid(span))).toEqual([false]);
    void channel.close();
    await tick(20_000);
  });
});

test('what is not sampled is not exported, and its parts are not either', async () => {
  const sdk = startSdk({ sampler: new AlwaysOffSampler() });
  const { channel, gateway } = start({}, { sdk });
  channel.handle((_activity, turn) => turn.reply('hi'));
  await tick(0);
  await post(channel, text('wamid.1'));
  await tick(2000);
  expect(gateway.sends).toHaveLength(1);
  expect(sdk.spans()).toEqual([]);
});

function startPlain() {
  const gateway = { reads: [] as string[], sends: [] as string[] };
  const channel = createTracedChannel({
    gateway: {
      markRead: async ({ id }) => void gateway.reads.push(id),
      send: async (message) => {
        gateway.sends.push(message.type === 'text' ? message.text : message.type);
        return { id: 'wamid.out' };
      },
    },
    webhook: { auth: 'none' },
    receipts: { maxPerSecond: 10_000 },
    logger: silent,
  });
  return { channel, gateway };
}
