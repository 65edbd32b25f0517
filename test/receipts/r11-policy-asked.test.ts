import type { Activity } from 'tidemark';
import { expect, test } from 'vitest';
import { useReceipts } from '../helpers/receipts.js';

const { start, tick } = useReceipts();
const halt = { code: 'RBC001', kind: 'halt' } as const;
const pause = { code: 'HTTP_429', kind: 'retry', retryAfterMs: 30_000 } as const;

/** Thinks this long about the message `slow`, and about what else is named, from the given question on. */
function thinking(
  ms: number,
  about = 'slow',
  fromQuestion = 1,
): { shouldRead: (activity: Activity) => Promise<boolean> } {
  let questions = 0;
  return {
    async shouldRead({ id }) {
      if (id !== about) return true;
      questions += 1;
      if (questions >= fromQuestion) await new Promise((resolve) => setTimeout(resolve, ms));
      return true;
    },
  };
}

test('R11 R15: a call whose policy was being asked when its number was halted does not go out, its message goes later', async () => {
  const { offer, gateway, reads, released, receipts } = start(thinking(500));
  gateway.plan(halt);
  offer('slow', { customer: '2', tap: true });
  offer('fast', { customer: '1', tap: true });
  await tick(59_999);
  expect(reads()).toEqual(['fast']);
  expect(released.toSorted()).toEqual(['fast', 'slow']);
  expect(receipts.stats()).toMatchObject({ pending: 2, calls: 1, failed: 0 });
  await tick(10_000);
  expect(reads().slice(1).toSorted()).toEqual(['fast', 'slow']);
  expect(receipts.stats()).toMatchObject({ pending: 0, sent: 2 });
});

test('R11 R15: the same with ten failures in a row as what halts', async () => {
  const { offer, gateway, reads, receipts, told } = start(thinking(500));
  gateway.plan(...Array.from({ length: 10 }, () => ({ code: 'NETWORK', kind: 'retry' }) as const));
  offer('slow', { customer: 'slow', tap: true });
  for (let n = 0; n < 10; n += 1) offer(`m${n}`, { customer: `${n}`, tap: true });
  await tick(59_999);
  expect(told('halted')).toHaveLength(1);
  expect(reads()).toHaveLength(10);
  expect(reads()).not.toContain('slow');
  await tick(10_000);
  expect(receipts.stats()).toMatchObject({ pending: 0, sent: 11 });
});

test('R10 R15: a call whose policy was being asked when Retry-After paused its number goes after the pause', async () => {
  const { offer, gateway, reads, receipts } = start(thinking(500));
  gateway.plan(pause);
  offer('slow', { customer: '2', tap: true });
  offer('fast', { customer: '1', tap: true });
  offer('elsewhere', { customer: '3', businessNumber: '2', tap: true });
  await tick(29_999);
  expect(reads().toSorted()).toEqual(['elsewhere', 'fast']);
  expect(receipts.stats()).toMatchObject({ pending: 2, failed: 0 });
  await tick(1000);
  expect(reads().slice(2).toSorted()).toEqual(['fast', 'slow']);
  expect(receipts.stats()).toMatchObject({ pending: 0, sent: 3 });
});

test('R10 R15: a call kept back by Retry-After counts as no failed attempt: nothing is given up for it', async () => {
  const { offer, gateway, receipts, told } = start({ ...thinking(500), giveUpMs: 10_000 });
  gateway.plan(pause);
  offer('slow', { customer: '2', tap: true });
  offer('fast', { customer: '1', tap: true });
  await tick(31_000);
  expect(told('failed').map(({ id }) => id)).toEqual(['fast']);
  expect(receipts.stats()).toMatchObject({ calls: 2, failedCalls: 1, sent: 1, pending: 0 });
});

test.each([
  ['a halt', halt],
  ['Retry-After', { ...pause, retryAfterMs: 100 }],
])('R11 R15: a probe whose policy is asked stays the one probe when an older call comes to %s', async (_, answer) => {
  const { offer, gateway } = start({ ...thinking(1000, 'b', 2), callTimeoutMs: 500_000 });
  gateway.plan({ ...answer, afterMs: 60_500 }, halt, 'hang');
  offer('a', { customer: '1', tap: true });
  await tick(0);
  offer('b', { customer: '2', tap: true });
  await tick(300_000);
  expect(gateway.reads.map(({ id, atMs }) => [id, atMs])).toEqual([
    ['a', 0],
    ['b', 0],
    ['b', 61_000],
  ]);
});
