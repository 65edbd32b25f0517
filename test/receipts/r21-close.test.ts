import { expect, test } from 'vitest';
import { reaction } from '../helpers/activities.js';
import { useReceipts, watch } from '../helpers/receipts.js';
import { settled } from '../helpers/settled.js';

const { start, tick } = useReceipts();
const retry = { code: 'NETWORK', kind: 'retry' } as const;

test('R21: close makes pending receipts due now and hands on what is held', async () => {
  const { offer, reads, released, receipts, told } = start();
  offer('a', { customer: '1' });
  offer('b', { customer: '2' });
  const closed = receipts.close();
  await tick(0);
  expect(await settled(closed)).toEqual({ remaining: 0 });
  expect(reads()).toEqual(['a', 'b']);
  expect(released).toEqual(['a', 'b']);
  expect(told('drained')).toEqual([{ remaining: 0 }]);
});

test('R21: close is idempotent', async () => {
  const { offer, receipts, told } = start();
  offer('a');
  const results = await settled(Promise.all([receipts.close(), receipts.close()]));
  expect(results).toEqual([{ remaining: 0 }, { remaining: 0 }]);
  expect(await settled(receipts.close({ drainTimeoutMs: 0 }))).toEqual({ remaining: 0 });
  expect(told('drained')).toHaveLength(1);
});

test('R21: close waits for calls in flight', async () => {
  const { offer, gateway, receipts, released, told } = start();
  gateway.plan({ afterMs: 1200 });
  offer('a', { tap: true });
  await tick(200);
  const closed = watch(receipts.close());
  await tick(999);
  expect(closed.state).toBe('open');
  await tick(1);
  expect(closed.state).toBe('resolved');
  expect(released).toEqual(['a']);
  expect(told('sent')).toMatchObject([{ id: 'a' }]);
});

test('R21: the bucket holds while closing', async () => {
  const { offer, gateway, receipts } = start({ maxPerSecond: 1 });
  for (const customer of ['1', '2', '3']) offer(`m${customer}`, { customer });
  const closed = watch(receipts.close());
  await tick(1999);
  expect(closed.state).toBe('open');
  await tick(1);
  expect(closed.state).toBe('resolved');
  expect(gateway.reads.map(({ atMs }) => atMs)).toEqual([0, 1000, 2000]);
});

test('R21: the backoff holds while closing', async () => {
  const { offer, gateway, receipts } = start();
  gateway.plan(retry);
  offer('a');
  const closed = watch(receipts.close());
  await tick(499);
  expect(closed.state).toBe('open');
  await tick(1);
  expect(closed.state).toBe('resolved');
  expect(gateway.reads.map(({ atMs }) => atMs)).toEqual([0, 500]);
});

test('R21: what remains after drainTimeoutMs ends failed, is handed on and told', async () => {
  const warned: unknown[] = [];
  const log = (fields: unknown): void => void warned.push(fields);
  const logger = { debug: () => undefined, info: () => undefined, warn: log, error: log };
  const { offer, gateway, receipts, released, told } = start({ logger, answerWaitMs: 60_000 });
  gateway.always('hang');
  offer('a');
  offer('b');
  offer('c', { customer: '2' });
  const closed = watch(receipts.close());
  await tick(9999);
  expect(closed.state).toBe('open');
  expect(released).toEqual([]);
  await tick(1);
  expect(closed.state).toBe('resolved');
  expect(await settled(receipts.close())).toEqual({ remaining: 3 });
  expect(released.toSorted()).toEqual(['a', 'b', 'c']);
  expect(told('failed').map(({ id, reason }) => [id, reason])).toEqual([
    ['a', 'closed'],
    ['b', 'closed'],
    ['c', 'closed'],
  ]);
  expect(receipts.stats()).toMatchObject({ failed: 3, pending: 0 });
  expect(told('drained')).toEqual([{ remaining: 3 }]);
  expect(warned.length).toBeGreaterThan(0);
});

test('R21: drainTimeoutMs is an option', async () => {
  const { offer, gateway, receipts } = start();
  gateway.always('hang');
  offer('a');
  const closed = watch(receipts.close({ drainTimeoutMs: 300 }));
  await tick(299);
  expect(closed.state).toBe('open');
  await tick(1);
  expect(closed.state).toBe('resolved');
});

test('R21: the calls that are left in the air are aborted', async () => {
  const { offer, gateway, receipts } = start();
  const seen: (AbortSignal | undefined)[] = [];
  const { markRead } = gateway;
  gateway.markRead = (target, options = {}) => {
    seen.push(options.signal);
    return markRead(target, options);
  };
  gateway.always('hang');
  offer('a', { tap: true });
  await tick(0);
  const closed = receipts.close({ drainTimeoutMs: 100 });
  await tick(100);
  await settled(closed);
  expect(seen.map((signal) => signal?.reason)).toEqual([new Error('closed')]);
});

test('R21: a halt is not waited for', async () => {
  const { offer, gateway, receipts, told } = start();
  gateway.plan({ code: 'RBC001', kind: 'halt' });
  offer('a', { tap: true });
  await tick(0);
  const closed = receipts.close();
  await tick(0);
  expect(await settled(closed)).toEqual({ remaining: 1 });
  expect(told('failed')).toMatchObject([{ id: 'a', reason: 'closed' }]);
});

test('R21: a halt of one number does not keep another from draining', async () => {
  const { offer, gateway, receipts, told } = start();
  gateway.plan({ code: 'RBC001', kind: 'halt' });
  offer('a', { tap: true });
  await tick(0);
  offer('b', { businessNumber: '2' });
  const closed = receipts.close();
  await tick(0);
  expect(await settled(closed)).toEqual({ remaining: 1 });
  expect(told('sent')).toMatchObject([{ id: 'b' }]);
});

test('R21: what arrives while closing is due at once', async () => {
  const { offer, gateway, receipts, reads } = start();
  gateway.plan({ afterMs: 500 });
  offer('a', { tap: true });
  await tick(0);
  const closed = receipts.close();
  await tick(100);
  offer('b', { customer: '2' });
  await tick(0);
  expect(reads()).toEqual(['a', 'b']);
  await tick(400);
  expect(await settled(closed)).toEqual({ remaining: 0 });
});

test('R21: after closing everything passes at once and no call is made', async () => {
  const { offer, offerActivity, receipts, activity, reads, released } = start();
  offer('a');
  const closed = receipts.close();
  await tick(0);
  await settled(closed);
  expect(offer('b')).toBe('passed');
  expect(offerActivity({ ...reaction('b'), id: 'r' })).toBe('passed');
  await settled(receipts.released(activity('b')));
  await settled(receipts.beforeAnswer(activity('b')));
  receipts.typing(activity('b'));
  receipts.answered(activity('a'));
  receipts.markRead(activity('b'));
  receipts.handled(activity('a'), 'handled');
  expect(await settled(receipts.outcome(activity('b')))).toBeUndefined();
  await tick(60_000);
  expect(reads()).toEqual(['a']);
  expect(released).toEqual(['a', 'b', 'r']);
});

test('R21: typing is not renewed while closing, and does not keep the engine open', async () => {
  const { offer, gateway, receipts, activity } = start();
  offer('a');
  await tick(1000);
  gateway.plan('hang');
  receipts.typing(activity('a'));
  const closed = watch(receipts.close());
  await tick(0);
  expect(closed.state).toBe('resolved');
});

test('R21: every wait is settled by closing', async () => {
  const { offer, gateway, receipts, activity } = start({ answerWaitMs: 60_000 });
  gateway.always('hang');
  offer('a');
  offer('b', { customer: '2' }, { when: 'alongside' });
  const waits = [
    receipts.released(activity('a')),
    receipts.beforeAnswer(activity('a')),
    receipts.beforeAnswer(activity('b')),
    receipts.outcome(activity('a')),
  ].map(watch);
  const closed = receipts.close({ drainTimeoutMs: 50 });
  await tick(50);
  await settled(closed);
  await tick(0);
  expect(waits.map(({ state }) => state)).toEqual(['resolved', 'resolved', 'resolved', 'resolved']);
});

test('R21: an engine that was never used closes at once', async () => {
  const { receipts } = start();
  expect(await settled(receipts.close())).toEqual({ remaining: 0 });
});

test('R21 R1: a reaction offered while closing hands on what is held does not overtake the rest of it', async () => {
  const { offer, offerActivity, gateway, receipts, released } = start();
  gateway.always('hang');
  offer('a', {}, { onReleased: () => void offerActivity({ ...reaction('a'), id: 'r' }) });
  offer('b');
  const closed = receipts.close({ drainTimeoutMs: 0 });
  await tick(0);
  await settled(closed);
  expect(released).toEqual(['a', 'b', 'r']);
});
