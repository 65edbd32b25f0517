import { expect, test } from 'vitest';
import { START_MS } from '../helpers/clock.js';
import { useReceipts } from '../helpers/receipts.js';

const { start, tick } = useReceipts();
const NOW = START_MS / 1000;

test('R19: the conversation that has been idle longest is forgotten first', async () => {
  const { offer, told, activity } = start({ maxConversations: 2 });
  offer('a', { customer: '1', at: NOW, tap: true });
  await tick(10);
  offer('b', { customer: '2', at: NOW, tap: true });
  await tick(10);
  offer('a2', { customer: '1', at: NOW, tap: true });
  await tick(10);
  expect(told('evicted')).toEqual([]);
  offer('c', { customer: '3', at: NOW, tap: true });
  expect(told('evicted').map(({ conversation }) => conversation)).toEqual([activity('b').conversation.id]);
  await tick(10);
  expect(offer('late', { customer: '1', at: NOW - 1 })).toBe('covered');
});

test('R19: eviction tells the conversation and its business number', async () => {
  const { offer, told, activity } = start({ maxConversations: 1 });
  offer('a', { customer: '1', tap: true });
  await tick(10);
  offer('b', { customer: '2', tap: true });
  expect(told('evicted')).toEqual([{ conversation: activity('a').conversation.id, businessNumber: '911200000000' }]);
});

test('R19: a lost mark costs at most one harmless call', async () => {
  const { offer, reads } = start({ maxConversations: 1 });
  offer('a', { customer: '1', at: NOW, tap: true });
  await tick(10);
  offer('b', { customer: '2', at: NOW, tap: true });
  await tick(10);
  expect(offer('late', { customer: '1', at: NOW - 1, tap: true })).toBe('scheduled');
  await tick(10);
  expect(offer('later', { customer: '1', at: NOW - 2, tap: true })).toBe('covered');
  expect(reads()).toEqual(['a', 'b', 'late']);
});

test('R19: what is pending, in flight or typing is not evicted', async () => {
  const { offer, gateway, told, reads, receipts, activity } = start({ maxConversations: 4 });
  offer('typing', { customer: '1', tap: true });
  await tick(0);
  receipts.typing(activity('typing'));
  await tick(0);
  gateway.plan({ afterMs: 5000 });
  offer('flight', { customer: '2', tap: true });
  await tick(0);
  offer('pending', { customer: '3' });
  offer('idle', { customer: '4', tap: true });
  await tick(0);
  offer('new', { customer: '5', tap: true });
  await tick(0);
  expect(told('evicted').map(({ conversation }) => conversation)).toEqual([activity('idle').conversation.id]);
  await tick(5000);
  expect(reads()).toEqual(['typing', 'typing+typing', 'flight', 'idle', 'new', 'pending']);
});

test('R19: when all are busy the oldest due ends failed, and is handed on', async () => {
  const { offer, told, released, reads, receipts } = start({ maxConversations: 2 });
  offer('a', { customer: '1' });
  await tick(10);
  offer('b', { customer: '2' });
  await tick(10);
  offer('a2', { customer: '1' });
  offer('c', { customer: '3' });
  expect(told('failed')).toMatchObject([{ id: 'b', reason: 'overload' }]);
  expect(released).toEqual(['b']);
  await tick(5000);
  expect(reads().toSorted()).toEqual(['a2', 'c']);
  expect(receipts.stats()).toMatchObject({ accepted: 4, failed: 1, sent: 2, covered: 1, pending: 0 });
});

test('R19: overload holds also while the number is halted', async () => {
  const { offer, gateway, told, receipts } = start({ maxConversations: 3 });
  gateway.always({ code: 'RBC001', kind: 'halt' });
  for (let n = 0; n < 20; n += 1) {
    offer(`m${n}`, { customer: `${n}`, tap: true });
    await tick(1);
  }
  expect(receipts.stats()).toMatchObject({ accepted: 20, failed: 17, pending: 3 });
  expect(told('failed').every(({ reason }) => reason === 'overload')).toBe(true);
});

test('R19: a conversation that is known needs no room', async () => {
  const { offer, told } = start({ maxConversations: 1 });
  offer('a');
  offer('b');
  await tick(1000);
  offer('c');
  await tick(1000);
  expect([told('failed'), told('evicted')]).toEqual([[], []]);
});

test('R19: while all are busy the oldest due goes each time, by the due times of that moment', async () => {
  const { offer, told } = start({ maxConversations: 3 });
  const failed = (): string[] => told('failed').map(({ id }) => id);
  offer('a', { customer: '1' });
  await tick(100);
  offer('b', { customer: '2' });
  await tick(100);
  offer('c', { customer: '3' });
  await tick(100);
  offer('a2', { customer: '1' });
  await tick(50);
  offer('d', { customer: '4' });
  expect(failed()).toEqual(['b']);
  await tick(100);
  // Its window moves after the order of the others is known.
  offer('c2', { customer: '3' });
  await tick(10);
  offer('e', { customer: '5' });
  expect(failed()).toEqual(['b', 'a', 'a2']);
  await tick(50);
  offer('f', { customer: '6' });
  expect(failed()).toEqual(['b', 'a', 'a2', 'd']);
  offer('g', { customer: '7' });
  expect(failed()).toEqual(['b', 'a', 'a2', 'd', 'c', 'c2']);
});

test('R19: where all write again and again, no more than maxConversations are ever known', async () => {
  const { offer } = start({ maxConversations: 2, when: 'alongside', quietMs: 60_000, maxWaitMs: 60_000 });
  const rounds = [...Array(20).keys()];
  for (const round of rounds) {
    offer(`m${round}`, { customer: `${round}`, tap: true });
    await tick(100);
    // Those marked already have a mark, and now something to do as well.
    for (const n of rounds.slice(0, round + 1)) offer(`m${round}-${n}`, { customer: `${n}` });
    await tick(10);
  }
  // A message of a conversation that is not forgotten is known by its id; an unknown one takes the place of another.
  const known = rounds.toReversed().filter((n) => offer(`m19-${n}`, { customer: `${n}` }) === 'duplicate');
  expect(known).toEqual([19, 18]);
});

test('R19: while all are busy, one whose call came back is the oldest due again', async () => {
  const { offer, gateway, idsTold } = start({ maxConversations: 3 });
  gateway.plan({ code: 'NETWORK', kind: 'retry', afterMs: 300 });
  offer('a', { customer: '1', tap: true });
  for (const customer of ['2', '3', '4']) {
    await tick(10);
    offer(`m${customer}`, { customer });
  }
  expect(idsTold('failed')).toEqual(['m2']);
  await tick(300);
  offer('m5', { customer: '5' });
  expect(idsTold('failed')).toEqual(['m2', 'a']);
});

test('R19: while all are busy, one whose due time moved earlier goes first', async () => {
  const { offer, gateway, idsTold } = start({ maxConversations: 4, maxPerSecond: 1, quietMs: 5000 });
  gateway.always('hang');
  offer('token', { customer: '0', tap: true });
  for (const customer of ['1', '2', '3', '4']) {
    await tick(10);
    offer(`m${customer}`, { customer });
  }
  expect(idsTold('failed')).toEqual(['m1']);
  // Due now, and waits for a token.
  offer('tap', { customer: '3', tap: true });
  await tick(10);
  offer('m5', { customer: '5' });
  expect(idsTold('failed')).toEqual(['m1', 'm3', 'tap']);
});

test('R19 R17: what overload has ended is handed on after the call before it, though a newer message waits', async () => {
  const { offer, gateway, released, idsTold } = start({ maxConversations: 1 });
  gateway.plan({ afterMs: 1000 });
  offer('a', { customer: '1' });
  await tick(1100);
  offer('b', { customer: '1' });
  offer('other', { customer: '2' });
  expect(idsTold('failed')).toEqual(['b']);
  await tick(200);
  offer('c', { customer: '1' });
  await tick(700);
  expect(released).toEqual(['a', 'b']);
});
