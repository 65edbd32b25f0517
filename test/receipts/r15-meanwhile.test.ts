import type { Activity, ReadDecision } from 'tidemark';
import { expect, test } from 'vitest';
import { START_MS } from '../helpers/clock.js';
import { useReceipts } from '../helpers/receipts.js';

const { start, tick } = useReceipts();
const NOW = START_MS / 1000;

/** Takes half a second over each message named, and says this of it; all others may be read at once. */
function slow(says: Record<string, ReadDecision>): { shouldRead: (activity: Activity) => Promise<ReadDecision> } {
  return {
    async shouldRead({ id = '' }) {
      const verdict = says[id];
      if (verdict === undefined || performance.now() > 10_000) return true;
      await new Promise((resolve) => setTimeout(resolve, 500));
      return verdict;
    },
  };
}

const until20s: ReadDecision = { notBefore: new Date(START_MS + 20_000) };

test('R15 R6 R17: what joins when the request goes out waits no longer than the call it has joined', async () => {
  const { offer, gateway, released } = start(slow({ a: true }));
  gateway.plan('hang');
  offer('a', { at: NOW });
  await tick(1200);
  offer('older', { at: NOW - 5 });
  await tick(1299);
  expect(released).toEqual([]);
  await tick(1);
  expect(released).toEqual(['a', 'older']);
});

test('R15 R6 R17: what joins when the request goes out is handed on once the call is answered', async () => {
  const { offer, gateway, released } = start(slow({ a: true }));
  gateway.plan({ afterMs: 300 });
  offer('a', { at: NOW }, { when: 'alongside' });
  await tick(1200);
  offer('older', { at: NOW - 5 });
  await tick(599);
  expect(released).toEqual(['a']);
  await tick(1);
  expect(released).toEqual(['a', 'older']);
});

test('R15 R6 R17: a newer message is not handed on with the call that an older one has joined', async () => {
  const { offer, released } = start(slow({ a: true }));
  offer('a', { at: NOW });
  await tick(1200);
  offer('older', { at: NOW - 5 });
  offer('newer', { at: NOW + 1 });
  await tick(300);
  expect(released).toEqual(['a', 'older']);
  await tick(700);
  expect(released).toEqual(['a', 'older', 'newer']);
});

test('R15 R6: one of the same second still goes when an older one has joined the call', async () => {
  const { offer, reads } = start(slow({ a: true }));
  offer('a', { at: NOW });
  await tick(1200);
  offer('same', { at: NOW });
  offer('older', { at: NOW - 5 });
  await tick(60_000);
  expect(reads()).toEqual(['a', 'same']);
});

test('R15 R6: once all that waited has joined the call, the next message has a window of its own', async () => {
  const { offer, gateway } = start(slow({ a: true }));
  gateway.plan({ afterMs: 1000 });
  offer('a', { at: NOW });
  await tick(1010);
  offer('older', { at: NOW - 5 });
  await tick(1390);
  offer('newer', { at: NOW + 1 });
  await tick(60_000);
  expect(gateway.reads).toMatchObject([
    { id: 'a', atMs: 1500 },
    { id: 'newer', atMs: 3400 },
  ]);
});

test('R15 R20: of a newer burst that came while the policy was asked nothing is counted with the call', async () => {
  const { offer, reads, receipts } = start(slow({ a: true }));
  offer('a', { at: NOW });
  await tick(1200);
  for (let n = 1; n <= 7; n += 1) offer(`m${n}`, { at: NOW + 1 });
  await tick(300);
  expect(receipts.stats()).toMatchObject({ sent: 1, covered: 0, pending: 7 });
  await tick(700);
  expect(reads()).toEqual(['a', 'm7']);
  expect(receipts.stats()).toMatchObject({ sent: 2, covered: 6, pending: 0 });
});

test('R15 R17: a newer one that came while the policy was asked is handed on with the postponed one, though an older one waits', async () => {
  const { offer, released } = start(slow({ a: until20s }));
  offer('a', { at: NOW });
  await tick(1200);
  offer('newer', { at: NOW + 1 });
  offer('older', { at: NOW - 5 });
  await tick(300);
  expect(released).toEqual(['a', 'newer']);
  await tick(700);
  expect(released).toEqual(['a', 'newer', 'older']);
});

test('R15 R20: a newer burst that came while the policy was asked is postponed whole', async () => {
  const { offer, reads, released, receipts } = start(slow({ a: until20s }));
  offer('a', { at: NOW });
  await tick(1200);
  for (let n = 1; n <= 7; n += 1) offer(`m${n}`, { at: NOW + 1 });
  await tick(300);
  expect(released).toHaveLength(8);
  expect(receipts.stats()).toMatchObject({ pending: 8, calls: 0 });
  await tick(18_500);
  expect(reads()).toEqual(['m7']);
  expect(receipts.stats()).toMatchObject({ sent: 1, covered: 7, pending: 0 });
});

test('R15 R17: a postponed burst is handed on whole with what is below it, while the next older message waits', async () => {
  const { offer, gateway, released } = start(slow({ a: until20s }));
  gateway.plan({ afterMs: 500 });
  offer('below', { at: NOW - 10 });
  offer('a', { at: NOW });
  await tick(1200);
  for (let n = 1; n <= 6; n += 1) offer(`m${n}`, { at: NOW + 1 });
  await tick(500);
  expect(released).toEqual([]);
  offer('between', { at: NOW - 5 });
  await tick(300);
  expect(released).toEqual(['below', 'a', 'm1', 'm2', 'm3', 'm4', 'm5', 'm6']);
});

test('R15 R17: a vetoed message is handed on at the verdict, while a newer one waits', async () => {
  const { offer, released } = start(slow({ a: false }));
  offer('a', { at: NOW });
  await tick(1200);
  offer('newer', { at: NOW + 1 });
  await tick(300);
  expect(released).toEqual(['a']);
});

test.each([
  ['waits', false],
  ['is asked about at once', true],
])('R15 R17 R20: a vetoed burst of more than five is handed on whole, while a newer one %s', async (_, tap) => {
  const { offer, reads, released } = start(slow({ m2: false, newer: true }));
  for (let n = 1; n <= 6; n += 1) offer(`m${n}`, { at: NOW });
  await tick(1200);
  offer('newer', { at: NOW + 1, tap });
  await tick(300);
  expect(released).toEqual(['m1', 'm2', 'm3', 'm4', 'm5', 'm6']);
  expect(reads()).toEqual([]);
  await tick(2000);
});
