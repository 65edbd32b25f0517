import { expect, test } from 'vitest';
import { START_MS } from '../helpers/clock.js';
import { useReceipts, watch } from '../helpers/receipts.js';

const { start, tick } = useReceipts();
const NOW = START_MS / 1000;
const afterHandler = { when: 'afterHandler' } as const;

test('R17: afterHandler, an activity is handed on at once and nothing is due before it is handled', async () => {
  const { offer, reads, released, told, receipts } = start(afterHandler);
  expect(offer('a')).toBe('scheduled');
  expect(released).toEqual(['a']);
  expect(told('scheduled')).toHaveLength(1);
  expect(told('scheduled')[0]).not.toHaveProperty('dueInMs');
  await tick(600_000);
  expect(reads()).toEqual([]);
  expect(receipts.stats()).toMatchObject({ accepted: 1, pending: 1 });
});

test('R17: afterHandler, the receipt is due at once when the line is empty', async () => {
  const { offer, gateway, receipts, activity } = start(afterHandler);
  offer('a');
  await tick(700);
  receipts.handled(activity('a'), 'handled');
  await tick(0);
  expect(gateway.reads).toMatchObject([{ id: 'a', atMs: 700, typing: false }]);
});

test('R17: afterHandler, several turns cost one call, made after the last of them', async () => {
  const { offer, reads, receipts, activity, idsTold } = start(afterHandler);
  for (const id of ['a', 'b', 'c']) offer(id);
  for (const id of ['a', 'b']) {
    await tick(1000);
    receipts.handled(activity(id), 'handled');
  }
  await tick(1000);
  expect(reads()).toEqual([]);
  receipts.handled(activity('c'), 'handled');
  await tick(0);
  expect(reads()).toEqual(['c']);
  expect(idsTold('covered')).toEqual(['a', 'b']);
});

test('R17: afterHandler, it is due at the latest maxWaitMs after the first handled one, for the handled prefix', async () => {
  const { offer, gateway, receipts, activity } = start(afterHandler);
  for (const id of ['a', 'b', 'c']) offer(id);
  await tick(100);
  receipts.handled(activity('a'), 'handled');
  await tick(3000);
  receipts.handled(activity('b'), 'handled');
  await tick(1999);
  expect(gateway.reads).toEqual([]);
  await tick(1);
  expect(gateway.reads).toMatchObject([{ id: 'b', atMs: 5100 }]);
  await tick(60_000);
  expect(gateway.reads).toHaveLength(1);
  receipts.handled(activity('c'), 'handled');
  await tick(0);
  expect(gateway.reads.at(-1)?.id).toBe('c');
});

test('R17: afterHandler, the third is never marked while the first runs', async () => {
  const { offer, reads, receipts, activity } = start(afterHandler);
  for (const id of ['m1', 'm2', 'm3']) offer(id);
  receipts.handled(activity('m3'), 'handled');
  await tick(60_000);
  expect(reads()).toEqual([]);
  receipts.handled(activity('m1'), 'handled');
  await tick(5000);
  expect(reads()).toEqual(['m1']);
  receipts.handled(activity('m2'), 'handled');
  await tick(0);
  expect(reads()).toEqual(['m1', 'm3']);
});

test('R17: afterHandler, the prefix is by the order of R2', async () => {
  const { offer, reads, receipts, activity } = start({ ...afterHandler, maxWaitMs: 1000 });
  offer('newer', { at: NOW });
  offer('older', { at: NOW - 5 });
  receipts.handled(activity('newer'), 'handled');
  await tick(60_000);
  expect(reads()).toEqual([]);
  receipts.handled(activity('older'), 'handled');
  await tick(0);
  expect(reads()).toEqual(['newer']);
});

test.each(['failed', 'timedOut', 'unhandled'] as const)(
  "R17: afterHandler, a turn that ended %s is suppressed ('handler failed') and holds the prefix no longer",
  async (outcome) => {
    const { offer, reads, receipts, activity, told } = start(afterHandler);
    for (const id of ['a', 'b', 'c']) offer(id);
    receipts.handled(activity('b'), 'handled');
    await tick(1000);
    receipts.handled(activity('c'), 'handled');
    await tick(1000);
    expect(reads()).toEqual([]);
    receipts.handled(activity('a'), outcome);
    await tick(0);
    expect(told('suppressed').map(({ id, reason }) => [id, reason])).toEqual([['a', 'handler failed']]);
    expect(reads()).toEqual(['c']);
  },
);

test('R17: afterHandler, more than five handled messages are one call', async () => {
  const { offer, reads, receipts, activity } = start(afterHandler);
  for (let n = 1; n <= 8; n += 1) offer(`m${n}`);
  for (let n = 1; n <= 8; n += 1) receipts.handled(activity(`m${n}`), 'handled');
  await tick(0);
  expect(reads()).toEqual(['m8']);
  expect(receipts.stats()).toMatchObject({ sent: 1, covered: 7 });
});

test('R17 R7: afterHandler, an answer does not wait', async () => {
  const { offer, receipts, activity } = start(afterHandler);
  offer('a');
  const answer = watch(receipts.beforeAnswer(activity('a')));
  await tick(0);
  expect(answer.state).toBe('resolved');
});

test.each(['onRequest', 'withReceipt'] as const)('R17 R8: afterHandler, typing %s makes no call', async (typing) => {
  const { offer, reads, receipts, activity } = start({ ...afterHandler, typing });
  offer('a');
  receipts.typing(activity('a'));
  await tick(60_000);
  expect(reads()).toEqual([]);
  receipts.handled(activity('a'), 'handled');
  await tick(0);
  receipts.typing(activity('a'));
  await tick(60_000);
  expect(reads()).toEqual(['a']);
});

test.each(['onRequest', 'withReceipt'] as const)(
  'R17 R8: afterHandler, markRead makes the receipt due now, and with typing %s it carries no indicator',
  async (typing) => {
    const { offer, gateway, receipts, activity } = start({ ...afterHandler, typing });
    offer('a');
    offer('b');
    await tick(300);
    receipts.typing(activity('a'));
    receipts.markRead(activity('a'));
    await tick(60_000);
    expect(gateway.reads).toMatchObject([{ id: 'a', atMs: 300, typing: false }]);
  },
);

test('R17 R5: afterHandler, a message below the mark is covered, a duplicate of a running one is told', async () => {
  const { offer, receipts, activity, released } = start(afterHandler);
  offer('a');
  expect(offer('a')).toBe('duplicate');
  receipts.handled(activity('a'), 'handled');
  await tick(0);
  expect(offer('older', { at: NOW - 60 })).toBe('covered');
  expect(released).toEqual(['a', 'a', 'older']);
});

test('R17 R20: afterHandler, the outcome of a message is open until its receipt is sent', async () => {
  const { offer, receipts, activity } = start(afterHandler);
  offer('a');
  const outcome = receipts.outcome(activity('a'));
  await tick(1000);
  receipts.handled(activity('a'), 'handled');
  expect(await outcome).toBe('sent');
});

test('R17 R15: afterHandler, the policy is asked when the handled ones are due', async () => {
  const { offer, reads, receipts, activity, told } = start({ ...afterHandler, shouldRead: ({ id }) => id === 'a' });
  offer('a');
  offer('b');
  receipts.handled(activity('a'), 'handled');
  receipts.handled(activity('b'), 'handled');
  await tick(0);
  expect(reads()).toEqual(['a']);
  expect(told('suppressed')).toMatchObject([{ id: 'b', reason: 'policy' }]);
});

test('R17 R21: afterHandler, close makes only the handled prefix due, and what is handled while it waits', async () => {
  const { offer, gateway, receipts, activity, told } = start(afterHandler);
  for (const id of ['a', 'b', 'c', 'd']) offer(id);
  receipts.handled(activity('a'), 'handled');
  receipts.handled(activity('c'), 'handled');
  const closed = watch(receipts.close({ drainTimeoutMs: 2000 }));
  await tick(500);
  expect(gateway.reads).toMatchObject([{ id: 'a', atMs: 0 }]);
  receipts.handled(activity('b'), 'handled');
  await tick(1499);
  expect(gateway.reads).toMatchObject([{ id: 'a' }, { id: 'c', atMs: 500 }]);
  expect(closed.state).toBe('open');
  await tick(1);
  expect(closed.state).toBe('resolved');
  expect(told('failed')).toMatchObject([{ id: 'd', reason: 'closed' }]);
});

test('R17: afterHandler, the longest wait counts from the first handled one among those that still wait', async () => {
  const { offer, gateway, receipts, activity } = start(afterHandler);
  offer('a', { at: NOW - 5 });
  offer('c', { at: NOW });
  offer('b', { at: NOW - 1 });
  offer('d', { at: NOW });
  receipts.handled(activity('a'), 'handled');
  await tick(3000);
  receipts.handled(activity('c'), 'handled');
  await tick(3000);
  expect(gateway.reads).toMatchObject([{ id: 'a', atMs: 5000 }]);
  receipts.handled(activity('b'), 'handled');
  await tick(60_000);
  expect(gateway.reads).toMatchObject([{ id: 'a' }, { id: 'c', atMs: 8000 }]);
});
