import type { Activity } from 'tidemark';
import { expect, test } from 'vitest';
import { START_MS } from '../helpers/clock.js';
import { useReceipts } from '../helpers/receipts.js';

const { start, tick } = useReceipts();
const NOW = START_MS / 1000;
const DAY_MS = 86_400_000;
const reject = { code: 'WA400', kind: 'reject' } as const;
const retry = { code: 'NETWORK', kind: 'retry' } as const;

/** A policy that takes half a second, or that only about this message. */
function slow(about?: string): { shouldRead: (activity: Activity) => Promise<boolean> } {
  return {
    async shouldRead({ id }) {
      if (about === undefined || id === about) await new Promise((resolve) => setTimeout(resolve, 500));
      return true;
    },
  };
}

test('R8 R15: asked for while the policy is asked about the receipt, it follows that call', async () => {
  const { offer, gateway, receipts, activity } = start({ when: 'alongside', ...slow() });
  offer('a');
  await tick(1200);
  receipts.typing(activity('a'));
  await tick(2000);
  receipts.handled(activity('a'), 'handled');
  expect(gateway.reads).toMatchObject([
    { id: 'a', typing: false, atMs: 1500 },
    { id: 'a', typing: true, atMs: 2000 },
  ]);
});

test.each(['answered', 'handled'] as const)(
  'R8 R15: withReceipt, it is dropped when the only turn is %s while the policy is asked',
  async (end) => {
    const { offer, reads, receipts, activity } = start({ when: 'alongside', typing: 'withReceipt', ...slow() });
    offer('a');
    await tick(1200);
    if (end === 'answered') receipts.answered(activity('a'));
    else receipts.handled(activity('a'), 'handled');
    await tick(60_000);
    expect(reads()).toEqual(['a']);
  },
);

test('R8 R15: it is dropped when the turn that asked has ended while the policy is asked, though another runs', async () => {
  const { offer, reads, receipts, activity } = start({ when: 'alongside', ...slow() });
  offer('a');
  offer('b');
  receipts.typing(activity('a'));
  await tick(1200);
  receipts.handled(activity('a'), 'handled');
  await tick(60_000);
  expect(reads()).toEqual(['b']);
});

test('R8 R15 R6: an older message joins a call for the indicator that the policy has allowed', async () => {
  const { offer, gateway, reads, receipts, activity } = start({ giveUpMs: 0, shouldRead: () => true });
  gateway.plan(retry, { afterMs: 500 });
  offer('a');
  await tick(1000);
  receipts.typing(activity('a'));
  await tick(0);
  expect(offer('older', { at: NOW - 5 })).toBe('joined');
  await tick(500);
  receipts.handled(activity('a'), 'handled');
  expect(reads()).toEqual(['a', 'a+typing']);
  expect(receipts.stats()).toMatchObject({ failed: 1, covered: 1, pending: 0 });
});

test('R8 R15: a call for the indicator is not made when another conversation has it refused while the policy is asked', async () => {
  const { offer, gateway, reads, receipts, activity } = start({ when: 'alongside', ...slow('a') });
  offer('a', { customer: '1', tap: true });
  await tick(1000);
  receipts.typing(activity('a'));
  gateway.plan(reject);
  offer('b', { customer: '2' });
  receipts.typing(activity('b'));
  receipts.flush(activity('b').conversation.id);
  await tick(60_000);
  expect(reads()).toEqual(['a', 'b+typing', 'b']);
});

test('R8 R15: the policy is asked and the call made at the very end of the 24 h after a refusal', async () => {
  const { offer, gateway, reads, receipts, activity } = start({ shouldRead: () => true });
  offer('a', { tap: true });
  await tick(0);
  gateway.plan(reject);
  receipts.typing(activity('a'));
  await tick(0);
  receipts.handled(activity('a'), 'handled');
  await tick(DAY_MS);
  receipts.typing(activity('a'));
  await tick(0);
  receipts.handled(activity('a'), 'handled');
  expect(reads()).toEqual(['a', 'a+typing', 'a', 'a+typing']);
});
