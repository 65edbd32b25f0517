import { expect, test } from 'vitest';
import { START_MS } from '../helpers/clock.js';
import { useReceipts, watch } from '../helpers/receipts.js';

const { start, tick, setRandom } = useReceipts();
const NOW = START_MS / 1000;
const retry = { code: 'NETWORK', kind: 'retry' } as const;
const reject = { code: 'WA400', kind: 'reject' } as const;

test('R20: a success gives sent to the target and covered to the rest, with their latencies', async () => {
  const { offer, told, receipts } = start();
  offer('a');
  await tick(600);
  offer('b');
  await tick(1000);
  expect(told('sent')).toMatchObject([{ id: 'b', latencyMs: 1000, businessNumber: '911200000000' }]);
  expect(told('covered')).toMatchObject([{ id: 'a', latencyMs: 1600 }]);
  const { latency, callsSaved } = receipts.stats();
  expect(callsSaved).toBe(1);
  expect(latency).toMatchObject({ count: 2, sumMs: 2600 });
  expect(latency.buckets.filter(({ count }) => count > 0)).toEqual([
    { leMs: 1000, count: 1 },
    { leMs: 2000, count: 1 },
  ]);
});

test('R20: messages older than the remembered five share the outcome of the oldest remembered', async () => {
  const { offer, told, receipts } = start();
  for (const id of ['a', 'b', 'c', 'd', 'e', 'f', 'g']) offer(id);
  await tick(1000);
  expect(receipts.stats()).toMatchObject({ accepted: 7, sent: 1, covered: 6, callsSaved: 6, pending: 0 });
  expect(told('covered').map(({ id, older }) => [id, older])).toEqual([
    ['c', 2],
    ['d', 0],
    ['e', 0],
    ['f', 0],
  ]);
});

test('R20: when only the oldest remembered is left and sent, the older ones are covered by it', async () => {
  const { offer, gateway, receipts } = start();
  gateway.plan(reject, reject, reject, reject);
  for (const id of ['a', 'b', 'c', 'd', 'e', 'f', 'g']) offer(id);
  await tick(1000);
  expect(receipts.stats()).toMatchObject({ accepted: 7, rejected: 4, sent: 1, covered: 2, pending: 0 });
});

test('R20: a give-up gives failed to all', async () => {
  const { offer, gateway, receipts, told } = start({ giveUpMs: 0 });
  gateway.always(retry);
  for (const id of ['a', 'b', 'c', 'd', 'e', 'f']) offer(id);
  await tick(1000);
  expect(receipts.stats()).toMatchObject({ accepted: 6, failed: 6, pending: 0 });
  expect(told('failed').map(({ id }) => id)).toEqual(['b', 'c', 'd', 'e', 'f']);
});

test('R20: until its call is settled a message is pending', async () => {
  const { offer, gateway, receipts, told } = start();
  gateway.plan({ afterMs: 500 });
  offer('a');
  offer('b');
  await tick(1499);
  expect(receipts.stats()).toMatchObject({ accepted: 2, pending: 2, sent: 0, covered: 0, calls: 1 });
  expect(told('covered')).toEqual([]);
  await tick(1);
  expect(receipts.stats()).toMatchObject({ pending: 0 });
});

test('R20: after a reject the rest go on with the newer target', async () => {
  const { offer, gateway, receipts, reads } = start();
  gateway.plan({ ...reject, afterMs: 200 });
  for (const id of ['a', 'b', 'c', 'd', 'e', 'f']) offer(id);
  await tick(1100);
  offer('g');
  await tick(1000);
  expect(reads()).toEqual(['f', 'g']);
  expect(receipts.stats()).toMatchObject({ accepted: 7, rejected: 1, sent: 1, covered: 5, pending: 0 });
});

test('R20: later calls never change an outcome', async () => {
  const { offer, gateway, told } = start({ giveUpMs: 0 });
  gateway.plan(retry, reject);
  offer('a', { tap: true });
  await tick(0);
  offer('b', { tap: true });
  await tick(0);
  offer('c', { tap: true });
  await tick(0);
  expect(told('failed').map(({ id }) => id)).toEqual(['a']);
  expect(told('rejected').map(({ id }) => id)).toEqual(['b']);
  expect(told('sent').map(({ id }) => id)).toEqual(['c']);
  expect(told('covered')).toEqual([]);
});

test('R20: calls, typing calls and failed calls are counted', async () => {
  const { offer, gateway, receipts, activity } = start();
  gateway.plan(retry);
  offer('a');
  await tick(1500);
  receipts.typing(activity('a'));
  await tick(0);
  receipts.handled(activity('a'), 'handled');
  expect(receipts.stats()).toMatchObject({ calls: 3, typingCalls: 1, failedCalls: 1, sent: 1 });
});

test('R20: outcome resolves with what the receipt came to', async () => {
  const { offer, gateway, receipts, activity } = start();
  gateway.plan(reject);
  offer('a', { at: NOW - 1 });
  offer('b');
  offer('c');
  const open = watch(receipts.outcome(activity('a')));
  const outcomes = Promise.all(['a', 'b', 'c'].map((id) => receipts.outcome(activity(id))));
  await tick(999);
  expect(open.state).toBe('open');
  await tick(1);
  expect(await outcomes).toEqual(['covered', 'sent', 'rejected']);
});

test('R20: outcome of a message that is no longer remembered is the one it shares', async () => {
  const { offer, receipts, activity } = start();
  const ids = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
  for (const id of ids) offer(id);
  const outcomes = Promise.all(ids.map((id) => receipts.outcome(activity(id))));
  await tick(1000);
  expect(await outcomes).toEqual([...Array(6).fill('covered'), 'sent']);
});

test('R20: outcome of a forgotten message is told also when an older one came late and is remembered', async () => {
  const { offer, gateway, receipts, activity } = start();
  gateway.plan(reject, { afterMs: 500 });
  for (const id of ['a', 'b', 'c', 'd', 'e', 'f']) offer(id, { at: NOW - 5 });
  const outcome = receipts.outcome(activity('a'));
  await tick(1000);
  offer('late', { at: NOW - 60 });
  await tick(500);
  expect(await outcome).toBe('covered');
});

test('R20: outcome rejects with the reason of its signal', async () => {
  const { offer, receipts, activity } = start();
  offer('a');
  const stop = new AbortController();
  const outcome = receipts.outcome(activity('a'), { signal: stop.signal });
  const reason = new Error('enough');
  stop.abort(reason);
  await expect(outcome).rejects.toBe(reason);
  await tick(1000);
});

test('R20: outcome of what has no receipt is undefined', async () => {
  const { offer, receipts, activity } = start();
  const { activity: there, offer: offerThere } = start();
  offerThere('x');
  expect(await receipts.outcome(there('x'))).toBeUndefined();
  offer('a', { at: NOW - 31 * 86_400 });
  expect(await receipts.outcome(activity('a'))).toBeUndefined();
});

test('R20: stats add up at any moment of a failing run', async () => {
  setRandom(0.7);
  const { offer, gateway, receipts } = start({ giveUpMs: 4000, maxPerSecond: 2 });
  gateway.plan(retry, reject, 'ok', 'hang', reject, retry, { code: 'RBC001', kind: 'halt' }, reject, reject, 'ok');
  for (let n = 0; n < 60; n += 1) {
    offer(`m${n}`, { customer: `${n % 3}`, at: Math.floor(Date.now() / 1000) - (n % 5), tap: n % 7 === 0 });
    await tick(370);
    const { accepted, pending, sent, covered, suppressed, rejected, failed, expired } = receipts.stats();
    expect(sent + covered + suppressed + rejected + failed + expired + pending).toBe(accepted);
    expect(accepted).toBe(n + 1);
    expect(pending).toBeGreaterThanOrEqual(0);
  }
});

test('R20: the statistics survive JSON, the latency above every bound included', async () => {
  const { offer, gateway, receipts } = start({ quietMs: 70_000, maxWaitMs: 70_000 });
  offer('a');
  await tick(70_000);
  expect(gateway.calls).toHaveLength(1);
  const stats = receipts.stats();
  expect(JSON.parse(JSON.stringify(stats))).toEqual(stats);
  expect(stats.latency.buckets.at(-1)).toEqual({ count: 1 });
});

test('R20: an older message that waits elsewhere does not share the end of those without a remembered id', async () => {
  const { offer, gateway, receipts, activity, told } = start({ giveUpMs: 0 });
  gateway.plan({ code: 'NETWORK', kind: 'retry' });
  offer('own', {}, { when: 'manual' });
  const outcome = watch(receipts.outcome(activity('own')));
  for (let n = 1; n <= 7; n += 1) offer(`m${n}`);
  await tick(1000);
  expect(told('failed')[0]).toMatchObject({ id: 'm3', older: 2 });
  expect(receipts.stats()).toMatchObject({ failed: 7, pending: 1 });
  expect(outcome.state).toBe('open');
});

test('R20 R21: outcome of whatever is left, remembered or not, resolves on close', async () => {
  const { offer, gateway, receipts, activity } = start();
  gateway.always('hang');
  offer('flight', { customer: '1', tap: true });
  await tick(0);
  for (let n = 1; n <= 7; n += 1) offer(`m${n}`);
  const ids = ['flight', ...[1, 2, 3, 4, 5, 6, 7].map((n) => `m${n}`)];
  const outcomes = Promise.all(ids.map((id) => receipts.outcome(activity(id))));
  const watched = watch(outcomes);
  const closed = receipts.close({ drainTimeoutMs: 100 });
  await tick(100);
  expect(await closed).toMatchObject({ remaining: 8 });
  expect(watched.state).toBe('resolved');
  expect(await outcomes).toEqual(Array(8).fill('failed'));
});
