import type { Activity as BotActivity } from 'botbuilder';
import { type Activity, createReceipts, humanPace, type Pace, type ReceiptOptions } from 'tidemark';
import { ReadReceiptMiddleware } from 'tidemark/adapters/botbuilder';
import { describe, expect, test } from 'vitest';
import { useClock } from '../helpers/clock.js';
import { createFakeGateway } from '../helpers/fake-gateway.js';
import { ForeignAdapter, foreignMessage } from './foreign-adapter.js';

const time = useClock();
const picture = { attachments: [{ contentType: 'image/jpeg', contentUrl: 'https://x.test/1', name: 'a.jpg' }] };
const words = (count: number): string => Array.from({ length: count }, () => 'tide').join(' ');

/** Runs one turn whose bot rewrites its activity; gives when, from the message on, it was marked. */
async function markedAt(message: Partial<BotActivity>, options: ReceiptOptions): Promise<number[]> {
  const gateway = createFakeGateway();
  const receipts = createReceipts({ gateway, ...options });
  const adapter = new ForeignAdapter();
  adapter.use(new ReadReceiptMiddleware(receipts));
  const start = performance.now();
  await adapter.receive(foreignMessage(message), async ({ activity }) => {
    activity.text = 'translated';
    activity.attachments = [];
  });
  await time.clock.tickAsync(120_000);
  await receipts.close();
  return gateway.reads.map(({ atMs }) => Math.round(atMs - start));
}

describe('ReadReceiptMiddleware: what a policy is shown', () => {
  test('R15: shouldRead sees the text, the attachments and the name that the message came with', async () => {
    const seen: Activity[] = [];
    const shouldRead = (activity: Activity): boolean => seen.push(activity) > 0;
    await markedAt({ id: 'wamid.in', text: 'look', from: { id: '91980', name: 'Sam' }, ...picture }, { shouldRead });
    expect(seen).toMatchObject([{ type: 'message', id: 'wamid.in', text: 'look', from: { name: 'Sam' }, ...picture }]);
  });

  test('R15: shouldRead decides by the text', async () => {
    const shouldRead = ({ text }: Activity): boolean => text !== 'secret';
    expect(await markedAt({ text: 'secret' }, { shouldRead })).toEqual([]);
    expect(await markedAt({ text: 'public' }, { shouldRead })).toEqual([1000]);
  });
});

describe('ReadReceiptMiddleware: what a pace is shown', () => {
  const steady = humanPace({ attentionMs: 800, wordsPerMinute: 60, mediaMs: 2500, jitter: 0, maxMs: 60_000 });

  test.each<[string, Partial<BotActivity>, number]>([
    ['the words of the text', { text: words(40) }, 40_800],
    ['the attachments', { text: '', ...picture }, 3300],
    ['both', { text: words(4), ...picture }, 7300],
  ])('R18: humanPace counts %s', async (_what, message, atMs) => {
    expect(await markedAt(message, { pace: steady })).toEqual([atMs]);
  });

  test('R18: a pace of ones own sees the text, the attachments and the name that the message came with', async () => {
    const seen: Activity[] = [];
    const pace: Pace = { maxMs: 5000, readingMsOf: (activity) => seen.push(activity), quietMsOf: () => 2000 };
    expect(await markedAt({ text: 'look', from: { id: '91980', name: 'Sam' }, ...picture }, { pace })).toEqual([2000]);
    expect(seen).toMatchObject([{ text: 'look', from: { name: 'Sam' }, ...picture }]);
  });
});
