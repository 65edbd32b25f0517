import type { Activity, ReadDecision } from 'tidemark';
import { expect, test } from 'vitest';
import { START_MS } from '../helpers/clock.js';
import { useReceipts, watch } from '../helpers/receipts.js';

const { start, tick } = useReceipts();
const NOW = START_MS / 1000;
const retry = { code: 'NETWORK', kind: 'retry' } as const;

/** A policy that takes a while; `asked` is what it was asked so far. */
function slow(ms: number, says: (id: string) => boolean = () => true) {
  const asked: string[] = [];
  return {
    asked,
    async shouldRead({ id = '' }: Activity): Promise<boolean> {
      asked.push(id);
      await new Promise((resolve) => setTimeout(resolve, ms));
      return says(id);
    },
  };
}

/** Postpones b by an hour, and takes 500 ms to say so. */
async function postponingB({ id }: Activity): Promise<ReadDecision> {
  await new Promise((resolve) => setTimeout(resolve, 500));
  return id !== 'b' || performance.now() > 3_600_000 || { notBefore: new Date(START_MS + 3_600_000) };
}

test('R15 R6: a newer message that arrives while the policy is asked has a window and a question of its own', async () => {
  const { asked, shouldRead } = slow(500);
  const { offer, gateway } = start({ shouldRead });
  offer('a');
  await tick(1200);
  expect(offer('b')).toBe('scheduled');
  await tick(299);
  expect(gateway.reads).toEqual([]);
  await tick(1);
  expect(asked).toEqual(['a']);
  await tick(1200);
  expect(asked).toEqual(['a', 'b']);
  expect(gateway.reads).toMatchObject([
    { id: 'a', atMs: 1500 },
    { id: 'b', atMs: 2700 },
  ]);
});

test('R15 R6: a strictly older one belongs to the next target until the request goes out, then joins the call', async () => {
  const { offer, reads, receipts, idsTold } = start({ shouldRead: slow(500).shouldRead });
  offer('a', { at: NOW });
  await tick(1200);
  expect(offer('older', { at: NOW - 5 })).toBe('scheduled');
  expect(receipts.stats().pending).toBe(2);
  await tick(299);
  expect(idsTold('covered')).toEqual([]);
  await tick(1);
  expect(idsTold('covered')).toEqual(['older']);
  await tick(60_000);
  expect(reads()).toEqual(['a']);
});

test('R15 R6: one of the same second does not join', async () => {
  const { offer, gateway } = start({ shouldRead: slow(500).shouldRead });
  offer('a', { at: NOW });
  await tick(1200);
  offer('same', { at: NOW });
  await tick(60_000);
  expect(gateway.reads).toMatchObject([
    { id: 'a', atMs: 1500 },
    { id: 'same', atMs: 2700 },
  ]);
});

test('R15 R6: below a ceiling only what is older than the id sent joins', async () => {
  const { offer, reads, idsTold } = start({ shouldRead: slow(500, (id) => id !== 'b').shouldRead });
  offer('a', { at: NOW - 10 });
  offer('b', { at: NOW });
  await tick(1200);
  offer('between', { at: NOW - 5 });
  offer('below', { at: NOW - 15 });
  await tick(300);
  expect(reads()).toEqual(['a']);
  expect(idsTold('covered')).toEqual(['below']);
  await tick(60_000);
  expect(reads()).toEqual(['a', 'between']);
});

test('R15 R6: where a newer one is postponed, what is older than the id sent joins the call all the same', async () => {
  const { offer, gateway, idsTold } = start({ shouldRead: postponingB });
  offer('a', { at: NOW - 10 });
  offer('b', { at: NOW });
  await tick(1200);
  offer('older', { at: NOW - 20 });
  await tick(300);
  expect(gateway.reads).toMatchObject([{ id: 'a', atMs: 1500 }]);
  expect(idsTold('covered')).toEqual(['older']);
});

test.each([1200, 5000])(
  'R15: an older message that comes %i ms after the start is not held up by a postponed newer one',
  async (comesMs) => {
    const { offer, gateway } = start({ shouldRead: postponingB });
    offer('b', { at: NOW });
    await tick(comesMs);
    offer('older', { at: NOW - 20 });
    await tick(1500);
    expect(gateway.reads).toMatchObject([{ id: 'older', atMs: comesMs + 1500 }]);
  },
);

test('R15 R6: what came while the policy was asked outlives a veto and is asked about in its own window', async () => {
  const { asked, shouldRead } = slow(500, (id) => id !== 'a');
  const { offer, gateway, told } = start({ shouldRead });
  offer('a');
  await tick(1200);
  offer('b');
  await tick(2000);
  expect(asked).toEqual(['a', 'b']);
  expect(told('suppressed').map(({ id }) => id)).toEqual(['a']);
  expect(gateway.reads).toMatchObject([{ id: 'b', atMs: 2700 }]);
});

test("R15 R6: the policy's time counts into callTimeoutMs", async () => {
  const { offer, gateway, told } = start({ shouldRead: slow(1500).shouldRead, callTimeoutMs: 3000 });
  gateway.plan('hang');
  offer('a');
  await tick(3999);
  expect(told('retrying')).toEqual([]);
  await tick(1);
  expect(told('retrying')).toMatchObject([{ id: 'a', retryInMs: 500 }]);
});

test('R15 R6: a policy that outlasts callTimeoutMs makes the call a retry, not a veto', async () => {
  const { offer, gateway, told } = start({ shouldRead: slow(700).shouldRead, callTimeoutMs: 600 });
  offer('a');
  await tick(1599);
  expect(told('retrying')).toEqual([]);
  await tick(1);
  expect(told('retrying')).toMatchObject([{ id: 'a' }]);
  expect(told('suppressed')).toEqual([]);
  await tick(400);
  expect(gateway.reads).toEqual([]);
});

test('R15 R6: while the policy is asked no other call of the conversation goes, another conversation is free', async () => {
  const { offer, gateway } = start({ shouldRead: slow(1500).shouldRead, quietMs: 100 });
  offer('a', { customer: '1' });
  await tick(200);
  offer('b', { customer: '1' });
  offer('c', { customer: '2' });
  await tick(10_000);
  expect(gateway.reads).toMatchObject([
    { id: 'a', atMs: 1600 },
    { id: 'c', atMs: 1800 },
    { id: 'b', atMs: 3100 },
  ]);
});

test('R15 R10: the policy is asked again when a call is repeated', async () => {
  const answers = [true, false];
  const { offer, gateway, reads, told } = start({ shouldRead: () => answers.shift() ?? true });
  gateway.plan(retry);
  offer('a');
  await tick(1499);
  expect(answers).toEqual([false]);
  await tick(1);
  expect(answers).toEqual([]);
  expect(reads()).toEqual(['a']);
  expect(told('suppressed')).toMatchObject([{ id: 'a', reason: 'policy' }]);
});

test('R15 R17: a policy that takes long holds nothing beyond answerWaitMs after the receipt was due', async () => {
  const { offer, released } = start({ shouldRead: slow(1900).shouldRead });
  offer('a');
  await tick(2499);
  expect(released).toEqual([]);
  await tick(1);
  expect(released).toEqual(['a']);
  await tick(400);
});

test('R15 R21: close waits for the policy like for a call, and no longer than drainTimeoutMs', async () => {
  const { offer, receipts, reads } = start({ shouldRead: slow(1500).shouldRead });
  offer('a');
  const closed = watch(receipts.close({ drainTimeoutMs: 2000 }));
  await tick(1499);
  expect(closed.state).toBe('open');
  await tick(1);
  expect(closed.state).toBe('resolved');
  expect(reads()).toEqual(['a']);
});
