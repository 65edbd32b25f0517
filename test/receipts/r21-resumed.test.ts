import { expect, test } from 'vitest';
import { useReceipts } from '../helpers/receipts.js';

const { start, tick } = useReceipts();

test('R21: a number that a call on its way resumes is waited for, though it was halted when closing began', async () => {
  const { offer, gateway, receipts } = start();
  gateway.plan({ code: 'RBC001', kind: 'halt' }, { afterMs: 0 }, { afterMs: 0 });
  offer('a', { customer: '919800000001' });
  offer('b', { customer: '919800000002' });
  const closed = receipts.close();
  await tick(0);
  expect(await closed).toEqual({ remaining: 0 });
  expect(receipts.stats()).toMatchObject({ sent: 2, pending: 0 });
});
