import { expect, test } from 'vitest';
import { reaction } from '../helpers/activities.js';
import { START_MS } from '../helpers/clock.js';
import { useReceipts, watch } from '../helpers/receipts.js';

const { start, tick } = useReceipts();
const NOW = START_MS / 1000;
const retry = { code: 'NETWORK', kind: 'retry' } as const;

test('R17: beforeHandler, an activity is handed on once its receipt is sent', async () => {
  const { offer, gateway, released } = start();
  gateway.plan({ afterMs: 250 });
  offer('a');
  await tick(1249);
  expect(released).toEqual([]);
  await tick(1);
  expect(released).toEqual(['a']);
});

test('R17: beforeHandler, a burst arrives whole and in order of arrival', async () => {
  const { offer, released } = start();
  offer('newest', { at: NOW + 2 });
  offer('oldest', { at: NOW });
  offer('middle', { at: NOW + 1 });
  await tick(1000);
  expect(released).toEqual(['newest', 'oldest', 'middle']);
});

test('R17: it is handed on answerWaitMs after it was due in any case', async () => {
  const { offer, gateway, released } = start();
  gateway.plan('hang');
  offer('a');
  await tick(2499);
  expect(released).toEqual([]);
  await tick(1);
  expect(released).toEqual(['a']);
});

test('R17: the wait is from due, also for a call that waits for the bucket', async () => {
  const { offer, released } = start({ maxPerSecond: 1, answerWaitMs: 400 });
  offer('x', { customer: '2', tap: true });
  await tick(0);
  offer('a', { tap: true });
  await tick(399);
  expect(released).toEqual(['x']);
  await tick(1);
  expect(released).toEqual(['x', 'a']);
});

test('R17: at the very worst a bot waits maxWaitMs + answerWaitMs', async () => {
  const { offer, gateway, released } = start();
  gateway.always('hang');
  for (let n = 0; n < 10; n += 1) {
    offer(`m${n}`);
    await tick(n === 9 ? 0 : 600);
  }
  await tick(6500 - 9 * 600 - 1);
  expect(released).toEqual([]);
  await tick(1);
  expect(released[0]).toBe('m0');
});

test.each(['retry', 'reject', 'halt'] as const)(
  'R17: it is let go when the call carrying it ends with %s',
  async (kind) => {
    const { offer, gateway, released } = start();
    gateway.plan({ code: 'X', kind, afterMs: 200 });
    offer('a');
    offer('b');
    await tick(1199);
    expect(released).toEqual([]);
    await tick(1);
    expect(released).toEqual(['a', 'b']);
  },
);

test('R17: while the last call of its conversation failed it is handed on at its due time', async () => {
  const { offer, gateway, released } = start();
  gateway.plan({ ...retry, afterMs: 1200, retryAfterMs: 60_000 });
  offer('a');
  await tick(2000);
  offer('b');
  await tick(999);
  expect(released).toEqual(['a']);
  await tick(1);
  expect(released).toEqual(['a', 'b']);
});

test('R17: after a success the next is held again', async () => {
  const { offer, gateway, released } = start();
  gateway.plan(retry, 'ok', { afterMs: 300 });
  offer('a');
  await tick(1500);
  offer('b');
  await tick(1299);
  expect(released).toEqual(['a']);
  await tick(1);
  expect(released).toEqual(['a', 'b']);
});

test('R17: a duplicate is let go together with the message whose id it has', async () => {
  const { offer, released } = start();
  offer('a');
  await tick(500);
  offer('a');
  await tick(499);
  expect(released).toEqual([]);
  await tick(1);
  expect(released).toEqual(['a', 'a']);
});

test('R17: a duplicate of a message in flight is let go with it', async () => {
  const { offer, gateway, released } = start();
  gateway.plan({ afterMs: 300 });
  offer('a');
  await tick(1100);
  offer('a');
  await tick(199);
  expect(released).toEqual([]);
  await tick(1);
  expect(released).toEqual(['a', 'a']);
});

test('R17: a duplicate of a message at the mark is let go at once', async () => {
  const { offer, released } = start();
  offer('a');
  await tick(1000);
  offer('a');
  expect(released).toEqual(['a', 'a']);
});

test('R17: a duplicate of a message that is pending and no longer held is let go at once', async () => {
  const { offer, gateway, released } = start();
  gateway.plan({ ...retry, retryAfterMs: 60_000 });
  offer('a');
  await tick(1000);
  expect(released).toEqual(['a']);
  expect(offer('a')).toBe('duplicate');
  expect(released).toEqual(['a', 'a']);
});

test('R17: a covered message is let go at once, but never before what arrived earlier', async () => {
  const { offer, released } = start();
  offer('a', { at: NOW });
  await tick(1000);
  offer('b', { at: NOW + 1 });
  expect(offer('late', { at: NOW - 1 })).toBe('covered');
  expect(released).toEqual(['a']);
  await tick(1000);
  expect(released).toEqual(['a', 'b', 'late']);
});

test('R17: what arrived later waits for what arrived earlier', async () => {
  const { offer, gateway, released } = start();
  gateway.plan({ afterMs: 1400 });
  offer('a');
  await tick(1000);
  offer('tap', { tap: true });
  await tick(1399);
  expect(released).toEqual([]);
  await tick(1);
  expect(released).toEqual(['a', 'tap']);
});

test('R17: alongside, an activity is handed on at once, its receipt scheduled before', async () => {
  const { offer, receipts, reads, told } = start({ when: 'alongside' });
  const seen: unknown[] = [];
  offer('a', {}, { onReleased: () => seen.push(receipts.stats().pending, told('scheduled').length) });
  expect(seen).toEqual([1, 1]);
  await tick(1000);
  expect(reads()).toEqual(['a']);
});

test('R17: alongside, failures and halts hold nothing', async () => {
  const { offer, gateway, released } = start({ when: 'alongside' });
  gateway.always('hang');
  for (const id of ['a', 'b', 'c']) {
    offer(id);
    expect(released.at(-1)).toBe(id);
    await tick(2000);
  }
});

test('R17: an activity can have its own moment, and order of arrival still holds', async () => {
  const { offer, offerActivity, released } = start();
  offer('bot', { customer: '1' }, { when: 'alongside' });
  expect(released).toEqual(['bot']);
  offer('held', { customer: '2' });
  offer('free', { customer: '2' }, { when: 'alongside' });
  offerActivity({ ...reaction('held'), id: 'r' }, { when: 'alongside' });
  expect(released).toEqual(['bot', 'r']);
  await tick(1000);
  expect(released).toEqual(['bot', 'r', 'held', 'free']);
});

test('R17: released resolves when the activity is handed on, or with the reason of its signal', async () => {
  const { offer, receipts, activity, reads } = start();
  offer('a');
  const handedOn = watch(receipts.released(activity('a')));
  const stop = new AbortController();
  const stopped = receipts.released(activity('a'), { signal: stop.signal });
  const reason = new Error('enough');
  stop.abort(reason);
  await expect(stopped).rejects.toBe(reason);
  await tick(999);
  expect(handedOn.state).toBe('open');
  await tick(1);
  expect(handedOn.state).toBe('resolved');
  await receipts.released(activity('a'));
  expect(reads()).toEqual(['a']);
});

test('R17: an overloaded, expired or given-up receipt lets its activity go', async () => {
  const { offer, gateway, released } = start({ giveUpMs: 0 });
  gateway.always(retry);
  offer('a');
  offer('old', { customer: '2', at: NOW - 31 * 86_400 });
  expect(released).toEqual(['old']);
  await tick(1000);
  expect(released).toEqual(['old', 'a']);
});
