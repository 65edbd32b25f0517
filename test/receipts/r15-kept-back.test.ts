import type { Activity, ReadDecision } from 'tidemark';
import { expect, test } from 'vitest';
import { START_MS } from '../helpers/clock.js';
import { useReceipts } from '../helpers/receipts.js';

const { start, tick } = useReceipts();
const NOW = START_MS / 1000;
const reject = { code: 'WA400', kind: 'reject' } as const;
const pause = (retryAfterMs: number) => ({ code: 'HTTP_429', kind: 'retry', retryAfterMs, afterMs: 200 }) as const;

/** Says these of a message, one after the other, then yes. */
function saying(of: Record<string, ReadDecision[]>): { shouldRead: (activity: Activity) => ReadDecision } {
  return { shouldRead: ({ id = '' }) => of[id]?.shift() ?? true };
}

/** Takes half a second over this message, the first time or always. */
function slowAbout(about: string, always = false): { shouldRead: (activity: Activity) => Promise<boolean> } {
  let asked = 0;
  return {
    async shouldRead({ id }) {
      if (id === about) asked += 1;
      if (id === about && (always || asked === 1)) await new Promise((resolve) => setTimeout(resolve, 500));
      return true;
    },
  };
}

test('R15 R20: where the oldest remembered is postponed and a newer one vetoed, what is not remembered stays pending', async () => {
  const later: ReadDecision = { notBefore: new Date(START_MS + 20_000) };
  const { offer, reads, told, receipts } = start(saying({ m3: [later], m5: [false] }));
  for (let n = 1; n <= 7; n += 1) offer(`m${n}`, { at: NOW - 20 + n });
  await tick(1000);
  expect(told('suppressed').map(({ id, older }) => [id, older])).toEqual([
    ['m5', 0],
    ['m6', 0],
    ['m7', 0],
  ]);
  expect(receipts.stats()).toMatchObject({ suppressed: 3, pending: 4 });
  await tick(19_000);
  expect(reads()).toEqual(['m4']);
});

test('R15 R20 R21: of a postponed burst of more than five close leaves every one, each counted once', async () => {
  const { offer, told, receipts } = start({ shouldRead: () => ({ notBefore: new Date(START_MS + 3_600_000) }) });
  for (let n = 1; n <= 7; n += 1) offer(`m${n}`);
  await tick(1000);
  const closed = receipts.close({ drainTimeoutMs: 0 });
  await tick(0);
  expect(await closed).toEqual({ remaining: 7 });
  expect(told('failed').map(({ id, older }) => [id, older])).toEqual([
    ['m3', 2],
    ['m4', 0],
    ['m5', 0],
    ['m6', 0],
    ['m7', 0],
  ]);
});

test('R15: a message that comes after a postponed one is scheduled with it', async () => {
  const { offer } = start({ shouldRead: () => ({ notBefore: new Date(START_MS + 3_600_000) }) });
  offer('a');
  await tick(2000);
  expect(offer('b')).toBe('scheduled');
});

test('R15 R8: a veto ends the wish for the indicator that rode on the receipt', async () => {
  const { offer, reads, receipts, activity } = start({ when: 'alongside', ...saying({ a: [false] }) });
  offer('a');
  receipts.typing(activity('a'));
  await tick(100_000);
  expect(reads()).toEqual([]);
});

test('R15 R8: a veto leaves the wish for the indicator to the newer message that waits', async () => {
  let says = true;
  const { offer, reads, receipts, activity } = start({
    when: 'alongside',
    async shouldRead({ id }) {
      if (id === 'a') await new Promise((resolve) => setTimeout(resolve, 500));
      return id !== 'a' && says;
    },
  });
  offer('a');
  await tick(1200);
  offer('b');
  receipts.typing(activity('b'));
  await tick(1000);
  says = false;
  expect(reads()).toEqual(['b+typing']);
});

test('R15 R8: below a vetoed message the plain repeat of a refused call still tells that the indicator was refused', async () => {
  const { offer, gateway, reads } = start({ typing: 'withReceipt', ...saying({ b: [false] }) });
  gateway.plan({ ...reject, afterMs: 100 });
  offer('a', { customer: '1', tap: true });
  await tick(50);
  offer('b', { customer: '1', tap: true });
  await tick(50);
  expect(reads()).toEqual(['a+typing', 'a']);
  offer('c', { customer: '2' });
  await tick(1000);
  expect(reads()).toEqual(['a+typing', 'a', 'c']);
});

test('R15 R8: a repeat that was postponed is a new receipt in the end, and carries the indicator again', async () => {
  const later: ReadDecision = { notBefore: new Date(START_MS + 20_000) };
  const { offer, gateway, reads, receipts, activity } = start({
    typing: 'withReceipt',
    ...saying({ older: [true, later] }),
  });
  gateway.plan(reject);
  offer('older');
  offer('a', { tap: true });
  await tick(19_999);
  expect(reads()).toEqual(['a+typing']);
  await tick(1);
  for (const id of ['older', 'a']) receipts.handled(activity(id), 'handled');
  expect(reads()).toEqual(['a+typing', 'a+typing']);
});

test('R15 R10: a receipt that a pause kept back goes with its indicator when the pause is over', async () => {
  const { offer, gateway, receipts, activity } = start({ when: 'alongside', ...slowAbout('slow') });
  gateway.plan(pause(2000));
  offer('slow', { customer: '2', tap: true });
  receipts.typing(activity('slow'));
  offer('fast', { customer: '1', tap: true });
  await tick(2500);
  receipts.handled(activity('slow'), 'handled');
  expect(gateway.reads.find(({ id }) => id === 'slow')).toMatchObject({ atMs: 2200, typing: true });
});

test('R15 R10 R17: a receipt that a pause kept back is waited for until it is sent', async () => {
  const { offer, gateway, released } = start(slowAbout('slow'));
  gateway.plan(pause(600), { afterMs: 200 }, { afterMs: 200 });
  offer('slow', { customer: '2', tap: true });
  offer('fast', { customer: '1', tap: true });
  await tick(999);
  expect(released).toEqual(['fast']);
  await tick(1);
  expect(released).toEqual(['fast', 'slow']);
});
