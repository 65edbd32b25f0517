import { expect, test } from 'vitest';
import { useReceipts, watch } from '../helpers/receipts.js';

const { start, tick } = useReceipts();

test('R7: alongside, the first answer waits until the receipt was sent at its own due time', async () => {
  const { offer, gateway, receipts, activity, released } = start({ when: 'alongside' });
  gateway.plan({ afterMs: 200 });
  offer('a');
  expect(released).toEqual(['a']);
  const answer = watch(receipts.beforeAnswer(activity('a')));
  await tick(1199);
  expect(answer.state).toBe('open');
  await tick(1);
  expect(answer.state).toBe('resolved');
});

test('R7: alongside, a burst whose answers wait still costs one call', async () => {
  const { offer, reads, receipts, activity } = start({ when: 'alongside' });
  offer('a');
  const first = watch(receipts.beforeAnswer(activity('a')));
  await tick(800);
  offer('b');
  const second = watch(receipts.beforeAnswer(activity('b')));
  await tick(999);
  expect([first.state, second.state]).toEqual(['open', 'open']);
  await tick(1);
  expect([first.state, second.state]).toEqual(['resolved', 'resolved']);
  expect(reads()).toEqual(['b']);
});

test('R7: an answer never waits past due + answerWaitMs', async () => {
  const { offer, gateway, receipts, activity } = start({ when: 'alongside' });
  gateway.plan('hang');
  offer('a');
  const answer = watch(receipts.beforeAnswer(activity('a')));
  await tick(2499);
  expect(answer.state).toBe('open');
  await tick(1);
  expect(answer.state).toBe('resolved');
});

test('R7: answerWaitMs is an option', async () => {
  const { offer, gateway, receipts, activity } = start({ when: 'alongside', answerWaitMs: 0 });
  gateway.plan('hang');
  offer('a');
  const answer = watch(receipts.beforeAnswer(activity('a')));
  await tick(999);
  expect(answer.state).toBe('open');
  await tick(1);
  expect(answer.state).toBe('resolved');
});

test.each(['retry', 'reject', 'halt'] as const)('R7: a call that fails with %s ends the wait', async (kind) => {
  const { offer, gateway, receipts, activity } = start({ when: 'alongside' });
  gateway.always({ code: 'X', kind, afterMs: 100 });
  offer('a');
  const answer = watch(receipts.beforeAnswer(activity('a')));
  await tick(1099);
  expect(answer.state).toBe('open');
  await tick(1);
  expect(answer.state).toBe('resolved');
});

test('R7: a halt of the number ends the wait of its other conversations', async () => {
  const { offer, gateway, receipts, activity } = start({ when: 'alongside' });
  gateway.plan({ code: 'RBC001', kind: 'halt' });
  offer('a', { customer: '1' });
  await tick(500);
  offer('b', { customer: '2' });
  offer('c', { customer: '3', businessNumber: '9' });
  const same = watch(receipts.beforeAnswer(activity('b')));
  const other = watch(receipts.beforeAnswer(activity('c')));
  await tick(500);
  expect([same.state, other.state]).toEqual(['resolved', 'open']);
});

test('R7: the answer to a covered message waits for nothing', async () => {
  const { offer, receipts, activity } = start({ when: 'alongside' });
  offer('a');
  await tick(1000);
  offer('late', { at: Date.now() / 1000 - 60 });
  const answer = watch(receipts.beforeAnswer(activity('late')));
  await tick(0);
  expect(answer.state).toBe('resolved');
});

test('R7: an answer does not wait for messages that came while its own receipt was in flight', async () => {
  const { offer, gateway, receipts, activity } = start({ when: 'alongside' });
  gateway.plan({ afterMs: 300 });
  offer('a');
  const answer = watch(receipts.beforeAnswer(activity('a')));
  await tick(1100);
  offer('b');
  const next = watch(receipts.beforeAnswer(activity('b')));
  await tick(200);
  expect([answer.state, next.state]).toEqual(['resolved', 'open']);
  await tick(799);
  expect(next.state).toBe('open');
  await tick(1);
  expect(next.state).toBe('resolved');
});

test('R7: an answer waits for older messages too', async () => {
  const { offer, gateway, receipts, activity } = start({ when: 'alongside' });
  gateway.plan({ afterMs: 1400 });
  offer('a');
  await tick(1000);
  offer('tap', { tap: true });
  const answer = watch(receipts.beforeAnswer(activity('tap')));
  await tick(1399);
  expect(answer.state).toBe('open');
  await tick(1);
  expect(answer.state).toBe('resolved');
});

test('R7: a turn waits once', async () => {
  const { offer, receipts, activity } = start({ when: 'alongside' });
  offer('a');
  await tick(1000);
  const again = watch(receipts.beforeAnswer(activity('a')));
  await tick(0);
  expect(again.state).toBe('resolved');
});

test('R7: what was never offered is answered at once', async () => {
  const { offer, receipts, activity } = start();
  const { offer: offerThere, activity: there } = start();
  offer('a');
  offerThere('b');
  const answer = watch(receipts.beforeAnswer(there('b')));
  await tick(0);
  expect(answer.state).toBe('resolved');
  expect(receipts.stats().pending).toBe(1);
  expect(activity('a').id).toBe('a');
});

test('R7: beforeHandler, the tick comes before the answer by construction', async () => {
  const { offer, gateway, receipts, activity, released } = start();
  gateway.plan({ afterMs: 100 });
  offer('a');
  await tick(1099);
  expect(released).toEqual([]);
  await tick(1);
  expect(released).toEqual(['a']);
  const answer = watch(receipts.beforeAnswer(activity('a')));
  await tick(0);
  expect(answer.state).toBe('resolved');
});

test('R7: a wait ends with the reason of its signal, and the receipt goes on', async () => {
  const { offer, receipts, activity, reads } = start({ when: 'alongside' });
  offer('a');
  const stop = new AbortController();
  const answer = receipts.beforeAnswer(activity('a'), { signal: stop.signal });
  const reason = new Error('enough');
  stop.abort(reason);
  await expect(answer).rejects.toBe(reason);
  await expect(receipts.beforeAnswer(activity('a'), { signal: stop.signal })).rejects.toBe(reason);
  await tick(1000);
  expect(reads()).toEqual(['a']);
});

test('R7: a receipt that waits in the bucket lets the answer go at due + answerWaitMs', async () => {
  const { offer, receipts, activity, reads } = start({ when: 'alongside', maxPerSecond: 1, answerWaitMs: 300 });
  offer('x', { customer: '2', tap: true });
  await tick(0);
  offer('a', { tap: true });
  const answer = watch(receipts.beforeAnswer(activity('a')));
  await tick(299);
  expect(answer.state).toBe('open');
  await tick(1);
  expect(answer.state).toBe('resolved');
  expect(reads()).toEqual(['x']);
});
