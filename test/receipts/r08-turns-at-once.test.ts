import { expect, test } from 'vitest';
import { useReceipts } from '../helpers/receipts.js';

const { start, tick } = useReceipts();

const orders = [
  ['last', ['a', 'b']],
  ['first', ['b', 'a']],
] as const;

test.each(orders)(
  'R8: of two turns at once, the end of the one that asked %s leaves the indicator to the other',
  async (_what, asked) => {
    const { offer, reads, receipts, activity } = start({ when: 'alongside' });
    for (const id of ['a', 'b']) offer(id);
    for (const id of asked) receipts.typing(activity(id));
    await tick(5000);
    receipts.handled(activity('b'), 'handled');
    await tick(16_000);
    expect(reads()).toEqual(['b+typing', 'b+typing']);
    receipts.handled(activity('a'), 'handled');
    await tick(120_000);
    expect(reads()).toHaveLength(2);
  },
);

test('R8: a turn that has asked twice ends once: the indicator is dropped', async () => {
  const { offer, reads, receipts, activity } = start({ when: 'alongside' });
  for (const id of ['a', 'b']) offer(id);
  for (const id of ['a', 'b', 'a']) receipts.typing(activity(id));
  await tick(5000);
  for (const id of ['a', 'b']) receipts.handled(activity(id), 'handled');
  await tick(120_000);
  expect(reads()).toEqual(['b+typing']);
});

test('R8: before its call goes, an indicator that one of two turns still wants is kept, one nobody wants is dropped', async () => {
  const { offer, reads, receipts, activity } = start({ when: 'alongside' });
  for (const customer of ['1', '2']) {
    const [older, newer] = [`older${customer}`, `newer${customer}`];
    for (const id of [older, newer]) offer(id, { customer });
    for (const id of [older, newer]) receipts.typing(activity(id));
    receipts.handled(activity(newer), 'handled');
  }
  receipts.handled(activity('older2'), 'handled');
  await tick(1000);
  expect(reads().toSorted()).toEqual(['newer1+typing', 'newer2']);
});

test.each(orders)(
  'R8: of two turns at once, an answer of the one that asked %s drops the indicator for both',
  async (_what, asked) => {
    const { offer, reads, receipts, activity } = start({ when: 'alongside' });
    for (const id of ['a', 'b']) offer(id);
    for (const id of asked) receipts.typing(activity(id));
    await tick(5000);
    receipts.answered(activity('b'));
    await tick(120_000);
    expect(reads()).toEqual(['b+typing']);
  },
);

test('R8: after an answer the indicator belongs only to the turn that has asked again', async () => {
  const { offer, reads, receipts, activity } = start({ when: 'alongside' });
  for (const id of ['a', 'b']) offer(id);
  for (const id of ['a', 'b']) receipts.typing(activity(id));
  await tick(5000);
  // So that the conversation is not idle, which would forget who has asked.
  offer('c');
  receipts.answered(activity('b'));
  receipts.typing(activity('b'));
  await tick(3000);
  expect(reads()).toEqual(['b+typing', 'c', 'c+typing']);
  receipts.handled(activity('b'), 'handled');
  await tick(120_000);
  expect(reads()).toHaveLength(3);
});

test.each([
  ['newest', ['b', 'a']],
  ['oldest', ['a', 'b']],
] as const)(
  'R8: withReceipt, when the turn of the %s message ends first, the bubble is renewed for the other',
  async (_what, [first, last]) => {
    const { offer, reads, receipts, activity } = start({ typing: 'withReceipt', when: 'alongside' });
    for (const id of ['a', 'b']) offer(id);
    await tick(5000);
    receipts.handled(activity(first), 'handled');
    await tick(16_000);
    expect(reads()).toEqual(['b+typing', 'b+typing']);
    receipts.handled(activity(last), 'handled');
    await tick(120_000);
    expect(reads()).toHaveLength(2);
  },
);

test('R8: withReceipt, a turn that asks as well leaves the bubble to the others all the same', async () => {
  const { offer, reads, receipts, activity } = start({ typing: 'withReceipt', when: 'alongside' });
  for (const id of ['a', 'b']) offer(id);
  await tick(2000);
  receipts.typing(activity('b'));
  await tick(3000);
  receipts.handled(activity('b'), 'handled');
  await tick(16_000);
  expect(reads()).toEqual(['b+typing', 'b+typing']);
});

test('R8: the indicator is wanted for as long as the turn that may go on longest', async () => {
  const { offer, reads, receipts, activity } = start({ when: 'alongside' });
  offer('a');
  offer('b');
  receipts.typing(activity('b'), { forMs: 60_000 });
  receipts.typing(activity('a'), { forMs: 10_000 });
  await tick(45_000);
  expect(reads()).toEqual(['b+typing', 'b+typing', 'b+typing']);
});

test('R8: a wish that a failed call has dropped does not come back with another turn', async () => {
  const { offer, gateway, reads, receipts, activity } = start({ when: 'alongside' });
  offer('a', { tap: true });
  await tick(0);
  gateway.plan({ code: 'NETWORK', kind: 'retry' });
  receipts.typing(activity('a'));
  await tick(0);
  offer('c');
  receipts.typing(activity('c'));
  receipts.handled(activity('c'), 'handled');
  await tick(60_000);
  expect(reads().filter((read) => read.endsWith('+typing'))).toHaveLength(1);
});
