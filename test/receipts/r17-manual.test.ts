import { expect, test } from 'vitest';
import { START_MS } from '../helpers/clock.js';
import { useReceipts, watch } from '../helpers/receipts.js';

const { start, tick } = useReceipts();
const NOW = START_MS / 1000;
const manual = { when: 'manual' } as const;

test('R17: manual, an activity is handed on at once and nothing is marked by itself', async () => {
  const { offer, reads, released, told, receipts } = start(manual);
  offer('a');
  expect(released).toEqual(['a']);
  expect(told('scheduled')[0]).not.toHaveProperty('dueInMs');
  await tick(600_000);
  expect(reads()).toEqual([]);
  expect(receipts.stats().pending).toBe(1);
});

test('R17: manual, markRead makes the receipt due at once, without a window', async () => {
  const { offer, gateway, receipts, activity, idsTold } = start(manual);
  offer('a');
  await tick(400);
  receipts.markRead(activity('a'));
  await tick(0);
  expect(gateway.reads).toMatchObject([{ id: 'a', atMs: 400, typing: false }]);
  receipts.handled(activity('a'), 'handled');
  await tick(60_000);
  expect(idsTold('sent')).toEqual(['a']);
  expect(gateway.reads).toHaveLength(1);
});

test.each(['handled', 'failed', 'timedOut', 'unhandled'] as const)(
  "R17: manual, unmarked at the end of its turn (%s) it is suppressed ('manual')",
  async (outcome) => {
    const { offer, reads, receipts, activity, told } = start(manual);
    offer('a');
    receipts.handled(activity('a'), outcome);
    expect(told('suppressed').map(({ id, reason }) => [id, reason])).toEqual([['a', 'manual']]);
    receipts.markRead(activity('a'));
    await tick(60_000);
    expect(reads()).toEqual([]);
    expect(receipts.stats()).toMatchObject({ suppressed: 1, pending: 0 });
  },
);

test('R17: manual, markRead is about its message and older ones, never about newer ones', async () => {
  const { offer, reads, receipts, activity, idsTold } = start(manual);
  offer('newest', { at: NOW });
  offer('middle', { at: NOW - 5 });
  offer('oldest', { at: NOW - 10 });
  receipts.markRead(activity('middle'));
  await tick(0);
  expect(reads()).toEqual(['middle']);
  expect(idsTold('covered')).toEqual(['oldest']);
  expect(receipts.stats().pending).toBe(1);
  receipts.handled(activity('newest'), 'handled');
  expect(receipts.stats()).toMatchObject({ suppressed: 1, pending: 0 });
});

test('R17 R20: manual, a mark made later changes nothing about what was suppressed before', async () => {
  const { offer, receipts, activity, reads } = start(manual);
  offer('a');
  const outcome = receipts.outcome(activity('a'));
  receipts.handled(activity('a'), 'handled');
  offer('b');
  receipts.markRead(activity('b'));
  await tick(0);
  expect(await outcome).toBe('suppressed');
  expect(reads()).toEqual(['b']);
  expect(receipts.stats()).toMatchObject({ suppressed: 1, sent: 1, covered: 0 });
});

test('R17: manual, the end of the turn does not take back a markRead whose call is still to go', async () => {
  const { offer, gateway, receipts, activity, idsTold } = start(manual);
  gateway.plan({ code: 'NETWORK', kind: 'retry' });
  offer('a');
  receipts.markRead(activity('a'));
  receipts.handled(activity('a'), 'handled');
  await tick(500);
  expect(idsTold('sent')).toEqual(['a']);
});

test('R17: an activity may be manual by itself, among others that are not', async () => {
  const { offer, reads, receipts, activity, told } = start();
  offer('own', { customer: '1' }, { when: 'manual' });
  offer('usual', { customer: '2' });
  await tick(1000);
  expect(reads()).toEqual(['usual']);
  receipts.handled(activity('own'), 'handled');
  expect(told('suppressed')).toMatchObject([{ id: 'own', reason: 'manual' }]);
});

test('R17 R7: manual, an answer does not wait, before and after markRead', async () => {
  const { offer, gateway, receipts, activity } = start(manual);
  gateway.always('hang');
  offer('a');
  const before = watch(receipts.beforeAnswer(activity('a')));
  receipts.markRead(activity('a'));
  const after = watch(receipts.beforeAnswer(activity('a')));
  await tick(0);
  expect([before.state, after.state]).toEqual(['resolved', 'resolved']);
  gateway.always('ok');
});

test('R17 R8: manual, typing makes no call, and does not ride on markRead', async () => {
  const { offer, reads, receipts, activity } = start(manual);
  offer('a');
  receipts.typing(activity('a'));
  await tick(1000);
  expect(reads()).toEqual([]);
  receipts.markRead(activity('a'));
  await tick(0);
  receipts.typing(activity('a'));
  await tick(100_000);
  expect(reads()).toEqual(['a']);
});

test('R17 R8: manual with withReceipt, it rides on the call of a markRead made while the handler runs, once', async () => {
  const { offer, reads, receipts, activity } = start({ ...manual, typing: 'withReceipt' });
  offer('a');
  receipts.typing(activity('a'));
  await tick(1000);
  expect(reads()).toEqual([]);
  receipts.markRead(activity('a'));
  await tick(0);
  expect(reads()).toEqual(['a+typing']);
  receipts.typing(activity('a'));
  await tick(100_000);
  expect(reads()).toEqual(['a+typing']);
});

test('R17 R8: manual with withReceipt, a call that goes after the handler has ended is plain', async () => {
  const { offer, gateway, reads, receipts, activity } = start({ ...manual, typing: 'withReceipt' });
  gateway.plan({ code: 'NETWORK', kind: 'retry' });
  offer('a');
  receipts.markRead(activity('a'));
  await tick(100);
  receipts.handled(activity('a'), 'handled');
  await tick(400);
  expect(reads()).toEqual(['a+typing', 'a']);
});

test.each(['beforehand', 'between the attempts'])(
  'R17 R8: manual with withReceipt, it is dropped when the answer goes %s',
  async (moment) => {
    const { offer, gateway, reads, receipts, activity } = start({ ...manual, typing: 'withReceipt' });
    if (moment !== 'beforehand') gateway.plan({ code: 'NETWORK', kind: 'retry' });
    offer('a');
    if (moment === 'beforehand') receipts.answered(activity('a'));
    receipts.markRead(activity('a'));
    await tick(100);
    if (moment !== 'beforehand') receipts.answered(activity('a'));
    await tick(60_000);
    expect(reads().at(-1)).toBe('a');
  },
);

test('R17 R15: manual, markRead never overrides the policy', async () => {
  const { offer, reads, receipts, activity, told } = start({ ...manual, shouldRead: () => false });
  offer('a');
  receipts.markRead(activity('a'));
  await tick(0);
  expect(told('suppressed')).toMatchObject([{ id: 'a', reason: 'policy' }]);
  expect(reads()).toEqual([]);
});

test('R17 R21: manual, close marks only what markRead asked for', async () => {
  const { offer, gateway, receipts, activity, told } = start({ ...manual, maxPerSecond: 1 });
  offer('x', { customer: '1' });
  offer('asked', { customer: '2' });
  offer('not', { customer: '3' });
  receipts.markRead(activity('x'));
  receipts.markRead(activity('asked'));
  const closed = watch(receipts.close({ drainTimeoutMs: 5000 }));
  await tick(1000);
  expect(gateway.reads.map(({ id, atMs }) => [id, atMs])).toEqual([
    ['x', 0],
    ['asked', 1000],
  ]);
  receipts.handled(activity('not'), 'handled');
  await tick(0);
  expect(closed.state).toBe('resolved');
  expect(told('suppressed')).toMatchObject([{ id: 'not', reason: 'manual' }]);
  expect(await receipts.close()).toEqual({ remaining: 0 });
});
