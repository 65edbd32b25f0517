import { expect, test } from 'vitest';
import { START_MS } from '../helpers/clock.js';
import { useReceipts, watch } from '../helpers/receipts.js';

const { start, tick } = useReceipts();

test('R15 R21: close waits for a postponed message whose time comes within drainTimeoutMs', async () => {
  const { offer, gateway, receipts } = start({
    shouldRead: () => performance.now() >= 5000 || { notBefore: new Date(START_MS + 5000) },
  });
  offer('a');
  await tick(1000);
  const closed = watch(receipts.close());
  await tick(3999);
  expect(closed.state).toBe('open');
  await tick(1);
  expect(closed.state).toBe('resolved');
  expect(gateway.reads).toMatchObject([{ id: 'a', atMs: 5000 }]);
});

test('R21 R20: close waits no longer than for the call of a burst with more than five messages', async () => {
  const { offer, receipts } = start();
  for (let n = 1; n <= 7; n += 1) offer(`m${n}`);
  const closed = watch(receipts.close());
  await tick(0);
  expect(closed.state).toBe('resolved');
  expect(receipts.stats()).toMatchObject({ sent: 1, covered: 6 });
});
