import { expect, test } from 'vitest';
import { type Rig, useReceipts } from '../helpers/receipts.js';

const { start, tick } = useReceipts();
const reject = { code: 'WA400', kind: 'reject' } as const;
const halt = { code: 'RBC001', kind: 'halt' } as const;
const later = <T>(ms: number, value: T): Promise<T> => new Promise((resolve) => setTimeout(resolve, ms, value));

/** Taps of different customers, all refused: the number is halted. */
async function tenRejects({ offer, gateway }: Rig): Promise<void> {
  for (let n = 0; n < 10; n += 1) {
    gateway.plan(reject);
    offer(`m${n}`, { customer: `m${n}`, tap: true });
    await tick(0);
  }
}

test('R11: the probe is the newest due of all that waited for the bucket when the halt came', async () => {
  const { offer, gateway, reads } = start({ maxPerSecond: 1 });
  gateway.plan({ ...halt, afterMs: 300 });
  offer('x', { customer: 'x', tap: true });
  for (const id of ['a', 'b', 'c']) {
    await tick(10);
    offer(id, { customer: id, tap: true });
  }
  await tick(60_300);
  expect(reads().slice(0, 2)).toEqual(['x', 'c']);
});

test('R11: the first probe is not one whose window is still open', async () => {
  const rig = start();
  const { offer, gateway, reads } = rig;
  await tenRejects(rig);
  gateway.plan(reject);
  // Keeps its conversation busy all the while.
  offer('own', { customer: 'a' }, { when: 'manual' });
  offer('a', { customer: 'a', tap: true });
  await tick(60_000);
  expect(reads().slice(10)).toEqual(['a']);
  offer('b', { customer: 'b', tap: true });
  await tick(119_500);
  offer('a2', { customer: 'a' });
  await tick(500);
  expect(reads().slice(10)).toEqual(['a', 'b']);
});

test('R11: an indicator that waited for the bucket when the halt came is no probe', async () => {
  const { offer, gateway, reads, receipts, activity } = start({ maxPerSecond: 2 });
  gateway.plan('ok', { ...halt, afterMs: 300 });
  offer('a', { customer: 'a', tap: true });
  offer('x', { customer: 'x', tap: true });
  await tick(0);
  receipts.typing(activity('a'));
  offer('b', { customer: 'b', tap: true });
  await tick(60_299);
  expect(reads()).toEqual(['a', 'x']);
  await tick(1);
  expect(reads()[2]).toMatch(/^[bx]$/);
});

test('R11 R8: asked for while halted with nothing pending, the indicator is not shown after it either', async () => {
  const { offer, gateway, reads, receipts, activity, told } = start();
  offer('a', { customer: '1', tap: true });
  await tick(0);
  gateway.plan(halt);
  offer('b', { customer: '2', tap: true });
  await tick(0);
  receipts.typing(activity('a'));
  await tick(120_000);
  expect(told('resumed')).toHaveLength(1);
  expect(reads()).toEqual(['a', 'b', 'b']);
});

test('R11 R8: a receipt kept over a halt carries the indicator that is still wanted', async () => {
  const { offer, gateway, reads, receipts, activity } = start({ when: 'alongside' });
  gateway.plan(halt);
  offer('x', { customer: '1', tap: true });
  await tick(0);
  offer('kept', { customer: '2', tap: true });
  receipts.typing(activity('kept'));
  await tick(10);
  offer('probe', { customer: '3', tap: true });
  await tick(60_000);
  expect(reads().slice(0, 2)).toEqual(['x', 'probe']);
  expect(reads().slice(2).toSorted()).toEqual(['kept+typing', 'x']);
});

test('R11 R8: after a probe that resumes the indicator that is still wanted is shown', async () => {
  const { offer, gateway, reads, receipts, activity } = start({ when: 'alongside' });
  gateway.plan(halt);
  offer('a', { tap: true });
  receipts.typing(activity('a'));
  await tick(60_000);
  expect(reads()).toEqual(['a', 'a', 'a+typing']);
});

test('R11 R8: a refused indicator whose plain repetition a halt kept back is not repeated after it', async () => {
  const { offer, gateway, reads, receipts, activity, told } = start({ maxPerSecond: 2 });
  offer('a', { customer: 'a', tap: true });
  await tick(0);
  gateway.plan({ ...halt, afterMs: 1200 }, 'ok', reject);
  offer('b', { customer: 'b', tap: true });
  await tick(1000);
  offer('c', { customer: 'c', tap: true });
  receipts.typing(activity('a'));
  await tick(120_000);
  expect(told('resumed')).toHaveLength(1);
  expect(reads()).toEqual(['a', 'b', 'c', 'a+typing', 'b']);
});

test('R11 R15: a veto for another conversation makes no second probe while one is in the air', async () => {
  const { offer, gateway, reads, idsTold, told } = start({
    policyTimeoutMs: 100_000,
    callTimeoutMs: 200_000,
    shouldRead: ({ id }) => (id === 'slow' ? later(70_000, false) : true),
  });
  gateway.plan(halt, 'hang');
  offer('slow', { customer: '1', tap: true });
  offer('b', { customer: '2', tap: true });
  await tick(10);
  offer('c', { customer: '3', tap: true });
  await tick(70_000);
  expect(told('suppressed')).toMatchObject([{ id: 'slow' }]);
  expect(reads()).toEqual(['b', 'c']);
  expect(idsTold('sent')).toEqual([]);
});

test('R11 R15: a probe that is vetoed after another call has resumed the number ends as any other', async () => {
  const { offer, gateway, reads, released, told } = start({
    policyTimeoutMs: 100_000,
    callTimeoutMs: 200_000,
    answerWaitMs: 200_000,
    shouldRead: ({ id }) => (id !== 'b' || performance.now() < 1000 ? true : later(20_000, false)),
  });
  gateway.plan({ afterMs: 70_000 }, halt);
  offer('a', { customer: '1', tap: true });
  offer('b', { customer: '2', tap: true });
  await tick(70_000);
  expect(told('resumed')).toHaveLength(1);
  offer('b2', { customer: '2', tap: true });
  await tick(10_000);
  expect(told('suppressed')).toMatchObject([{ id: 'b' }]);
  expect(released).toEqual(['b', 'a', 'b2']);
  expect(reads()).toEqual(['a', 'b', 'b2']);
});
