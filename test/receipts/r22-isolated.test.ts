import type { Logger } from 'tidemark';
import { expect, test } from 'vitest';
import { reaction } from '../helpers/activities.js';
import { useReceipts, watch } from '../helpers/receipts.js';

const { start, tick } = useReceipts();

function boom(): never {
  throw new Error('boom');
}
const broken: Logger = { debug: boom, info: boom, warn: boom, error: boom };

test('R22: a listener of an event that throws is caught and logged', async () => {
  const warned: unknown[] = [];
  const note = (fields: unknown): void => void warned.push(fields);
  const logger: Logger = { debug: () => undefined, info: () => undefined, warn: note, error: note };
  const { offer, receipts, reads, released } = start({ logger });
  for (const event of ['scheduled', 'sent', 'covered', 'duplicate', 'drained'] as const) receipts.on(event, boom);
  expect(offer('a')).toBe('scheduled');
  expect(offer('a')).toBe('duplicate');
  offer('b');
  await tick(1000);
  expect(reads()).toEqual(['b']);
  expect(released).toEqual(['a', 'a', 'b']);
  expect(warned.length).toBeGreaterThan(0);
});

test('R22: a listener that throws does not keep the others from being told', async () => {
  const { offer, receipts } = start();
  const told: string[] = [];
  receipts.on('sent', boom);
  receipts.on('sent', ({ id }) => told.push(id));
  offer('a');
  await tick(1000);
  expect(told).toEqual(['a']);
});

test('R22: off ends a listener', async () => {
  const { offer, receipts } = start();
  const told: string[] = [];
  const off = receipts.on('sent', ({ id }) => told.push(id));
  off();
  offer('a');
  await tick(1000);
  expect(told).toEqual([]);
});

test('R22: a logger that throws is caught', async () => {
  const { offer, gateway, receipts } = start({ logger: broken, giveUpMs: 0 });
  gateway.plan({ code: 'NETWORK', kind: 'retry' }, { code: 'WA400', kind: 'reject' }, { code: 'X', kind: 'halt' });
  receipts.on('scheduled', boom);
  for (const id of ['a', 'b', 'c']) {
    offer(id, { tap: true });
    await tick(0);
  }
  expect(receipts.stats()).toMatchObject({ accepted: 3, failed: 1, rejected: 1, pending: 1, calls: 3 });
});

test('R22: a listener for released activities that throws stops nothing', async () => {
  const { offer, released, reads } = start();
  offer('a', {}, { onReleased: boom });
  offer('b');
  await tick(1000);
  expect(released).toEqual(['a', 'b']);
  expect(reads()).toEqual(['b']);
});

test('R22: offer does not throw what a listener for a passing activity throws', () => {
  const { offerActivity, released } = start();
  expect(() => offerActivity(reaction('a'), { onReleased: boom })).not.toThrow();
  expect(released).toHaveLength(1);
});

test('R22: offer does not throw what a listener throws after closing', async () => {
  const { offer, receipts } = start();
  await receipts.close();
  expect(() => offer('a', {}, { onReleased: boom })).not.toThrow();
});

test('R22: offer does not throw what a listener for an activity alongside throws', () => {
  const { offer } = start({ when: 'alongside' });
  expect(() => offer('a', {}, { onReleased: boom })).not.toThrow();
});

test('R22: failing receipts reject no wait', async () => {
  const { offer, gateway, receipts, activity } = start({ giveUpMs: 1000, when: 'alongside' });
  gateway.always({ code: 'NETWORK', kind: 'retry' });
  offer('a');
  const answer = watch(receipts.beforeAnswer(activity('a')));
  const outcome = receipts.outcome(activity('a'));
  await tick(10_000);
  expect(answer.state).toBe('resolved');
  expect(await outcome).toBe('failed');
});

test('R22: a gateway that settles after closing disturbs nobody', async () => {
  const { offer, gateway, receipts, told } = start();
  let fail: (reason: unknown) => void = () => undefined;
  gateway.markRead = () => new Promise<void>((_, reject) => (fail = reject));
  offer('a', { tap: true });
  const closed = receipts.close({ drainTimeoutMs: 0 });
  await tick(0);
  expect(await closed).toEqual({ remaining: 1 });
  fail(new Error('too late'));
  await tick(0);
  expect(told('failed')).toHaveLength(1);
});

test('R22: events and logs carry no text', async () => {
  const logged: unknown[] = [];
  const note = (...all: unknown[]): void => void logged.push(all);
  const { offer, gateway, told } = start({
    logger: { debug: note, info: note, warn: note, error: note },
    giveUpMs: 600,
  });
  gateway.plan({ code: 'WA400', kind: 'reject' });
  gateway.always({ code: 'NETWORK', kind: 'retry' });
  offer('a', { text: 'my secret' });
  offer('b', { text: 'my secret' });
  offer('c', { text: 'my secret' }, { onReleased: boom });
  await tick(10_000);
  const all = [logged, told('scheduled'), told('failed'), told('rejected'), told('retrying')];
  expect(told('failed')).toHaveLength(2);
  expect(JSON.stringify(all)).not.toContain('my secret');
});
