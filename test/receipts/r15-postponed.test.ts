import type { Activity, ReadDecision } from 'tidemark';
import { expect, test } from 'vitest';
import { START_MS } from '../helpers/clock.js';
import { useReceipts, watch } from '../helpers/receipts.js';

const { start, tick } = useReceipts();
const NOW = START_MS / 1000;
const retry = { code: 'NETWORK', kind: 'retry' } as const;
const until = (ms: number): ReadDecision => ({ notBefore: new Date(START_MS + ms) });

function postponing(ms: number, ids: string[]): { asked: string[]; shouldRead: (activity: Activity) => ReadDecision } {
  const asked: string[] = [];
  return {
    asked,
    shouldRead({ id = '' }) {
      asked.push(`${id}@${performance.now()}`);
      return ids.includes(id) && performance.now() < ms ? until(ms) : true;
    },
  };
}

test('R15: a postponed message is handed on at once, stays pending, and is asked about again then', async () => {
  const { asked, shouldRead } = postponing(60_000, ['a']);
  const { offer, reads, released, receipts } = start({ shouldRead });
  offer('a');
  await tick(999);
  expect(released).toEqual([]);
  await tick(1);
  expect(released).toEqual(['a']);
  expect(receipts.stats()).toMatchObject({ pending: 1, calls: 0 });
  await tick(58_999);
  expect(reads()).toEqual([]);
  expect(asked).toEqual(['a@1000']);
  await tick(1);
  expect(asked).toEqual(['a@1000', 'a@60000']);
  expect(reads()).toEqual(['a']);
});

test('R15: asked again, the policy may say no, or postpone once more', async () => {
  let says: ReadDecision[] = [until(10_000), until(20_000), false];
  const { offer, reads, told } = start({
    shouldRead: () => {
      const [first = false, ...rest] = says;
      says = rest;
      return first;
    },
  });
  offer('a');
  await tick(19_999);
  expect(says).toHaveLength(1);
  await tick(1);
  expect(told('suppressed')).toMatchObject([{ id: 'a', reason: 'policy' }]);
  expect(reads()).toEqual([]);
});

test('R15: older ones are marked now, the postponed one and all newer stay pending', async () => {
  const { asked, shouldRead } = postponing(60_000, ['m3']);
  const { offer, gateway, released, idsTold } = start({ shouldRead });
  for (let n = 1; n <= 4; n += 1) offer(`m${n}`, { at: NOW - 10 + n });
  await tick(1000);
  expect(released).toEqual(['m1', 'm2', 'm3', 'm4']);
  expect(idsTold('sent')).toEqual(['m2']);
  expect(idsTold('covered')).toEqual(['m1']);
  await tick(58_999);
  expect(gateway.reads).toHaveLength(1);
  await tick(1);
  expect(gateway.reads).toMatchObject([
    { id: 'm2', atMs: 1000 },
    { id: 'm4', atMs: 60_000 },
  ]);
  expect(asked.slice(4)).toEqual(['m3@60000', 'm4@60000']);
});

test('R15: what is newer than a vetoed one ends with it; between a postponed one and a veto it stays pending', async () => {
  const { offer, reads, idsTold, told, receipts } = start({
    shouldRead: ({ id }) => (id === 'm2' && performance.now() < 5000 ? until(5000) : id !== 'm4'),
  });
  for (let n = 1; n <= 5; n += 1) offer(`m${n}`, { at: NOW - 10 + n });
  await tick(1000);
  expect(idsTold('sent')).toEqual(['m1']);
  expect(told('suppressed').map(({ id }) => id)).toEqual(['m4', 'm5']);
  expect(receipts.stats().pending).toBe(2);
  await tick(4000);
  expect(reads()).toEqual(['m1', 'm3']);
});

test('R15: a postponed message newer than a vetoed one ends suppressed with it', async () => {
  const { offer, told, receipts } = start({ shouldRead: ({ id }) => (id === 'a' ? false : until(60_000)) });
  offer('a', { at: NOW - 2 });
  offer('b', { at: NOW - 1 });
  await tick(1000);
  expect(told('suppressed').map(({ id }) => id)).toEqual(['a', 'b']);
  expect(receipts.stats().pending).toBe(0);
});

test('R15 R20: what is older than the remembered five is postponed with the oldest remembered one', async () => {
  const { offer, reads, receipts, released } = start({ shouldRead: postponing(9000, ['m3']).shouldRead });
  for (let n = 1; n <= 7; n += 1) offer(`m${n}`, { at: NOW - 20 + n });
  await tick(1000);
  expect(released).toHaveLength(7);
  expect(receipts.stats()).toMatchObject({ pending: 7, calls: 0 });
  await tick(8000);
  expect(reads()).toEqual(['m7']);
  expect(receipts.stats()).toMatchObject({ sent: 1, covered: 6 });
});

test('R15: a new message while one is postponed is handed on at once and stays pending too', async () => {
  const { asked, shouldRead } = postponing(60_000, ['a']);
  const { offer, reads, released } = start({ shouldRead });
  offer('a');
  await tick(5000);
  offer('b');
  await tick(0);
  expect(released).toEqual(['a', 'b']);
  offer('tap', { tap: true });
  await tick(0);
  expect(released).toEqual(['a', 'b', 'tap']);
  await tick(54_999);
  expect(reads()).toEqual([]);
  await tick(1);
  expect(asked).toEqual(['a@1000', 'a@60000', 'b@60000', 'tap@60000']);
  expect(reads()).toEqual(['tap']);
});

test('R15: a message that came while the policy was asked is postponed with the older one, and handed on at once', async () => {
  const { offer, reads, released } = start({
    async shouldRead({ id }) {
      await new Promise((resolve) => setTimeout(resolve, 500));
      return id === 'a' && performance.now() < 30_000 ? until(30_000) : true;
    },
  });
  offer('a');
  await tick(1200);
  offer('b');
  await tick(300);
  expect(released).toEqual(['a', 'b']);
  await tick(28_999);
  expect(reads()).toEqual([]);
  await tick(501);
  expect(reads()).toEqual(['b']);
});

test('R15 R10: a success of the older ones does not clear it', async () => {
  const { offer, reads, gateway } = start({ shouldRead: postponing(60_000, ['b']).shouldRead });
  gateway.plan({ afterMs: 2000 });
  offer('a', { at: NOW - 1 });
  offer('b', { at: NOW });
  await tick(59_999);
  expect(reads()).toEqual(['a']);
  await tick(1);
  expect(reads()).toEqual(['a', 'b']);
});

test('R15 R10: a failed call for the older ones is repeated after its backoff, not when the postponed one may go', async () => {
  const { offer, gateway } = start({ shouldRead: postponing(3_600_000, ['b']).shouldRead });
  gateway.plan(retry);
  offer('a', { at: NOW - 1 });
  offer('b', { at: NOW });
  await tick(1499);
  expect(gateway.reads).toHaveLength(1);
  await tick(1);
  expect(gateway.reads).toMatchObject([{ id: 'a' }, { id: 'a', atMs: 1500 }]);
});

test('R15 R10: one failed call does not give up a message that is postponed beyond giveUpMs', async () => {
  const { offer, gateway, idsTold } = start({ shouldRead: postponing(3_600_000, ['b']).shouldRead });
  gateway.plan(retry);
  offer('a', { at: NOW - 1 });
  offer('b', { at: NOW });
  await tick(3_600_000);
  expect(idsTold('failed')).toEqual([]);
  expect(idsTold('sent')).toEqual(['a', 'b']);
});

test('R15: markRead does not override it', async () => {
  const { offer, reads, receipts, activity } = start({ shouldRead: postponing(60_000, ['a']).shouldRead });
  offer('a');
  await tick(2000);
  receipts.markRead(activity('a'));
  await tick(57_999);
  expect(reads()).toEqual([]);
  await tick(1);
  expect(reads()).toEqual(['a']);
});

test("R15 R21: close does not wait for a postponed receipt, which ends failed ('closed')", async () => {
  const { offer, reads, receipts, told } = start({ shouldRead: postponing(60_000, ['a', 'b']).shouldRead });
  offer('a', { customer: '1' });
  await tick(1000);
  offer('b', { customer: '2' });
  const closed = watch(receipts.close());
  await tick(0);
  expect(closed.state).toBe('resolved');
  expect(await receipts.close()).toEqual({ remaining: 2 });
  expect(told('failed').map(({ id, reason }) => [id, reason])).toEqual([
    ['a', 'closed'],
    ['b', 'closed'],
  ]);
  expect(reads()).toEqual([]);
});

test('R15: a message that waits with a postponed one is told the time of that', async () => {
  const NOW = Math.floor(Date.now() / 1000);
  const notBefore = new Date(Date.now() + 60_000);
  const { offer, told } = start({ shouldRead: ({ id }) => (id === 'b' ? { notBefore } : true) });
  offer('b', { at: NOW });
  await tick(1000);
  offer('a', { at: NOW - 1 });
  offer('c', { at: NOW });
  const dueInMs = told('scheduled').find(({ id }) => id === 'c')?.dueInMs;
  expect(dueInMs).toBeGreaterThan(50_000);
});
