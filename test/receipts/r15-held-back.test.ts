import type { Activity, ReadDecision } from 'tidemark';
import { expect, test, vi } from 'vitest';
import { START_MS } from '../helpers/clock.js';
import { useReceipts } from '../helpers/receipts.js';

const { start, tick } = useReceipts();
const NOW = START_MS / 1000;
const retry = { code: 'NETWORK', kind: 'retry' } as const;
const until = (ms: number): ReadDecision => ({ notBefore: new Date(START_MS + ms) });

/** Postpones these until then. */
function postponing(ms: number, ...ids: string[]): { shouldRead: (activity: Activity) => ReadDecision } {
  return { shouldRead: ({ id = '' }) => !ids.includes(id) || performance.now() >= ms || until(ms) };
}

/** An engine that goes on for ever without time passing would hang the test: asked too often, the clock throws. */
function guardTime(): void {
  let asked = 0;
  const { now } = performance;
  vi.spyOn(performance, 'now').mockImplementation(() => {
    asked += 1;
    if (asked > 10_000) throw new Error('the engine spins');
    return now.call(performance);
  });
}

test('R15 R10: giving up comes while the message is postponed: nothing spins, it stays pending and is read later', async () => {
  guardTime();
  const { offer, gateway, reads, receipts } = start({
    giveUpMs: 3000,
    shouldRead: () => gateway.reads.length === 0 || performance.now() >= 60_000 || until(60_000),
  });
  gateway.plan(retry);
  offer('a');
  await tick(59_999);
  expect(receipts.stats()).toMatchObject({ pending: 1, failed: 0 });
  await tick(1);
  expect(reads()).toEqual(['a', 'a']);
  expect(receipts.stats()).toMatchObject({ sent: 1, failed: 0 });
});

test('R10 R15: giving up comes with nothing waiting, after a veto: nothing spins, a later message starts anew', async () => {
  guardTime();
  const { offer, gateway, reads, receipts } = start({
    giveUpMs: 3000,
    shouldRead: ({ id }) => id !== 'a' || reads().length === 0,
  });
  gateway.plan(retry);
  offer('other', {}, { when: 'manual' });
  offer('a');
  await tick(10_000);
  expect(receipts.stats()).toMatchObject({ suppressed: 1, failed: 0 });
  offer('b');
  await tick(1000);
  expect(reads()).toEqual(['a', 'b']);
});

test('R15 R17: afterHandler, a handled message newer than a postponed one waits with it', async () => {
  const { offer, reads, receipts, activity } = start({ when: 'afterHandler', ...postponing(60_000, 'a') });
  offer('a');
  receipts.handled(activity('a'), 'handled');
  await tick(0);
  offer('b');
  receipts.handled(activity('b'), 'handled');
  await tick(59_999);
  expect(reads()).toEqual([]);
  await tick(1);
  expect(reads()).toEqual(['b']);
});

test('R15 R17: manual, markRead at a message newer than a postponed one does not mark either before its time', async () => {
  const { offer, reads, receipts, activity } = start({ when: 'manual', ...postponing(60_000, 'a') });
  offer('a');
  receipts.markRead(activity('a'));
  await tick(0);
  offer('b');
  receipts.markRead(activity('b'));
  await tick(59_999);
  expect(reads()).toEqual([]);
  await tick(1);
  expect(reads()).toEqual(['b']);
});

test.each([
  ['vetoed', (): ReadDecision => false],
  ['postponed', (): ReadDecision => until(60_000)],
])('R15 R17: a duplicate of a %s message is handed on with it, though the call goes on below', async (_, says) => {
  const { offer, gateway, released } = start({ shouldRead: ({ id }) => id !== 'b' || says() });
  gateway.plan({ afterMs: 1000 });
  offer('b', { at: NOW });
  offer('b', { at: NOW });
  offer('a', { at: NOW - 5 });
  await tick(1000);
  expect(released).toEqual(['b', 'b']);
});
