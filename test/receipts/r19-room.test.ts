import { getEventListeners } from 'node:events';
import { expect, test } from 'vitest';
import { reaction } from '../helpers/activities.js';
import { START_MS } from '../helpers/clock.js';
import { type Rig, useReceipts } from '../helpers/receipts.js';
import { settled } from '../helpers/settled.js';

const { start, tick } = useReceipts();
const NOW = START_MS / 1000;
const elsewhere = { ...reaction('x'), id: 'r', conversation: { id: '911200000000:2' } };

/** An engine that has room for one conversation, which is known and idle. */
async function full(options: Parameters<typeof start>[0] = {}): Promise<Rig> {
  const rig = start({ maxConversations: 1, ...options });
  rig.offer('a', { customer: '1', tap: true });
  await tick(0);
  return rig;
}

test('R19 R1: what passes in a conversation that is not known needs no room', async () => {
  const { offerActivity, told } = await full();
  expect(offerActivity(elsewhere)).toBe('passed');
  expect(told('evicted')).toEqual([]);
});

test('R19 R8: what is told about a conversation that is not known needs no room', async () => {
  const { receipts, told } = await full();
  receipts.answered(elsewhere);
  receipts.typing(elsewhere);
  receipts.handled(elsewhere, 'handled');
  receipts.markRead(elsewhere);
  receipts.flush(elsewhere.conversation.id);
  expect(told('evicted')).toEqual([]);
});

test('R19 R21: what passes after closing needs no room', async () => {
  const { offer, receipts, told } = await full();
  await settled(receipts.close());
  expect(offer('b', { customer: '2' })).toBe('passed');
  expect(told('evicted')).toEqual([]);
});

test('R19: a conversation of which nothing is worth knowing takes no room', async () => {
  const { offer, told } = await full({ shouldRead: () => false });
  expect(told('suppressed')).toHaveLength(1);
  offer('b', { customer: '2' });
  expect(told('evicted')).toEqual([]);
});

test('R19: a covered message makes its conversation busy no longer than it takes to hand it on', async () => {
  const { offer, told } = await full();
  expect(offer('late', { customer: '1', at: NOW - 60 })).toBe('covered');
  offer('b', { customer: '2' });
  expect(told('evicted')).toHaveLength(1);
});

test('R19 R8: a conversation whose indicator was shown is idle again once the turn has ended', async () => {
  const { offer, receipts, activity, told } = await full();
  receipts.typing(activity('a'));
  await tick(0);
  receipts.handled(activity('a'), 'handled');
  offer('b', { customer: '2' });
  expect(told('evicted')).toHaveLength(1);
});

test('R19 R8: a conversation whose indicator has had its time is idle again by itself', async () => {
  const { offer, receipts, activity, told } = await full();
  receipts.typing(activity('a'), { forMs: 5000 });
  await tick(5000);
  offer('b', { customer: '2' });
  expect(told('evicted')).toHaveLength(1);
});

test('R19: where every conversation has its call in the air a new one is taken all the same', async () => {
  const { offer, gateway, reads, told } = start({ maxConversations: 1 });
  gateway.plan('hang');
  offer('a', { customer: '1', tap: true });
  await tick(0);
  expect(offer('b', { customer: '2', tap: true })).toBe('scheduled');
  await tick(0);
  expect(reads()).toEqual(['a', 'b']);
  expect(told('failed')).toEqual([]);
});

test('R19: where the oldest due has a call in the air too, only what it has pending is given up', async () => {
  const { offer, gateway, idsTold } = start({ maxConversations: 2 });
  gateway.plan('hang');
  offer('a', { customer: '1', tap: true });
  await tick(0);
  offer('a2', { customer: '1' });
  await tick(10);
  offer('b', { customer: '2' });
  offer('c', { customer: '3' });
  expect(idsTold('failed')).toEqual(['a2']);
});

test('R19: one with only a call in the air is never the oldest due', async () => {
  const { offer, gateway, idsTold } = start({ maxConversations: 2 });
  gateway.plan('hang');
  offer('pending', { customer: '1' });
  offer('flight', { customer: '2', tap: true });
  await tick(0);
  offer('c', { customer: '3' });
  expect(idsTold('failed')).toEqual(['pending']);
});

test('R19: a wait that has ended leaves no listener on its signal', async () => {
  const { offer, receipts, activity } = start();
  const { signal } = new AbortController();
  offer('a');
  const waits = [receipts.released, receipts.beforeAnswer, receipts.outcome].map((wait) =>
    wait(activity('a'), { signal }),
  );
  expect(getEventListeners(signal, 'abort')).toHaveLength(3);
  await tick(1000);
  await settled(Promise.all(waits));
  expect(getEventListeners(signal, 'abort')).toEqual([]);
});
