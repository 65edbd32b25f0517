import { expect, test } from 'vitest';
import { START_MS } from '../helpers/clock.js';
import { useReceipts, watch } from '../helpers/receipts.js';

const { start, tick } = useReceipts();
const NOW = START_MS / 1000;
const DAYS_30 = 30 * 86_400;

test('R14: a message of 30 days is marked', async () => {
  const { offer, reads } = start();
  expect(offer('a', { at: NOW - DAYS_30, tap: true })).toBe('scheduled');
  await tick(0);
  expect(reads()).toEqual(['a']);
});

test('R14: an older one is expired, without a call, and handed on at once', async () => {
  const { offer, reads, released, told, receipts } = start();
  expect(offer('a', { at: NOW - DAYS_30 - 1 })).toBe('expired');
  expect(released).toEqual(['a']);
  expect(told('expired')).toMatchObject([{ id: 'a' }]);
  await tick(10_000);
  expect(reads()).toEqual([]);
  expect(receipts.stats()).toMatchObject({ accepted: 1, expired: 1, pending: 0 });
});

test('R14: the age is checked again when the call is about to go', async () => {
  const { offer, reads, released, told } = start();
  expect(offer('a', { at: NOW - DAYS_30 })).toBe('scheduled');
  await tick(999);
  expect(told('expired')).toEqual([]);
  await tick(1);
  expect(reads()).toEqual([]);
  expect(told('expired')).toMatchObject([{ id: 'a' }]);
  expect(released).toEqual(['a']);
});

test('R14: an expired message does not keep newer ones from being marked', async () => {
  const { offer, reads, released } = start();
  offer('old', { at: NOW - DAYS_30 - 1 });
  offer('new');
  await tick(1000);
  expect(reads()).toEqual(['new']);
  expect(released).toEqual(['old', 'new']);
});

test('R14: a message that became too old in the meantime is expired, though a newer one is marked', async () => {
  const { offer, reads, told } = start();
  offer('old', { at: NOW - DAYS_30 });
  offer('new');
  await tick(1000);
  expect(reads()).toEqual(['new']);
  expect(told('expired')).toMatchObject([{ id: 'old' }]);
  expect(told('covered')).toEqual([]);
});

test('R14 R12: a fallback does not mark what is too old', async () => {
  const { offer, gateway, reads, told } = start();
  gateway.plan({ code: 'WA400', kind: 'reject' });
  offer('old', { at: NOW - DAYS_30 });
  offer('new');
  await tick(1000);
  expect(reads()).toEqual(['new']);
  expect(told('expired')).toMatchObject([{ id: 'old' }]);
});

test('R14 R11 R8: where the target of a probe has become too old, the indicator makes no probe for it', async () => {
  const { offer, gateway, reads, receipts, activity, told } = start({ when: 'alongside' });
  gateway.plan({ code: 'RBC001', kind: 'halt' });
  offer('a', { at: NOW - 30 * 86_400 + 60 });
  await tick(60_000);
  receipts.typing(activity('a'));
  await tick(10_000);
  expect(told('expired')).toMatchObject([{ id: 'a' }]);
  expect(reads()).toEqual(['a']);
});

test('R14 R20: outcome of one beyond the remembered five resolves when those it shares the end of expire', async () => {
  const { offer, reads, told, receipts, activity } = start();
  const ids = ['a', 'b', 'c', 'd', 'e', 'f'];
  for (const id of ids) offer(id, { at: NOW - DAYS_30 });
  offer('new');
  const outcomes = Promise.all([...ids, 'new'].map((id) => receipts.outcome(activity(id))));
  const watched = watch(outcomes);
  await tick(1000);
  expect(reads()).toEqual(['new']);
  expect(told('expired').map(({ id, older }) => [id, older])).toEqual([
    ['c', 2],
    ['d', 0],
    ['e', 0],
    ['f', 0],
  ]);
  expect(watched.state).toBe('resolved');
  expect(await outcomes).toEqual([...Array(6).fill('expired'), 'sent']);
});

test('R14 R20: outcome resolves for all when the target expires with what is beyond the remembered five', async () => {
  const { offer, reads, receipts, activity } = start();
  const ids = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
  for (const id of ids) offer(id, { at: NOW - DAYS_30 });
  const outcomes = Promise.all(ids.map((id) => receipts.outcome(activity(id))));
  const watched = watch(outcomes);
  await tick(1000);
  expect(reads()).toEqual([]);
  expect(receipts.stats()).toMatchObject({ expired: 7, pending: 0 });
  expect(watched.state).toBe('resolved');
  expect(await outcomes).toEqual(Array(7).fill('expired'));
});
