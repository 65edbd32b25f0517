import { expect, test } from 'vitest';
import type { Answer } from '../helpers/fake-gateway.js';
import { type Rig, useReceipts } from '../helpers/receipts.js';

const { start, tick } = useReceipts();
const NUMBER = '911200000000';
const retry = { code: 'NETWORK', kind: 'retry' } as const;
const reject = { code: 'WA400', kind: 'reject' } as const;
const halt = { code: 'RBC001', kind: 'halt' } as const;
const times = (count: number, answer: Answer): Answer[] => Array.from({ length: count }, () => answer);

/** Taps of different customers, so that each is a call at once. */
async function taps(offer: Rig['offer'], count: number, prefix: string): Promise<void> {
  for (let n = 0; n < count; n += 1) {
    offer(`${prefix}${n}`, { customer: `${prefix}${n}`, tap: true });
    await tick(0);
  }
}

test('R11: after a halt no call goes out for 60 s; then a probe does', async () => {
  const { offer, gateway, reads } = start();
  gateway.plan(halt);
  offer('a', { tap: true });
  await tick(59_999);
  expect(reads()).toEqual(['a']);
  await tick(1);
  expect(reads()).toEqual(['a', 'a']);
});

test('R11: the probe is for the newest pending target, and one at a time', async () => {
  const { offer, gateway, reads } = start();
  gateway.plan(halt, { afterMs: 5000 });
  offer('a', { customer: '1', tap: true });
  await tick(0);
  offer('b', { customer: '2', tap: true });
  await tick(10);
  offer('c', { customer: '3', tap: true });
  await tick(10);
  await tick(60_000);
  expect(reads()).toEqual(['a', 'c']);
  await tick(4000);
  expect(reads()).toEqual(['a', 'c']);
  await tick(1000);
  expect(reads().toSorted()).toEqual(['a', 'a', 'b', 'c']);
});

test('R11: a probe carries no typing', async () => {
  const { offer, gateway, reads, receipts, activity } = start({ when: 'alongside' });
  gateway.plan(halt, halt);
  offer('a');
  receipts.typing(activity('a'));
  await tick(1000);
  expect(reads()).toEqual(['a+typing']);
  receipts.typing(activity('a'));
  await tick(60_000);
  expect(reads()).toEqual(['a+typing', 'a']);
});

test('R11: asked for while halted, the indicator makes no call', async () => {
  const { offer, gateway, reads, receipts, activity } = start();
  offer('a', { customer: '1', tap: true });
  await tick(0);
  gateway.plan(halt);
  offer('b', { customer: '2', tap: true });
  await tick(0);
  receipts.typing(activity('a'));
  await tick(59_999);
  expect(reads()).toEqual(['a', 'b']);
  receipts.handled(activity('a'), 'handled');
});

test('R11: probes that fail come back with a growing pause of up to 10 min', async () => {
  const { offer, gateway } = start();
  gateway.always(halt);
  offer('a', { tap: true });
  await tick(3_600_000);
  const at = gateway.reads.map(({ atMs }) => atMs);
  const pauses = at.slice(1).map((ms, index) => ms - (at[index] ?? 0));
  expect(pauses[0]).toBe(60_000);
  expect(pauses).toEqual(pauses.toSorted((a, b) => a - b));
  expect(pauses[1]).toBeGreaterThan(60_000);
  expect(pauses.at(-1)).toBe(600_000);
});

test('R11: a probe that may pass does not resume', async () => {
  const { offer, gateway, told, receipts } = start();
  gateway.plan(halt, retry);
  offer('a', { tap: true });
  await tick(60_000);
  expect(gateway.reads).toHaveLength(2);
  expect(told('resumed')).toEqual([]);
  expect(receipts.stats()).toMatchObject({ halted: { [NUMBER]: 'RBC001' }, pending: 1 });
});

test('R11: a success resumes, and the pending targets that were kept go out', async () => {
  const { offer, gateway, reads, told, receipts } = start();
  gateway.plan(halt);
  offer('a', { customer: '1', tap: true });
  await tick(0);
  offer('b', { customer: '2', tap: true });
  offer('c', { customer: '3', tap: true });
  await tick(60_000);
  expect(told('resumed')).toMatchObject([{ businessNumber: NUMBER }]);
  expect(reads().slice(1).toSorted()).toEqual(['a', 'b', 'c']);
  expect(receipts.stats()).toMatchObject({ halted: {}, sent: 3, pending: 0 });
});

test('R11: a reject resumes after a halt', async () => {
  const { offer, gateway, told, reads } = start();
  gateway.plan(halt, reject);
  offer('a', { customer: '1', tap: true });
  await tick(10);
  offer('b', { customer: '2', tap: true });
  await tick(60_000);
  expect(told('resumed')).toHaveLength(1);
  expect(told('rejected')).toMatchObject([{ id: 'b' }]);
  expect(reads()).toEqual(['a', 'b', 'a']);
});

test('R11: with nothing pending the next due target is the probe', async () => {
  const { offer, gateway, reads } = start();
  gateway.plan(...times(10, reject), { afterMs: 500 });
  await taps(offer, 10, 'm');
  await tick(300_000);
  expect(reads()).toHaveLength(10);
  offer('x', { customer: 'x' });
  offer('y', { customer: 'y' });
  await tick(999);
  expect(reads()).toHaveLength(10);
  await tick(1);
  expect(reads()).toHaveLength(11);
  await tick(500);
  expect(reads().slice(10).toSorted()).toEqual(['x', 'y']);
});

test('R11: 10 rejects of different ids halt, 9 do not', async () => {
  const rig = start();
  rig.gateway.plan(...times(10, reject));
  await taps(rig.offer, 9, 'm');
  expect(rig.told('halted')).toEqual([]);
  await taps(rig.offer, 1, 'n');
  expect(rig.told('halted')).toMatchObject([{ businessNumber: NUMBER, reason: '10_REJECTS' }]);
});

test('R11: 10 failures in a row halt, 9 do not', async () => {
  const rig = start();
  rig.gateway.plan(...times(10, retry));
  await taps(rig.offer, 9, 'm');
  expect(rig.told('halted')).toEqual([]);
  await taps(rig.offer, 1, 'n');
  expect(rig.told('halted')).toMatchObject([{ businessNumber: NUMBER, reason: '10_FAILURES' }]);
  await tick(59_999);
  expect(rig.reads()).toHaveLength(10);
  await tick(1);
  expect(rig.reads().length).toBeGreaterThan(10);
});

test('R11: a success in between clears both counts', async () => {
  const rig = start();
  rig.gateway.plan(...times(9, reject), 'ok', ...times(9, reject), ...times(9, retry));
  await taps(rig.offer, 19, 'm');
  await taps(rig.offer, 9, 'n');
  expect(rig.told('halted')).toEqual([]);
});

test('R11: resuming clears both counts', async () => {
  const rig = start({ maxPerSecond: 100 });
  rig.gateway.plan(...times(9, retry), halt, reject, ...times(9, reject));
  rig.gateway.always('ok');
  await taps(rig.offer, 10, 'm');
  expect(rig.told('halted')).toHaveLength(1);
  await tick(60_000);
  expect(rig.told('resumed')).toHaveLength(1);
  expect(rig.told('halted')).toHaveLength(1);
});

test('R11: after 10 rejects a reject does not resume, only a success does', async () => {
  const rig = start();
  rig.gateway.plan(...times(11, reject));
  await taps(rig.offer, 10, 'm');
  rig.offer('a', { customer: 'a', tap: true });
  await tick(60_000);
  expect(rig.reads().slice(10)).toEqual(['a']);
  expect(rig.told('resumed')).toEqual([]);
  rig.offer('b', { customer: 'b', tap: true });
  await tick(60_000);
  expect(rig.reads().slice(10)).toEqual(['a']);
  await tick(540_000);
  expect(rig.reads().slice(10)).toEqual(['a', 'b']);
  expect(rig.told('resumed')).toHaveLength(1);
});

test('R11 R17: what is held is handed on the moment its number halts, and what comes while halted at once', async () => {
  const { offer, gateway, released } = start();
  gateway.plan({ ...halt, afterMs: 100 });
  offer('a', { customer: '1' });
  await tick(900);
  offer('b', { customer: '2' });
  await tick(199);
  expect(released).toEqual([]);
  await tick(1);
  expect(released.toSorted()).toEqual(['a', 'b']);
  offer('c', { customer: '3' });
  expect(released).toHaveLength(3);
});

test('R11: a halt is of one number', async () => {
  const { offer, gateway, reads } = start();
  gateway.plan(halt);
  offer('a', { tap: true });
  await tick(0);
  offer('b', { businessNumber: '2', tap: true });
  await tick(0);
  expect(reads()).toEqual(['a', 'b']);
});

test('R11: a success of a call that was in the air when the number halted resumes it', async () => {
  const { offer, gateway, told } = start();
  gateway.plan({ afterMs: 500 }, halt);
  offer('a', { customer: '1', tap: true });
  await tick(0);
  offer('b', { customer: '2', tap: true });
  await tick(0);
  expect(told('halted')).toHaveLength(1);
  await tick(500);
  expect(told('resumed')).toHaveLength(1);
});

test('R11: a failure of a call that was in the air when the number halted moves no probe', async () => {
  const { offer, gateway, reads } = start();
  gateway.plan({ ...halt, afterMs: 3000 }, halt, 'hang');
  offer('a', { customer: '1', tap: true });
  await tick(0);
  offer('b', { customer: '2', tap: true });
  await tick(59_999);
  expect(reads()).toEqual(['a', 'b']);
  await tick(1);
  expect(reads()).toHaveLength(3);
});

test('R11: while a probe is in the air no second one goes out, whatever older calls answer', async () => {
  const { offer, gateway } = start({ callTimeoutMs: 500_000 });
  gateway.plan({ ...retry, afterMs: 70_000 }, halt, { afterMs: 400_000 });
  offer('a', { customer: '1', tap: true });
  await tick(0);
  offer('b', { customer: '2', tap: true });
  await tick(459_999);
  expect(gateway.reads.map(({ id, atMs }) => [id, atMs])).toEqual([
    ['a', 0],
    ['b', 0],
    ['b', 60_000],
  ]);
  await tick(1);
  expect(gateway.reads).toHaveLength(4);
});

test('R11 R8: the refusal of a call with the indicator, made before the halt, is an answer that resumes', async () => {
  const { offer, gateway, told } = start({ typing: 'withReceipt' });
  gateway.plan({ code: 'WA400', kind: 'reject', afterMs: 100 }, halt);
  offer('a', { customer: '1', tap: true });
  offer('b', { customer: '2', tap: true });
  await tick(0);
  expect(told('halted')).toHaveLength(1);
  await tick(100);
  expect(told('resumed')).toHaveLength(1);
});
