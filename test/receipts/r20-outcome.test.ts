import { expect, test } from 'vitest';
import { message } from '../helpers/activities.js';
import { START_MS } from '../helpers/clock.js';
import { useReceipts, watch } from '../helpers/receipts.js';
import { settled } from '../helpers/settled.js';

const { start, tick } = useReceipts();
const NOW = START_MS / 1000;
const reject = { code: 'WA400', kind: 'reject' } as const;
const six = ['a', 'b', 'c', 'd', 'e', 'f'];

test('R20: outcome of what was marked is known while its conversation has something to do', async () => {
  const { offer, receipts, activity } = start();
  offer('same');
  offer('target');
  await tick(1000);
  offer('next');
  const known = Promise.all(['target', 'same'].map((id) => receipts.outcome(activity(id))));
  expect(await settled(known)).toEqual(['sent', 'covered']);
  expect(await settled(receipts.outcome(message({ id: 'never offered' })))).toBeUndefined();
  const next = watch(receipts.outcome(activity('next')));
  await tick(999);
  expect(next.state).toBe('open');
  await tick(1);
  expect(next.state).toBe('resolved');
});

test('R20: outcome of a newer message is not told with that of an older call', async () => {
  const { offer, gateway, receipts, activity } = start();
  gateway.plan({ afterMs: 300 });
  for (const id of six) offer(id);
  await tick(1100);
  offer('newer');
  const outcome = watch(receipts.outcome(activity('newer')));
  await tick(200);
  expect(receipts.stats()).toMatchObject({ sent: 1, covered: 5, pending: 1 });
  expect(outcome.state).toBe('open');
});

test('R20: outcome of a forgotten message is that of a call for one of the five, not of a refusal before', async () => {
  const { offer, gateway, receipts, activity } = start();
  gateway.plan(reject, { afterMs: 500 });
  for (const id of six) offer(id);
  const outcome = receipts.outcome(activity('a'));
  const watched = watch(outcome);
  await tick(1000);
  expect(receipts.stats().rejected).toBe(1);
  expect(watched.state).toBe('open');
  await tick(500);
  expect(await settled(outcome)).toBe('covered');
});

test('R20: outcome of a forgotten message whose oldest remembered one is sent is covered', async () => {
  const { offer, gateway, receipts, activity } = start();
  gateway.plan(reject, reject, reject, reject);
  for (const id of six) offer(id);
  const outcomes = Promise.all(['a', 'b'].map((id) => receipts.outcome(activity(id))));
  await tick(1000);
  expect(await settled(outcomes)).toEqual(['covered', 'sent']);
});

test('R20: outcome of a forgotten message is told with its own call, while another forgets some as well', async () => {
  const { offer, gateway, receipts, activity, released } = start();
  gateway.plan({ afterMs: 5000 }, { afterMs: 500 });
  for (const id of six) offer(id);
  const first = receipts.outcome(activity('a'));
  await tick(1100);
  for (const id of six) offer(`${id}2`);
  const second = receipts.outcome(activity('a2'));
  const watched = watch(second);
  await tick(4900);
  expect(released).toContain('a2');
  expect(await settled(first)).toBe('covered');
  await tick(499);
  expect(watched.state).toBe('open');
  await tick(1);
  expect(await settled(second)).toBe('covered');
});

test('R20: outcome of a forgotten message is told though an older one came late and a newer one waits', async () => {
  const { offer, gateway, receipts, activity } = start();
  gateway.plan(reject, { afterMs: 500 });
  for (const id of six) offer(id, { at: NOW - 5 });
  const outcome = receipts.outcome(activity('a'));
  await tick(1000);
  expect(offer('late', { at: NOW - 60 })).toBe('joined');
  offer('newer');
  await tick(500);
  expect(receipts.stats().pending).toBe(1);
  expect(await settled(outcome)).toBe('covered');
});

test('R20: outcome of a forgotten message is told also where only one that came late is left to be sent', async () => {
  const { offer, gateway, receipts, activity, idsTold } = start();
  gateway.plan(reject, { ...reject, afterMs: 500 }, reject, reject, reject);
  for (const id of six) offer(id, { at: NOW - 5 });
  const outcome = receipts.outcome(activity('a'));
  await tick(1000);
  offer('late', { at: NOW - 60 });
  await tick(500);
  expect(idsTold('sent')).toEqual(['late']);
  expect(await settled(outcome)).toBe('covered');
});

test('R20: outcome of what is fixed already is not waited for while it is held behind others', async () => {
  const { offer, receipts, activity } = start();
  offer('a', { tap: true });
  await tick(0);
  offer('b');
  expect(offer('late', { at: NOW - 60 })).toBe('covered');
  const released = watch(receipts.released(activity('late')));
  await settled(receipts.outcome(activity('late')));
  expect(released.state).toBe('open');
});

test('R20: a forgotten message has the outcome of its own call, though the next batch forgets some too', async () => {
  const { offer, gateway, receipts, activity } = start({ giveUpMs: 0 });
  gateway.plan(reject, { afterMs: 5000 }, { code: 'NETWORK', kind: 'retry' });
  for (const id of six) offer(id, { at: NOW - 5 });
  const outcome = receipts.outcome(activity('a'));
  await tick(1000);
  offer('late', { at: NOW - 60 });
  for (const id of six) offer(`${id}2`);
  await tick(20_000);
  expect(await settled(outcome)).toBe('covered');
});

test('R20: outcome of a forgotten message that was taken in again is that of its own call', async () => {
  const { offer, gateway, receipts, activity } = start({ when: 'afterHandler' });
  gateway.plan({ afterMs: 500 });
  for (const id of six) offer(id);
  const outcome = receipts.outcome(activity('a'));
  receipts.markRead(activity('f'));
  expect(offer('a')).toBe('scheduled');
  await tick(500);
  expect(receipts.stats()).toMatchObject({ sent: 1, covered: 5, pending: 1 });
  expect(await settled(outcome)).toBe('covered');
});
