import { expect, test } from 'vitest';
import { useReceipts } from '../helpers/receipts.js';

const { start, tick, setRandom } = useReceipts();
const retry = { code: 'NETWORK', kind: 'retry' } as const;

test('R8: the indicator rides on the pending receipt, at its due time', async () => {
  const { offer, reads, receipts, activity, told } = start({ when: 'alongside' });
  offer('a');
  receipts.typing(activity('a'));
  await tick(999);
  expect(reads()).toEqual([]);
  await tick(1);
  expect(reads()).toEqual(['a+typing']);
  expect(told('sent')).toMatchObject([{ id: 'a', typing: true }]);
  expect(receipts.stats()).toMatchObject({ calls: 1, typingCalls: 0 });
});

test('R8: with nothing pending it makes one call, for the newest message', async () => {
  const { offer, reads, receipts, activity } = start();
  offer('a');
  offer('b');
  await tick(1000);
  receipts.typing(activity('a'));
  await tick(0);
  expect(reads()).toEqual(['b', 'b+typing']);
  expect(receipts.stats()).toMatchObject({ calls: 2, typingCalls: 1, sent: 1, covered: 1 });
});

test('R8: asked for during a call, it follows once that call is answered', async () => {
  const { offer, gateway, reads, receipts, activity } = start({ when: 'alongside' });
  gateway.plan({ afterMs: 300 });
  offer('a');
  await tick(1100);
  receipts.typing(activity('a'));
  await tick(199);
  expect(reads()).toEqual(['a']);
  await tick(1);
  expect(reads()).toEqual(['a', 'a+typing']);
});

test('R8: however often a bot asks, there is at most one call per 20 s', async () => {
  const { offer, reads, receipts, activity } = start();
  offer('a');
  await tick(1000);
  for (let second = 0; second < 20; second += 1) {
    receipts.typing(activity('a'));
    await tick(999);
    receipts.typing(activity('a'));
    await tick(second === 19 ? 0 : 1);
  }
  expect(reads()).toEqual(['a', 'a+typing']);
  await tick(1);
  expect(reads()).toEqual(['a', 'a+typing', 'a+typing']);
});

test('R8: the 20 s hold across a newer message, whose receipt goes without the indicator', async () => {
  const { offer, reads, receipts, activity } = start();
  offer('a');
  await tick(1000);
  receipts.typing(activity('a'));
  await tick(1000);
  offer('b');
  await tick(1000);
  receipts.typing(activity('b'));
  await tick(17_999);
  expect(reads()).toEqual(['a', 'a+typing', 'b']);
  await tick(1);
  expect(reads()).toEqual(['a', 'a+typing', 'b', 'b+typing']);
});

test('R8: the 20 s count from a call that carried the indicator with a receipt', async () => {
  const { offer, reads, receipts, activity } = start({ when: 'alongside' });
  offer('a');
  receipts.typing(activity('a'));
  await tick(1000 + 19_999);
  expect(reads()).toEqual(['a+typing']);
  await tick(1);
  expect(reads()).toEqual(['a+typing', 'a+typing']);
});

test('R8: it is renewed every 20 s while the handler runs, and no longer', async () => {
  const { offer, reads, receipts, activity } = start();
  offer('a');
  await tick(1000);
  receipts.typing(activity('a'));
  await tick(40_000);
  expect(reads()).toEqual(['a', 'a+typing', 'a+typing', 'a+typing']);
  receipts.handled(activity('a'), 'handled');
  await tick(100_000);
  expect(reads()).toHaveLength(4);
});

test('R8: an answer ends it', async () => {
  const { offer, reads, receipts, activity } = start();
  offer('a');
  await tick(1000);
  receipts.typing(activity('a'));
  await tick(100);
  receipts.answered(activity('a'));
  await tick(100_000);
  expect(reads()).toEqual(['a', 'a+typing']);
});

test('R8: after an answer the next may follow in 3 s', async () => {
  const { offer, reads, receipts, activity } = start();
  offer('a');
  await tick(1000);
  receipts.typing(activity('a'));
  await tick(500);
  receipts.answered(activity('a'));
  receipts.typing(activity('a'));
  await tick(2999);
  expect(reads()).toEqual(['a', 'a+typing']);
  await tick(1);
  expect(reads()).toEqual(['a', 'a+typing', 'a+typing']);
});

test('R8: the 3 s after an answer hold for the next turn too', async () => {
  const { offer, reads, receipts, activity } = start();
  offer('a');
  await tick(1000);
  receipts.typing(activity('a'));
  await tick(0);
  receipts.answered(activity('a'));
  receipts.handled(activity('a'), 'handled');
  offer('b');
  await tick(1000);
  receipts.typing(activity('b'));
  await tick(1999);
  expect(reads()).toEqual(['a', 'a+typing', 'b']);
  await tick(1);
  expect(reads()).toEqual(['a', 'a+typing', 'b', 'b+typing']);
});

test('R8: it is dropped when the answer goes first', async () => {
  const { offer, reads, receipts, activity } = start({ when: 'alongside' });
  offer('a');
  receipts.typing(activity('a'));
  await tick(500);
  receipts.answered(activity('a'));
  await tick(60_000);
  expect(reads()).toEqual(['a']);
});

test('R8: it is dropped when the handler has ended', async () => {
  const { offer, reads, receipts, activity } = start({ when: 'alongside' });
  offer('a');
  receipts.typing(activity('a'));
  await tick(500);
  receipts.handled(activity('a'), 'handled');
  await tick(60_000);
  expect(reads()).toEqual(['a']);
});

test('R8: it is asked for again when its call is retried', async () => {
  const { offer, gateway, reads, receipts, activity } = start({ when: 'alongside' });
  gateway.plan(retry);
  offer('a');
  receipts.typing(activity('a'));
  await tick(1500);
  expect(reads()).toEqual(['a+typing', 'a+typing']);
});

test.each(['answered', 'handled'] as const)('R8: it is dropped on retries once the turn has %s', async (what) => {
  const { offer, gateway, reads, receipts, activity } = start({ when: 'alongside' });
  gateway.plan(retry);
  offer('a');
  receipts.typing(activity('a'));
  await tick(1200);
  if (what === 'answered') receipts.answered(activity('a'));
  else receipts.handled(activity('a'), 'handled');
  await tick(60_000);
  expect(reads()).toEqual(['a+typing', 'a']);
});

test("R8: typing 'off' makes no typing call and lets no receipt carry it", async () => {
  const { offer, reads, receipts, activity } = start({ typing: 'off', when: 'alongside' });
  offer('a');
  receipts.typing(activity('a'));
  await tick(1000);
  receipts.typing(activity('a'));
  await tick(60_000);
  expect(reads()).toEqual(['a']);
});

test('R8: an indicator asked for in a window of its own rides with the newest message only', async () => {
  const { offer, reads, receipts, activity } = start({ when: 'alongside' });
  offer('a');
  receipts.typing(activity('a'));
  await tick(500);
  offer('b');
  await tick(1000);
  expect(reads()).toEqual(['b+typing']);
});

test('R8: a request that rides on another call is absorbed', async () => {
  const { offer, receipts, activity, told } = start({ when: 'alongside' });
  offer('a');
  receipts.typing(activity('a'));
  await tick(1000);
  expect(told('absorbed')).toMatchObject([{ conversation: activity('a').conversation.id, id: 'a' }]);
});

test('R8: a request that is one too many within 20 s is absorbed', async () => {
  const { offer, receipts, activity, told } = start();
  offer('a');
  await tick(1000);
  receipts.typing(activity('a'));
  await tick(5000);
  expect(told('absorbed')).toEqual([]);
  receipts.typing(activity('a'));
  expect(told('absorbed')).toMatchObject([{ conversation: activity('a').conversation.id }]);
});

test('R8 R10: while typing calls fail, a bot that goes on asking makes at most one call per 20 s', async () => {
  setRandom(1);
  const { offer, gateway, reads, receipts, activity } = start();
  offer('a');
  await tick(1000);
  gateway.always(retry);
  for (let second = 0; second < 20; second += 1) {
    receipts.typing(activity('a'));
    await tick(second === 19 ? 999 : 1000);
  }
  expect(reads()).toEqual(['a', 'a+typing']);
});

test('R8 R10: a typing call does not go inside the backoff of its conversation', async () => {
  setRandom(1);
  const { offer, gateway, reads, receipts, activity } = start({ when: 'alongside' });
  gateway.plan(retry);
  offer('a');
  await tick(1000);
  receipts.typing(activity('a'));
  await tick(1499);
  expect(reads()).toEqual(['a']);
  await tick(1);
  expect(reads()).toEqual(['a', 'a+typing']);
});

test('R8 R12: a message the provider refused is not named by a typing call', async () => {
  const { offer, gateway, reads, receipts, activity } = start();
  gateway.plan({ code: 'WA400', kind: 'reject' });
  offer('a');
  await tick(1000);
  receipts.typing(activity('a'));
  await tick(60_000);
  expect(reads()).toEqual(['a']);
});

test('R8 R14: a message older than 30 days is not named by a typing call', async () => {
  const { offer, reads, receipts, activity } = start();
  expect(offer('a', { at: Date.now() / 1000 - 31 * 86_400 })).toBe('expired');
  receipts.typing(activity('a'));
  await tick(60_000);
  expect(reads()).toEqual([]);
});
