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
  expect(told('expired')).toMatchObject([{ id: 'a', reason: 'older than 30 days' }]);
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
  expect(told('expired')).toMatchObject([{ id: 'old', reason: 'older than 30 days' }]);
  expect(told('covered')).toEqual([]);
});

test('R14: of two messages whose call is about to go the one of just 30 days is marked, the older one is expired', async () => {
  const { offer, reads, idsTold } = start();
  offer('old', { at: NOW - DAYS_30 });
  offer('edge', { at: NOW - DAYS_30 + 1 });
  await tick(1000);
  expect(idsTold('expired')).toEqual(['old']);
  expect(reads()).toEqual(['edge']);
});

test('R14 R20: a burst of more than five that is just 30 days old when its call goes is counted whole', async () => {
  const { offer, reads, receipts } = start();
  for (let n = 1; n <= 7; n += 1) offer(`m${n}`, { at: NOW - DAYS_30 + 1 });
  await tick(1000);
  expect(reads()).toEqual(['m7']);
  expect(receipts.stats()).toMatchObject({ sent: 1, covered: 6, expired: 0 });
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

test('R14 R17: expired ones that came after the target are handed on with it, though a newer message waits', async () => {
  const { offer, gateway, released } = start();
  gateway.plan({ afterMs: 500 });
  offer('target');
  const old = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
  for (const id of old) offer(id, { at: NOW - DAYS_30 });
  await tick(1200);
  offer('newer');
  expect(released).toEqual([]);
  await tick(300);
  expect(released).toEqual(['target', ...old]);
});

test('R14: an expired message says why, whenever that was found', async () => {
  const { offer, told } = start();
  offer('old', { at: Math.floor(Date.now() / 1000) - 31 * 86_400 });
  await tick(0);
  expect(told('expired')).toMatchObject([{ id: 'old', reason: 'older than 30 days' }]);
});
