import { expect, test } from 'vitest';
import { useReceipts } from '../helpers/receipts.js';

const { start, tick } = useReceipts();
const retry = { code: 'NETWORK', kind: 'retry' } as const;
const withReceipt = { typing: 'withReceipt' } as const;

test('R8: withReceipt, the tick and the bubble are one call', async () => {
  const { offer, reads, receipts, told } = start(withReceipt);
  offer('a');
  offer('b');
  await tick(999);
  expect(reads()).toEqual([]);
  await tick(1);
  expect(reads()).toEqual(['b+typing']);
  expect(told('sent')).toMatchObject([{ id: 'b', typing: true }]);
  expect(receipts.stats()).toMatchObject({ calls: 1, typingCalls: 0 });
});

test('R8: withReceipt, it is renewed every 20 s while the handler runs and not after its end', async () => {
  const { offer, gateway, receipts, activity } = start(withReceipt);
  offer('a');
  await tick(1000 + 19_999);
  expect(gateway.reads).toHaveLength(1);
  await tick(1);
  expect(gateway.reads).toMatchObject([
    { atMs: 1000, typing: true },
    { id: 'a', atMs: 21_000, typing: true },
  ]);
  await tick(20_000);
  expect(gateway.reads).toHaveLength(3);
  receipts.handled(activity('a'), 'handled');
  await tick(120_000);
  expect(gateway.reads).toHaveLength(3);
});

test.each(['failed', 'timedOut'] as const)(
  'R8: withReceipt, it is not renewed after a turn that %s',
  async (outcome) => {
    const { offer, reads, receipts, activity } = start(withReceipt);
    offer('a');
    await tick(5000);
    receipts.handled(activity('a'), outcome);
    await tick(120_000);
    expect(reads()).toEqual(['a+typing']);
  },
);

test('R8: withReceipt, it is not renewed after an answer', async () => {
  const { offer, reads, receipts, activity } = start(withReceipt);
  offer('a');
  await tick(5000);
  receipts.answered(activity('a'));
  await tick(120_000);
  expect(reads()).toEqual(['a+typing']);
});

test.each(['handled', 'answered'] as const)(
  'R8: withReceipt, a receipt whose turn has already %s goes without the bubble',
  async (what) => {
    const { offer, reads, receipts, activity } = start({ ...withReceipt, when: 'alongside' });
    offer('a');
    await tick(400);
    if (what === 'answered') receipts.answered(activity('a'));
    else receipts.handled(activity('a'), 'handled');
    await tick(120_000);
    expect(reads()).toEqual(['a']);
  },
);

test('R8: withReceipt, a burst of which one handler still follows carries the bubble', async () => {
  const { offer, reads, receipts, activity } = start({ ...withReceipt, when: 'alongside' });
  offer('a');
  offer('b');
  receipts.handled(activity('a'), 'handled');
  await tick(1000);
  expect(reads()).toEqual(['b+typing']);
});

test('R8: withReceipt, the bubble belongs to the turns of the burst that are not over', async () => {
  const { offer, reads, receipts, activity } = start({ ...withReceipt, when: 'alongside' });
  for (const id of ['a', 'b', 'c']) offer(id);
  receipts.handled(activity('c'), 'handled');
  await tick(1000);
  receipts.handled(activity('a'), 'handled');
  await tick(20_000);
  expect(reads()).toEqual(['c+typing', 'c+typing']);
  receipts.handled(activity('b'), 'handled');
  await tick(120_000);
  expect(reads()).toHaveLength(2);
});

test('R8: withReceipt, a next receipt within 20 s of the bubble goes without it, at 20 s with it', async () => {
  const { offer, gateway, receipts, activity } = start({ ...withReceipt, quietMs: 0 });
  offer('a');
  await tick(0);
  receipts.handled(activity('a'), 'handled');
  await tick(19_999);
  offer('b');
  await tick(0);
  receipts.handled(activity('b'), 'handled');
  await tick(1);
  offer('c');
  await tick(0);
  expect(gateway.reads.map(({ id, typing, atMs }) => [id, typing, atMs])).toEqual([
    ['a', true, 0],
    ['b', false, 19_999],
    ['c', true, 20_000],
  ]);
});

test('R8: withReceipt, after an answer the next may carry it in 3 s, and 1 ms before not', async () => {
  const { offer, gateway, receipts, activity } = start({ ...withReceipt, quietMs: 0 });
  for (const customer of ['1', '2']) offer(`first${customer}`, { customer });
  await tick(500);
  for (const customer of ['1', '2']) {
    receipts.answered(activity(`first${customer}`));
    receipts.handled(activity(`first${customer}`), 'handled');
  }
  await tick(2999);
  offer('early', { customer: '1' });
  await tick(1);
  offer('late', { customer: '2' });
  await tick(0);
  expect(gateway.reads.slice(2)).toMatchObject([
    { id: 'early', typing: false },
    { id: 'late', typing: true },
  ]);
});

test('R8: withReceipt, a bot that asks as well causes no further call', async () => {
  const { offer, reads, receipts, activity, told } = start(withReceipt);
  offer('a');
  receipts.typing(activity('a'));
  await tick(1000);
  receipts.typing(activity('a'));
  await tick(19_999);
  expect(reads()).toEqual(['a+typing']);
  expect(told('absorbed').length).toBeGreaterThan(0);
  await tick(1);
  expect(reads()).toEqual(['a+typing', 'a+typing']);
});

test('R8: withReceipt, a retry carries it again, and no longer once the handler has ended', async () => {
  const { offer, gateway, reads, receipts, activity } = start(withReceipt);
  gateway.plan(retry, retry);
  offer('a');
  await tick(1500);
  expect(reads()).toEqual(['a+typing', 'a+typing']);
  receipts.handled(activity('a'), 'handled');
  await tick(120_000);
  expect(reads()).toEqual(['a+typing', 'a+typing', 'a']);
});

test('R8: withReceipt, a refused bubble is repeated plain for the same id, and remembered for the number', async () => {
  const { offer, gateway, reads, idsTold } = start(withReceipt);
  gateway.plan({ code: 'WA400', kind: 'reject' });
  offer('a');
  await tick(1000);
  expect(reads()).toEqual(['a+typing', 'a']);
  expect(idsTold('sent')).toEqual(['a']);
  offer('b', { customer: '2' });
  await tick(60_000);
  expect(reads()).toEqual(['a+typing', 'a', 'b']);
});

test('R8 R11: withReceipt, a probe goes without it', async () => {
  const { offer, gateway, reads } = start(withReceipt);
  gateway.plan({ code: 'RBC001', kind: 'halt' });
  offer('a');
  await tick(60_999);
  expect(reads()).toEqual(['a+typing']);
  await tick(1);
  expect(reads().slice(0, 2)).toEqual(['a+typing', 'a']);
});

test('R8 R15: withReceipt, a renewal asks the policy too, and is not made when it says no', async () => {
  let says = true;
  const { offer, reads } = start({ ...withReceipt, shouldRead: () => says });
  offer('a');
  await tick(1000);
  says = false;
  await tick(100_000);
  expect(reads()).toEqual(['a+typing']);
});

test('R8 R15: withReceipt, a call lowered below a vetoed message goes without it', async () => {
  const { offer, reads } = start({ ...withReceipt, shouldRead: ({ id }) => id !== 'b' });
  offer('a');
  offer('b');
  await tick(1000);
  expect(reads()).toEqual(['a']);
});

test("R8: typing 'off' lets no receipt carry it", async () => {
  const { offer, reads } = start({ typing: 'off' });
  offer('a');
  await tick(120_000);
  expect(reads()).toEqual(['a']);
});
