import { expect, test } from 'vitest';
import { moveMark } from '../../src/receipts/core/mark.js';
import type { ConversationRecord, Flight, Mark, PendingMessage } from '../../src/receipts/core/record.js';
import { START_MS } from '../helpers/clock.js';
import { useReceipts } from '../helpers/receipts.js';

const { start, tick } = useReceipts();
const NOW = START_MS / 1000;

test('R5 R19: the mark keeps the newest 20 ids of its second', async () => {
  const { offer } = start();
  for (let n = 1; n <= 20; n += 1) {
    offer(`m${n}`, { at: NOW });
    if (n % 5 === 0) await tick(1000);
  }
  expect(offer('m1', { at: NOW })).toBe('duplicate');
  offer('m21', { at: NOW });
  await tick(1000);
  expect(offer('m2', { at: NOW })).toBe('duplicate');
  expect(offer('m1', { at: NOW })).toBe('scheduled');
});

test('R5 R19: the mark keeps the newest 20 of the messages that waited for their handlers and were covered at once', async () => {
  const { offer } = start();
  for (let n = 1; n <= 20; n += 1) offer(`m${n}`, { at: NOW }, { when: 'manual' });
  offer('target', { at: NOW });
  await tick(1000);
  expect(offer('m2', { at: NOW })).toBe('duplicate');
  expect(offer('m1', { at: NOW })).toBe('scheduled');
});

test('R5: a covered message of an older second that comes again is below the mark, and no duplicate', async () => {
  const { offer, reads } = start();
  offer('older', { at: NOW - 1 });
  offer('a', { at: NOW });
  await tick(1000);
  expect(offer('older', { at: NOW - 1 })).toBe('covered');
  await tick(5000);
  expect(reads()).toEqual(['a']);
});

test('R5 R17: of what waited for its handler only a message of the marked second is covered with assumed', async () => {
  const { offer, told } = start();
  offer('same', { at: NOW }, { when: 'manual' });
  offer('older', { at: NOW - 1 }, { when: 'manual' });
  offer('a', { at: NOW });
  await tick(1000);
  expect(told('covered')).toMatchObject([
    { id: 'older', assumed: false },
    { id: 'same', assumed: true },
  ]);
});

test('R5 R6 R17: what is covered by the call in the air is assumed only where it is of the marked second', async () => {
  const { offer, gateway, receipts, activity, told } = start();
  gateway.plan({ afterMs: 1000 });
  offer('older', { at: NOW - 1, customer: '1' }, { when: 'manual' });
  offer('same', { at: NOW, customer: '1' }, { when: 'manual' });
  offer('a', { at: NOW, customer: '1', tap: true });
  await tick(500);
  receipts.markRead(activity('same'));
  expect(told('covered')).toEqual([]);
  await tick(500);
  expect(told('covered')).toMatchObject([
    { id: 'older', assumed: false },
    { id: 'same', assumed: true },
  ]);
});

test('R5 R20: messages covered by the call in the air are counted with those that are not remembered', async () => {
  const { offer, gateway, reads, receipts, activity, told } = start({
    when: 'manual',
    async shouldRead() {
      await new Promise((resolve) => setTimeout(resolve, 500));
      return true;
    },
  });
  gateway.plan({ afterMs: 1000 });
  offer('newer', { at: NOW });
  receipts.markRead(activity('newer'));
  for (let n = 1; n <= 7; n += 1) offer(`m${n}`, { at: NOW - 10 + n });
  await tick(600);
  receipts.markRead(activity('m7'));
  await tick(60_000);
  expect(reads()).toEqual(['newer']);
  expect(told('covered').map(({ id, older }) => [id, older])).toEqual([
    ['m3', 2],
    ['m4', 0],
    ['m5', 0],
    ['m6', 0],
    ['m7', 0],
  ]);
});

test('R5 R6: what is newer than the call in the air stays pending when an older one is covered by it', async () => {
  const { offer, gateway, reads, receipts, activity, idsTold } = start();
  gateway.plan({ afterMs: 1000 });
  offer('older', { at: NOW - 5 }, { when: 'manual' });
  offer('a', { at: NOW, tap: true });
  await tick(100);
  receipts.markRead(activity('older'));
  offer('newer', { at: NOW + 1 });
  await tick(10_000);
  expect(reads()).toEqual(['a', 'newer']);
  expect(idsTold('covered')).toEqual(['older']);
});

test('R6 R17 R20: a success leaves a newer burst of more than five pending, none of it handed on', async () => {
  const { offer, gateway, reads, released, receipts } = start();
  gateway.plan({ afterMs: 500 });
  offer('a', { at: NOW });
  await tick(1100);
  for (let n = 1; n <= 7; n += 1) offer(`m${n}`, { at: NOW + 1 });
  await tick(400);
  expect(released).toEqual(['a']);
  expect(receipts.stats()).toMatchObject({ sent: 1, pending: 7 });
  await tick(600);
  expect(reads()).toEqual(['a', 'm7']);
  expect(receipts.stats()).toMatchObject({ sent: 2, covered: 6, pending: 0 });
});

test('R15 R19: a conversation whose postponed message was covered has nothing to do and may be forgotten', async () => {
  let says: true | { notBefore: Date } = { notBefore: new Date(START_MS + 3_600_000) };
  const { offer, receipts, activity, told } = start({ maxConversations: 1, shouldRead: () => says });
  offer('a', { customer: '1' });
  await tick(2000);
  says = true;
  receipts.typing(activity('a'));
  await tick(0);
  receipts.handled(activity('a'), 'handled');
  offer('b', { customer: '2' });
  expect(told('evicted')).toMatchObject([{ conversation: activity('a').conversation.id }]);
});

const at10: Mark = { id: 'm', at: 10, arrival: 5, ids: ['m'] };

function record(parts: Partial<ConversationRecord>): ConversationRecord {
  const nothing = { pending: undefined, flight: undefined, awaiting: undefined, postponed: undefined };
  const rest = { backoff: undefined, typing: undefined, rejected: undefined, mark: undefined };
  return { conversation: 'c', arrivals: 9, held: [], ...nothing, ...rest, ...parts };
}

function flightOf(...messages: PendingMessage[]): Flight {
  const target = messages.at(-1) as PendingMessage;
  const call = { alone: false, shownAt: undefined, typing: false, probe: false, asking: false, startedMs: 0 };
  return { messages, older: 0, dueMs: 0, targetId: target.id, at: target.at, withReceipt: undefined, ...call };
}

function one(id: string, at: number, arrival: number): PendingMessage {
  return { id, at, arrival, offeredMs: 0, manual: false, group: 'flight', done: false };
}

test('R5: a call that comes late, for a message of an older second, moves no mark', () => {
  const known = record({ mark: at10 });
  expect(moveMark(known, flightOf(one('late', 9, 7)))).toEqual([]);
  expect(known.mark).toEqual(at10);
});

test("R5: a call that comes late, for an earlier message of the mark's second, only adds the ids it carried", () => {
  const known = record({ mark: at10 });
  expect(moveMark(known, flightOf(one('older', 9, 2), one('tie', 10, 3), one('late', 10, 4)))).toEqual([]);
  expect(known.mark).toEqual({ ...at10, ids: ['m', 'late', 'tie'] });
});

test('R5: a newer mark of the same second keeps the ids of that second only', () => {
  const known = record({ mark: at10 });
  moveMark(known, flightOf(one('older', 9, 6), one('next', 10, 7)));
  expect(known.mark).toEqual({ id: 'next', at: 10, arrival: 7, ids: ['m', 'next'] });
});
