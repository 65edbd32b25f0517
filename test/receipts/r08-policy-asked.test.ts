import type { ReadDecision } from 'tidemark';
import { expect, test } from 'vitest';
import { START_MS } from '../helpers/clock.js';
import { useReceipts } from '../helpers/receipts.js';

const { start, tick } = useReceipts();
const withReceipt = { typing: 'withReceipt' } as const;

/** Says these one after the other, then yes. */
function saying(...decisions: ReadDecision[]): { shouldRead: () => ReadDecision } {
  return { shouldRead: () => decisions.shift() ?? true };
}

/** A policy that takes half a second. */
async function slow(): Promise<boolean> {
  await new Promise((resolve) => setTimeout(resolve, 500));
  return true;
}

test('R8 R15: withReceipt, a vetoed receipt leaves no wish for the indicator behind', async () => {
  const { offer, reads, receipts } = start({ ...withReceipt, ...saying(false) });
  offer('a');
  await tick(60_000);
  expect(receipts.stats()).toMatchObject({ suppressed: 1 });
  expect(reads()).toEqual([]);
});

test.each(['answered', 'handled'] as const)(
  'R8 R15: the indicator is dropped when the turn is %s while the policy is asked',
  async (end) => {
    const { offer, reads, receipts, activity } = start({ when: 'alongside', shouldRead: slow });
    offer('a');
    receipts.typing(activity('a'));
    await tick(1200);
    if (end === 'answered') receipts.answered(activity('a'));
    else receipts.handled(activity('a'), 'handled');
    await tick(60_000);
    expect(reads()).toEqual(['a']);
  },
);

test('R8 R15: a call that would only show the indicator is not made when the answer goes while the policy is asked', async () => {
  const { offer, reads, receipts, activity } = start({ shouldRead: slow });
  offer('a');
  await tick(1500);
  receipts.typing(activity('a'));
  await tick(200);
  receipts.answered(activity('a'));
  await tick(60_000);
  expect(reads()).toEqual(['a']);
});

test('R8 R15: withReceipt, a postponed message whose handler has ended is read without the indicator', async () => {
  const later = { notBefore: new Date(START_MS + 60_000) };
  const { offer, reads, receipts, activity } = start({ ...withReceipt, ...saying(later) });
  offer('a');
  await tick(1000);
  receipts.handled(activity('a'), 'handled');
  await tick(60_000);
  expect(reads()).toEqual(['a']);
});

test.each([
  ['vetoes', false],
  ['postpones', { notBefore: new Date(START_MS + 3_600_000) }],
])('R8 R15: a repetition without the indicator that the policy %s is not made after all', async (_, decision) => {
  const { offer, gateway, reads } = start({ ...withReceipt, ...saying(true, decision) });
  gateway.plan({ code: 'WA400', kind: 'reject' });
  offer('a');
  await tick(10_000);
  expect(reads()).toEqual(['a+typing']);
});

test('R8 R15: an answer that went while the policy was asked does not bring the next indicator forward', async () => {
  const { offer, gateway, receipts, activity } = start({ ...withReceipt, shouldRead: slow });
  offer('a', { tap: true });
  await tick(100);
  offer('b');
  receipts.answered(activity('b'));
  await tick(20_399);
  expect(gateway.reads.filter(({ typing }) => typing)).toMatchObject([{ id: 'a', atMs: 500 }]);
});

test('R8 R15: an indicator that was refused while the policy was asked is not sent', async () => {
  let asked = 0;
  const { offer, gateway, reads } = start({
    ...withReceipt,
    shouldRead: ({ id }) => {
      asked += 1;
      return id === 'b' ? slow() : true;
    },
  });
  gateway.plan({ code: 'WA400', kind: 'reject' });
  offer('b', { customer: '2' });
  offer('a', { customer: '1' });
  await tick(1500);
  expect(asked).toBe(3);
  expect(reads()).toEqual(['a+typing', 'a', 'b']);
});
