import type { ReceiptOptions } from 'tidemark';
import { expect, test } from 'vitest';
import type { KeptReceipts } from '../../src/receipts/keeping/kept-receipts.js';
import { keepingOf, type ReceiptKeeping } from '../../src/receipts/keeping/receipt-keeping.js';
import { message } from '../helpers/activities.js';
import { START_MS } from '../helpers/clock.js';
import { type Rig, useReceipts } from '../helpers/receipts.js';

const { start, tick } = useReceipts();
const NOW = START_MS / 1000;

const anyone = message({ customer: 'c' });

/** An engine as a store sees it. */
function kept(options?: ReceiptOptions): Rig & { keeping: ReceiptKeeping; here: string; keep(): KeptReceipts } {
  const rig = start(options);
  const keeping = keepingOf(rig.receipts) as ReceiptKeeping;
  const here = anyone.conversation.id;
  const keep = (): KeptReceipts => JSON.parse(JSON.stringify(keeping.snapshot(here).kept));
  return { ...rig, offer: (id, parts, how) => rig.offer(id, { customer: 'c', ...parts }, how), keeping, here, keep };
}
const nothing = new Set<string>();
const hang = { afterMs: 60_000 };

test('R3 R20: of a burst the newest five are kept by id, the older ones as a count, and all have an outcome later', async () => {
  const first = kept({ when: 'alongside' });
  for (let n = 1; n <= 7; n += 1) first.offer(`m${n}`);
  const state = first.keep();
  expect(state.waiting?.map(({ id }) => id)).toEqual(['m3', 'm4', 'm5', 'm6', 'm7']);
  expect(state).toMatchObject({ v: 1, older: 2, arrivals: 7 });
  const second = kept({ when: 'alongside' });
  second.keeping.restore(second.here, state, nothing);
  expect(second.receipts.stats()).toMatchObject({ pending: 7 });
  await tick(1000);
  expect(second.reads()).toEqual(['m7']);
  expect(second.receipts.stats()).toMatchObject({ pending: 0, sent: 1, covered: 6 });
});

test('R2 R6 R15: what is in the air, waits and is postponed is kept as one, in the order of R2', async () => {
  const { offer, gateway, keep } = kept({
    when: 'alongside',
    shouldRead: ({ id }) => (id === 'postponed' ? { notBefore: new Date(START_MS + 3_600_000) } : true),
  });
  offer('postponed', { at: NOW + 5 });
  await tick(1000);
  gateway.plan(hang);
  offer('in the air', { at: NOW + 1, tap: true });
  await tick(100);
  offer('newer', { at: NOW + 3 });
  offer('late', { at: NOW + 2 });
  expect(keep().waiting?.map(({ id }) => id)).toEqual(['in the air', 'late', 'newer', 'postponed']);
  expect(keep().older).toBeUndefined();
  for (let n = 1; n <= 7; n += 1) offer(`m${n}`, { at: NOW + 4 });
  expect(keep()).toMatchObject({ older: 6, waiting: [{}, {}, {}, {}, { id: 'postponed' }] });
});

test('R12: a refused id is kept though nothing else is known, and not tried again', async () => {
  const first = kept({ when: 'alongside' });
  first.gateway.plan({ code: 'WA400', kind: 'reject' });
  first.offer('a', { tap: true });
  await tick(0);
  expect(first.keep()).toMatchObject({ rejected: ['a'] });
  const second = kept({ when: 'alongside' });
  second.keeping.restore(second.here, first.keep(), nothing);
  second.receipts.typing(first.activity('a'));
  await tick(10_000);
  expect(second.reads()).toEqual([]);
});

test('R5 R20: nothing is kept of a conversation of which nothing is known', async () => {
  const { keeping, here, offer } = kept({ shouldRead: () => false });
  expect(keeping.snapshot(here)).toEqual({ kept: undefined, busy: false });
  offer('a', { tap: true });
  await tick(0);
  expect(keeping.snapshot(here)).toEqual({ kept: undefined, busy: false });
});

test('R5: a mark is kept with all known ids of its second, and its conversation is not busy', async () => {
  const { keeping, here, keep, offer } = kept();
  offer('a');
  offer('b');
  await tick(1000);
  expect(keep().mark).toEqual({ id: 'b', at: NOW, arrival: 2, ids: ['a', 'b'] });
  expect(keep().waiting).toBeUndefined();
  expect(keeping.snapshot(here).busy).toBe(false);
});

test('R17: afterHandler, only what was handled is kept, and it waits for the turns that come again', async () => {
  const when = { when: 'afterHandler' } as const;
  const first = kept(when);
  for (const id of ['a', 'b', 'c']) first.offer(id);
  first.receipts.handled(first.activity('b'), 'handled');
  const state = first.keep();
  expect(state.waiting).toMatchObject([{ id: 'b', handled: true }]);
  const second = kept(when);
  second.keeping.restore(second.here, state, new Set(['a', 'c']));
  expect(second.receipts.stats()).toMatchObject({ pending: 1 });
  second.offer('a');
  second.offer('c');
  second.receipts.handled(second.activity('a'), 'handled');
  await tick(100);
  expect(second.reads()).toEqual([]);
  second.receipts.handled(second.activity('c'), 'handled');
  await tick(0);
  expect(second.reads()).toEqual(['c']);
  expect(second.receipts.stats()).toMatchObject({ sent: 1, covered: 2, pending: 0 });
});

test('R17: afterHandler, what was handled before a restart is not marked while an older one runs, however long', async () => {
  const when = { when: 'afterHandler' } as const;
  const first = kept(when);
  for (const id of ['a', 'b']) first.offer(id);
  first.receipts.handled(first.activity('b'), 'handled');
  const second = kept(when);
  second.keeping.restore(second.here, first.keep(), new Set(['a']));
  second.offer('a', { at: NOW - 1 });
  await tick(30_000);
  expect(second.reads()).toEqual([]);
  second.receipts.handled(second.activity('a'), 'handled');
  await tick(0);
  expect(second.reads()).toEqual(['b']);
});

test('R14: what is too old by the restart is not restored', async () => {
  const first = kept({ when: 'alongside' });
  first.offer('a', { at: NOW - 30 * 86_400 + 1 });
  const state = first.keep();
  await first.receipts.close({ drainTimeoutMs: 0 });
  await tick(2000);
  const second = kept({ when: 'alongside' });
  second.keeping.restore(second.here, state, nothing);
  expect(second.receipts.stats()).toMatchObject({ accepted: 0, pending: 0 });
});

test('R17: afterHandler, what was handled goes at its time where no turn comes again', async () => {
  const first = kept({ when: 'afterHandler' });
  first.offer('a');
  first.offer('b');
  first.receipts.handled(first.activity('a'), 'handled');
  const second = kept({ when: 'afterHandler' });
  second.keeping.restore(second.here, first.keep(), nothing);
  await tick(5000);
  expect(second.reads()).toEqual(['a']);
});

test('R20: the time to the tick counts from the arrival, also before a restart', async () => {
  const first = kept({ when: 'alongside' });
  first.offer('a');
  await tick(700);
  const second = kept({ when: 'alongside' });
  second.keeping.restore(second.here, first.keep(), nothing);
  await tick(300);
  expect(second.told('sent')).toMatchObject([{ id: 'a', latencyMs: 1000 }]);
});

test('R15: a policy that was not there before is asked about what is known of a message', async () => {
  const first = kept({ when: 'alongside' });
  first.offer('a');
  const asked: unknown[] = [];
  const second = kept({
    when: 'alongside',
    shouldRead: (activity) => {
      asked.push(activity);
      return true;
    },
  });
  second.keeping.restore(second.here, first.keep(), nothing);
  await tick(1000);
  const { recipient, conversation, channelId, type } = first.activity('a');
  expect(asked).toMatchObject([{ type, id: 'a', channelId, conversation: { id: conversation.id } }]);
  expect(asked).toMatchObject([{ recipient: { id: recipient.id }, from: { id: '' } }]);
});

test('what goes on here knows better than what was kept', async () => {
  const first = kept({ when: 'alongside' });
  first.offer('a');
  const second = kept({ when: 'alongside' });
  second.offer('b');
  second.keeping.restore(second.here, first.keep(), nothing);
  await tick(1000);
  expect(second.reads()).toEqual(['b']);
});

test('R20: a conversation that another process has is counted there: here it leaves no outcome, call or timer', async () => {
  const { offer, keeping, here, receipts, activity, gateway, reads, released } = kept({
    shouldRead: ({ id }) => (id === 'later' ? { notBefore: new Date(START_MS + 3_600_000) } : true),
  });
  const before = receipts.stats();
  offer('later', { at: NOW + 9 });
  await tick(1000);
  gateway.plan(hang);
  offer('in the air', { tap: true });
  await tick(0);
  offer('pending', { at: NOW + 1 });
  offer('manual', { at: NOW + 1 }, { when: 'manual' });
  expect(receipts.stats()).toMatchObject({ pending: 4 });
  const outcome = receipts.outcome(activity('pending'));
  keeping.release(here);
  expect(receipts.stats()).toMatchObject({ accepted: before.accepted, pending: 0 });
  expect(await outcome).toBeUndefined();
  expect(released).toContain('pending');
  await tick(100_000);
  expect(reads()).toEqual(['in the air']);
  expect(keeping.snapshot(here)).toEqual({ kept: undefined, busy: false });
});

test('R11: a probe of a conversation that another process has is not waited for', async () => {
  const { offer, keeping, here, gateway, reads, released } = kept({ when: 'alongside' });
  gateway.plan({ code: 'E110', kind: 'halt' }, hang);
  offer('a', { tap: true });
  await tick(60_000);
  expect(reads()).toEqual(['a', 'a']);
  keeping.release(here);
  offer('b', { customer: 'other', tap: true });
  await tick(0);
  expect(reads()).toEqual(['a', 'a', 'b']);
  expect(released).toEqual(['a', 'b']);
});

test('R11: a halt that another process met holds the number here too, told once, until it is over', async () => {
  const { offer, keeping, told, reads } = kept({ when: 'alongside' });
  const number = anyone.recipient.id;
  keeping.setHalted(number, 'E110');
  keeping.setHalted(number, 'E110');
  expect(told('halted')).toMatchObject([{ businessNumber: number, reason: 'E110' }]);
  offer('a', { tap: true });
  await tick(5000);
  expect(reads()).toEqual([]);
  keeping.setHalted(number, undefined);
  keeping.setHalted(number, undefined);
  expect(told('resumed')).toMatchObject([{ businessNumber: number }]);
  await tick(0);
  expect(reads()).toEqual(['a']);
});

test.each([
  [0.5, [0, 0, 0, 0, 500, 1000]],
  [0.01, [0, 0, 0, 0, 1000, 2000]],
])('R13: with a share of %s of the rate, no less than one call a second', async (share, times) => {
  const { offer, keeping, gateway } = kept({ maxPerSecond: 4, when: 'alongside' });
  for (let n = 0; n < 4; n += 1) offer(`m${n}`, { customer: `${n}`, tap: true });
  keeping.setRateShare(share);
  for (let n = 4; n < 6; n += 1) offer(`m${n}`, { customer: `${n}`, tap: true });
  await tick(10_000);
  expect(gateway.reads.map(({ atMs }) => atMs)).toEqual(times);
});

test('R21: frozen, a store is given what was there before the end', async () => {
  const { offer, keeping, here } = kept({ when: 'alongside' });
  offer('a');
  keeping.freeze();
  keeping.release(here);
  expect(keeping.snapshot(here)).toMatchObject({ busy: true, kept: { waiting: [{ id: 'a' }] } });
});

test('a conversation that may not go on here makes no call', async () => {
  const { offer, keeping, reads } = kept({ when: 'alongside' });
  keeping.askBeforeCalls(() => false);
  offer('a', { tap: true });
  await tick(0);
  expect(reads()).toEqual([]);
});
