import type { Activity } from 'tidemark';
import { expect, test } from 'vitest';
import { reaction } from '../helpers/activities.js';
import { START_MS } from '../helpers/clock.js';
import { useReceipts, watch } from '../helpers/receipts.js';

const { start, tick } = useReceipts();
const NOW = START_MS / 1000;
const afterHandler = { when: 'afterHandler' } as const;
const nameless = (): Activity => {
  const { id: _id, ...rest } = reaction('a');
  return rest;
};

test('R17: an activity is known by its id, a copy of it is meant as well', async () => {
  const { offer, receipts, activity } = start();
  offer('a');
  const copy = { ...activity('a') };
  const waits = [receipts.released(copy), receipts.beforeAnswer(copy)].map(watch);
  await tick(999);
  expect(waits.map(({ state }) => state)).toEqual(['open', 'open']);
  await tick(1);
  expect(waits.map(({ state }) => state)).toEqual(['resolved', 'resolved']);
});

test('R17: one without an id that is held behind others is known by itself', async () => {
  const { offer, offerActivity, receipts } = start();
  const activity = nameless();
  offer('a');
  offerActivity(activity);
  const released = watch(receipts.released(activity));
  const other = watch(receipts.released(nameless()));
  await tick(999);
  expect([released.state, other.state]).toEqual(['open', 'resolved']);
  await tick(1);
  expect(released.state).toBe('resolved');
});

test('R17 R1: what is offered while a burst is being handed on queues behind it in the order it came', async () => {
  const { offer, offerActivity, released } = start();
  const onReleased = (): void => {
    for (const id of ['r1', 'r2']) offerActivity({ ...reaction('a'), id });
  };
  offer('a', {}, { onReleased });
  offer('b');
  await tick(1000);
  expect(released).toEqual(['a', 'b', 'r1', 'r2']);
});

test('R17 R6: what joins a call is handed on answerWaitMs after that call was due, also behind one that is answered later', async () => {
  const { offer, gateway, released } = start({ when: 'alongside' });
  gateway.plan({ code: 'NETWORK', kind: 'retry' }, 'hang');
  offer('a');
  await tick(1550);
  offer('newer');
  await tick(50);
  expect(offer('late', { at: NOW - 1 }, { when: 'beforeHandler' })).toBe('joined');
  await tick(899);
  expect(released).toEqual(['a', 'newer']);
  await tick(1);
  expect(released).toEqual(['a', 'newer', 'late']);
});

test('R7 R1: an answer to what needs no receipt waits for no message before it', async () => {
  const { offer, offerActivity, receipts } = start({ when: 'alongside' });
  offer('a');
  const passing = { ...reaction('a'), id: 'r' };
  offerActivity(passing);
  const answer = watch(receipts.beforeAnswer(passing));
  await tick(0);
  expect(answer.state).toBe('resolved');
});

test('R7 R1: an answer to what was held and needs no receipt waits for no later message', async () => {
  const { offer, offerActivity, gateway, receipts, released } = start();
  gateway.plan({ afterMs: 200 });
  offer('a');
  const held = { ...reaction('a'), id: 'r' };
  offerActivity(held);
  const answer = watch(receipts.beforeAnswer(held));
  await tick(1100);
  offer('b');
  await tick(100);
  expect(released).toEqual(['a', 'r']);
  expect(answer.state).toBe('resolved');
});

test('R17: afterHandler, the turn of a late message that needs no call is one the line is not empty of', async () => {
  const { offer, reads, receipts, activity } = start(afterHandler);
  offer('a');
  receipts.handled(activity('a'), 'handled');
  await tick(0);
  expect(offer('late', { at: NOW - 60 })).toBe('covered');
  offer('b');
  receipts.handled(activity('b'), 'handled');
  await tick(4999);
  expect(reads()).toEqual(['a']);
  receipts.handled(activity('late'), 'handled');
  await tick(0);
  expect(reads()).toEqual(['a', 'b']);
});

test('R17: afterHandler, an activity without an id counts as a turn until it is handled', async () => {
  const { offer, offerActivity, reads, receipts, activity } = start(afterHandler);
  const passing = nameless();
  offerActivity(passing);
  offer('a');
  receipts.handled(activity('a'), 'handled');
  await tick(100);
  expect(reads()).toEqual([]);
  receipts.handled(passing, 'handled');
  await tick(0);
  expect(reads()).toEqual(['a']);
});

test('R17 R5: afterHandler, a duplicate of what is read is no turn that a receipt waits for', async () => {
  const { offer, reads, receipts, activity } = start(afterHandler);
  offer('a');
  receipts.handled(activity('a'), 'handled');
  await tick(0);
  expect(offer('a')).toBe('duplicate');
  offer('b');
  receipts.handled(activity('b'), 'handled');
  await tick(0);
  expect(reads()).toEqual(['a', 'b']);
});

test('R17 R3: a veto of a message that came again lets go none of the same id that is not remembered any more', async () => {
  const { offer, released, gateway } = start({ shouldRead: ({ id }) => id === 'm3' });
  gateway.plan({ afterMs: 500 });
  for (let n = 1; n <= 6; n += 1) offer(`m${n}`);
  expect(offer('m1')).toBe('scheduled');
  await tick(1000);
  expect(released).toEqual([]);
  await tick(500);
  expect(released).toEqual(['m1', 'm2', 'm3', 'm4', 'm5', 'm6', 'm1']);
});
