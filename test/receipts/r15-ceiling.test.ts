import { expect, test } from 'vitest';
import { START_MS } from '../helpers/clock.js';
import { useReceipts, watch } from '../helpers/receipts.js';

const { start, tick } = useReceipts();
const NOW = START_MS / 1000;
const halt = { code: 'RBC001', kind: 'halt' } as const;

/** Offers m1, m2 … a second apart. */
function burst(offer: ReturnType<typeof start>['offer'], count: number): void {
  for (let n = 1; n <= count; n += 1) offer(`m${n}`, { at: NOW - 20 + n });
}

test('R15: only what is older than the oldest vetoed message is marked, at once, and the newer ends with it', async () => {
  const { offer, gateway, idsTold, told, receipts } = start({ shouldRead: ({ id }) => id !== 'm3' });
  burst(offer, 5);
  await tick(1000);
  expect(gateway.reads).toMatchObject([{ id: 'm2', atMs: 1000 }]);
  expect(idsTold('sent')).toEqual(['m2']);
  expect(idsTold('covered')).toEqual(['m1']);
  expect(told('suppressed').map(({ id, reason }) => [id, reason])).toEqual([
    ['m3', 'policy'],
    ['m4', 'policy'],
    ['m5', 'policy'],
  ]);
  await tick(600_000);
  expect(gateway.reads).toHaveLength(1);
  expect(receipts.stats()).toMatchObject({ sent: 1, covered: 1, suppressed: 3, pending: 0 });
});

test('R15: of two vetoed messages the oldest is the ceiling', async () => {
  const { offer, reads } = start({ shouldRead: ({ id }) => id !== 'm2' && id !== 'm4' });
  burst(offer, 5);
  await tick(1000);
  expect(reads()).toEqual(['m1']);
});

test('R15: the ceiling is by the order of R2, not by arrival', async () => {
  const { offer, reads, told } = start({ shouldRead: ({ id }) => id !== 'no' });
  offer('newest', { at: NOW });
  offer('no', { at: NOW - 5 });
  offer('oldest', { at: NOW - 10 });
  await tick(1000);
  expect(reads()).toEqual(['oldest']);
  expect(told('suppressed').map(({ id }) => id)).toEqual(['no', 'newest']);
});

test('R15: in one second what arrived later is newer', async () => {
  const { offer, reads, told } = start({ shouldRead: ({ id }) => id !== 'b' });
  for (const id of ['a', 'b', 'c']) offer(id, { at: NOW });
  await tick(1000);
  expect(reads()).toEqual(['a']);
  expect(told('suppressed').map(({ id }) => id)).toEqual(['b', 'c']);
});

test('R15 R20: what is older than the remembered five is marked with the oldest remembered one', async () => {
  const { offer, reads, receipts } = start({ shouldRead: ({ id }) => id !== 'm5' });
  burst(offer, 8);
  await tick(1000);
  expect(reads()).toEqual(['m4']);
  expect(receipts.stats()).toMatchObject({ sent: 1, covered: 3, suppressed: 4 });
});

test('R15 R20: what is older than the remembered five ends suppressed with the oldest remembered one', async () => {
  const { offer, reads, receipts, released, told } = start({ shouldRead: ({ id }) => id !== 'm4' });
  burst(offer, 8);
  await tick(1000);
  expect(reads()).toEqual([]);
  expect(receipts.stats()).toMatchObject({ suppressed: 8, pending: 0 });
  expect(told('suppressed')[0]).toMatchObject({ id: 'm4', older: 3 });
  expect(released).toHaveLength(8);
});

test('R15 R17: vetoed activities are handed on at the verdict, those below the ceiling once they are marked', async () => {
  const { offer, gateway, released } = start({ shouldRead: ({ id }) => id !== 'm1' && id !== 'y2' });
  gateway.plan({ afterMs: 300 });
  offer('m1', { customer: '1' });
  offer('m2', { customer: '1' });
  offer('y1', { customer: '2' });
  offer('y2', { customer: '2' });
  await tick(1000);
  expect(released).toEqual(['m1', 'm2']);
  await tick(299);
  expect(released).toEqual(['m1', 'm2']);
  await tick(1);
  expect(released).toEqual(['m1', 'm2', 'y1', 'y2']);
});

test('R15 R7: an answer to a vetoed message waits for the verdict and no longer', async () => {
  const { offer, receipts, activity } = start({ when: 'alongside', shouldRead: () => false });
  offer('a');
  const answer = watch(receipts.beforeAnswer(activity('a')));
  await tick(999);
  expect(answer.state).toBe('open');
  await tick(1);
  expect(answer.state).toBe('resolved');
});

test('R15 R20: a later burst that is allowed marks them all the same, and changes no outcome', async () => {
  const { offer, reads, receipts, activity } = start({ shouldRead: ({ id }) => id !== 'a' });
  offer('a');
  const outcome = receipts.outcome(activity('a'));
  await tick(1000);
  expect(await outcome).toBe('suppressed');
  offer('b');
  await tick(1000);
  expect(reads()).toEqual(['b']);
  expect(receipts.stats()).toMatchObject({ suppressed: 1, sent: 1, covered: 0 });
});

test('R15 R5: a vetoed message sets no mark: one of its second, and an older one, are scheduled', async () => {
  const { offer, reads } = start({ shouldRead: ({ id }) => id !== 'a' });
  offer('a', { at: NOW });
  await tick(1000);
  expect(offer('older', { at: NOW - 60 })).toBe('scheduled');
  await tick(1000);
  expect(reads()).toEqual(['older']);
});

test('R15 R11: a probe skips vetoed targets for the newest allowed one', async () => {
  const { offer, gateway, reads, told } = start({ shouldRead: ({ id }) => id !== 'vetoed' });
  gateway.plan(halt);
  offer('h', { customer: '1' });
  await tick(1000);
  offer('allowed', { customer: '2' });
  await tick(5000);
  offer('vetoed', { customer: '3' });
  await tick(54_999);
  expect(reads()).toEqual(['h']);
  await tick(1);
  expect(reads().slice(0, 2)).toEqual(['h', 'allowed']);
  expect(told('suppressed')).toMatchObject([{ id: 'vetoed' }]);
  expect(told('resumed')).toHaveLength(1);
  await tick(1000);
  expect(reads().toSorted()).toEqual(['allowed', 'h', 'h']);
});

test('R15 R11: with all targets vetoed the next due one is the probe', async () => {
  const { offer, gateway, reads } = start({ shouldRead: ({ id }) => id === 'yes' || performance.now() < 2000 });
  gateway.plan(halt);
  offer('h', { customer: '1' });
  await tick(61_000);
  expect(reads()).toEqual(['h']);
  offer('yes', { customer: '2' });
  await tick(999);
  expect(reads()).toEqual(['h']);
  await tick(1);
  expect(reads()).toEqual(['h', 'yes']);
});

test('R15 R12: an id the provider refused falls back below it, and the policy is asked again', async () => {
  const asked: (string | undefined)[] = [];
  const { offer, gateway, reads, idsTold } = start({
    shouldRead: ({ id }) => {
      asked.push(id);
      return true;
    },
  });
  gateway.plan({ code: 'WA400', kind: 'reject' });
  burst(offer, 3);
  await tick(1000);
  expect(reads()).toEqual(['m3', 'm2']);
  expect(idsTold('rejected')).toEqual(['m3']);
  expect(asked).toEqual(['m1', 'm2', 'm3', 'm1', 'm2']);
});

test('R15: markRead overrides the window, never the policy', async () => {
  const { offer, reads, receipts, activity, told } = start({ shouldRead: () => false });
  offer('a');
  receipts.markRead(activity('a'));
  await tick(0);
  expect(told('suppressed')).toMatchObject([{ id: 'a', reason: 'policy' }]);
  await tick(60_000);
  expect(reads()).toEqual([]);
});
