import { type Activity, all, type ReadDecision } from 'tidemark';
import { expect, test } from 'vitest';
import { START_MS } from '../helpers/clock.js';
import { useReceipts } from '../helpers/receipts.js';

const { start, tick } = useReceipts();
const NOW = START_MS / 1000;
const never = (): Promise<never> => new Promise(() => undefined);
const later = <T>(ms: number, value: T): Promise<T> => new Promise((resolve) => setTimeout(resolve, ms, value));

/** A policy that notes what it is asked, and when. */
function noting(decide: (activity: Activity) => ReadDecision | Promise<ReadDecision> = () => true): {
  asked: [string | undefined, number][];
  shouldRead: (activity: Activity) => ReadDecision | Promise<ReadDecision>;
} {
  const asked: [string | undefined, number][] = [];
  return {
    asked,
    shouldRead(activity) {
      asked.push([activity.id, performance.now()]);
      return decide(activity);
    },
  };
}

test('R15: the policy is asked when the call is about to go, and only then', async () => {
  const { asked, shouldRead } = noting();
  const { offer, reads } = start({ shouldRead });
  offer('a');
  await tick(999);
  expect(asked).toEqual([]);
  await tick(1);
  expect(asked).toEqual([['a', 1000]]);
  expect(reads()).toEqual(['a']);
  await tick(60_000);
  expect(asked).toHaveLength(1);
});

test('R15: it is asked about the remembered pending messages, with the activities as they were offered', async () => {
  const seen: Activity[] = [];
  const { offer, activity, reads } = start({
    shouldRead: (one) => {
      seen.push(one);
      return true;
    },
  });
  for (let n = 0; n < 6; n += 1) offer(`m${n}`, { at: NOW - 10 + n });
  await tick(1000);
  expect(seen.map(({ id }) => id).toSorted()).toEqual(['m1', 'm2', 'm3', 'm4', 'm5']);
  for (const one of seen) expect(one).toBe(activity(one.id ?? ''));
  expect(reads()).toEqual(['m5']);
});

test('R15: nothing is asked about what is covered, a duplicate or expired', async () => {
  const { asked, shouldRead } = noting();
  const { offer } = start({ shouldRead });
  offer('a');
  await tick(1000);
  expect(offer('a')).toBe('duplicate');
  expect(offer('older', { at: NOW - 60 })).toBe('covered');
  expect(offer('old', { customer: '2', at: NOW - 31 * 86_400 })).toBe('expired');
  await tick(60_000);
  expect(asked.map(([id]) => id)).toEqual(['a']);
});

test.each<[string, () => unknown]>([
  ['false', () => false],
  ['a promise of false', async () => false],
  ['a throw', () => fail()],
  ['a rejection', async () => fail()],
  ['undefined', () => undefined],
  ['null', () => null],
  ['a truthy word', () => 'yes'],
  ['1', () => 1],
  ['an empty object', () => ({})],
  ['a notBefore that is no date', () => ({ notBefore: '2027-01-01' })],
  ['a notBefore that is no time', () => ({ notBefore: new Date(Number.NaN) })],
])('R15: %s is a no: the message ends suppressed and is handed on', async (_, decide) => {
  const { offer, reads, released, told, receipts } = start({ shouldRead: decide as () => ReadDecision });
  offer('a');
  await tick(999);
  expect(released).toEqual([]);
  await tick(1);
  expect(released).toEqual(['a']);
  expect(told('suppressed')).toMatchObject([{ id: 'a', reason: 'policy' }]);
  expect(receipts.stats()).toMatchObject({ suppressed: 1, pending: 0, calls: 0 });
  await tick(600_000);
  expect(reads()).toEqual([]);
});

function fail(): never {
  throw new Error('broken policy');
}

test.each<[string, () => ReadDecision | Promise<ReadDecision>]>([
  ['true', () => true],
  ['a promise of true', async () => true],
  ['a notBefore that is past', () => ({ notBefore: new Date(START_MS) })],
  ['a notBefore of now', () => ({ notBefore: new Date() })],
])('R15: %s is a yes', async (_, shouldRead) => {
  const { offer, reads } = start({ shouldRead });
  offer('a');
  await tick(1000);
  expect(reads()).toEqual(['a']);
});

test('R15: an answer 1 ms before policyTimeoutMs counts, one that is later is a no', async () => {
  const { offer, reads, idsTold, told } = start({ shouldRead: ({ id }) => later(id === 'intime' ? 1999 : 2001, true) });
  offer('intime', { customer: '1' });
  offer('late', { customer: '2' });
  await tick(2999);
  expect(reads()).toEqual(['intime']);
  expect(told('suppressed')).toEqual([]);
  await tick(1);
  expect(told('suppressed')).toMatchObject([{ id: 'late', reason: 'policy' }]);
  await tick(10_000);
  expect(idsTold('sent')).toEqual(['intime']);
});

test('R15: after policyTimeoutMs the answered ones count as they said, the unanswered ones as a no', async () => {
  const { offer, reads, idsTold, told } = start({ shouldRead: ({ id }) => (id === 'b' ? never() : true) });
  for (const [index, id] of ['a', 'b', 'c'].entries()) offer(id, { at: NOW - 3 + index });
  await tick(2999);
  expect(reads()).toEqual([]);
  await tick(1);
  expect(reads()).toEqual(['a']);
  expect(idsTold('sent')).toEqual(['a']);
  expect(told('suppressed').map(({ id }) => id)).toEqual(['b', 'c']);
});

test('R15 R6: what the policy says after policyTimeoutMs changes nothing, also while the call is in the air', async () => {
  const { offer, gateway, reads, told } = start({ shouldRead: ({ id }) => id === 'a' || later(2500, true) });
  gateway.plan({ afterMs: 2000 });
  offer('a', { at: NOW - 1 });
  offer('b', { at: NOW });
  await tick(10_000);
  expect(reads()).toEqual(['a']);
  expect(told('suppressed').map(({ id }) => id)).toEqual(['b']);
});

test('R15: policyTimeoutMs is an option', async () => {
  const { offer, told } = start({ shouldRead: never, policyTimeoutMs: 150 });
  offer('a');
  await tick(1149);
  expect(told('suppressed')).toEqual([]);
  await tick(1);
  expect(told('suppressed')).toMatchObject([{ id: 'a' }]);
});

test('R15: it is asked after the token is granted', async () => {
  const { asked, shouldRead } = noting();
  const { offer, reads } = start({ shouldRead, maxPerSecond: 1 });
  offer('x', { customer: '1', tap: true });
  await tick(0);
  offer('a', { customer: '2', tap: true });
  await tick(999);
  expect(asked.map(([id]) => id)).toEqual(['x']);
  await tick(1);
  expect(asked.at(-1)).toEqual(['a', 1000]);
  expect(reads()).toEqual(['x', 'a']);
});

test('R15: a veto returns the token, so that the bucket does not delay the next receipt', async () => {
  const { offer, gateway } = start({ shouldRead: ({ id }) => id === 'last', maxPerSecond: 1 });
  for (const customer of ['1', '2', '3']) offer(`no${customer}`, { customer });
  offer('last', { customer: '4' });
  await tick(1000);
  expect(gateway.reads).toMatchObject([{ id: 'last', atMs: 1000 }]);
});

test('R15: all() asks each policy: one no decides, else the latest time counts', async () => {
  const at = (seconds: number): ReadDecision => ({ notBefore: new Date(START_MS + seconds * 1000) });
  const { activity, offer } = start();
  offer('a');
  const decide = (...decisions: ReadDecision[]): unknown => all(...decisions.map((one) => () => one))(activity('a'));
  expect(await decide()).toBe(true);
  expect(await decide(true, true)).toBe(true);
  expect(await decide(true, false)).toBe(false);
  expect(await decide(at(60), false)).toBe(false);
  expect(await decide(at(60), true, at(90), at(30))).toEqual(at(90));
});

test.each<[string, unknown]>([
  ['undefined', undefined],
  ['a truthy word', 'yes'],
  ['1', 1],
  ['an empty object', {}],
  ['a notBefore that is no time', { notBefore: new Date(Number.NaN) }],
])('R15: %s among the policies of all() is a no, as it is alone', async (_, nonsense) => {
  const sound = (): ReadDecision => ({ notBefore: new Date(START_MS) });
  const { offer, reads, told } = start({ shouldRead: all(sound, () => nonsense as ReadDecision) });
  offer('a');
  await tick(1000);
  expect(reads()).toEqual([]);
  expect(told('suppressed')).toMatchObject([{ id: 'a', reason: 'policy' }]);
});
