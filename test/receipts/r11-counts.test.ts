import { expect, test } from 'vitest';
import { useReceipts } from '../helpers/receipts.js';

const { start, tick } = useReceipts();
const retry = { code: 'NETWORK', kind: 'retry' } as const;
const reject = { code: 'WA400', kind: 'reject' } as const;
const halt = { code: 'RBC001', kind: 'halt' } as const;

test('R11: a probe that may pass is followed by another, which resumes, and the halt is told once', async () => {
  const { offer, gateway, told } = start();
  gateway.plan(halt, retry);
  offer('a', { tap: true });
  await tick(180_000);
  expect(gateway.reads.map(({ atMs }) => atMs)).toEqual([0, 60_000, 180_000]);
  expect(told('halted')).toHaveLength(1);
  expect(told('resumed')).toHaveLength(1);
});

test('R11: calls that were in the air when the number halted tell no second halt', async () => {
  const { offer, gateway, told } = start();
  gateway.plan({ ...halt, afterMs: 100 }, { ...retry, afterMs: 200 }, halt);
  for (const customer of ['1', '2', '3']) offer(customer, { customer, tap: true });
  await tick(1000);
  expect(gateway.reads).toHaveLength(3);
  expect(told('halted')).toHaveLength(1);
});

test('R11: a refusal of a call that was in the air when 10 rejects halted the number moves no probe', async () => {
  const { offer, gateway, told } = start();
  gateway.plan({ ...reject, afterMs: 3000 }, ...Array(10).fill(reject));
  for (let n = 0; n <= 10; n += 1) offer(`m${n}`, { customer: `${n}`, tap: true });
  await tick(0);
  expect(told('halted')).toMatchObject([{ reason: '10_REJECTS' }]);
  offer('next', { customer: 'next', tap: true });
  await tick(59_999);
  expect(gateway.reads).toHaveLength(11);
  await tick(1);
  expect(gateway.reads.at(-1)).toMatchObject({ id: 'next', atMs: 60_000 });
});

test('R11: 10 rejects of one id do not halt', async () => {
  const { offer, gateway, told } = start();
  gateway.plan(...Array(10).fill(reject));
  for (let n = 0; n < 10; n += 1) offer('same', { customer: `${n}`, tap: true });
  await tick(1000);
  expect(gateway.reads).toHaveLength(10);
  expect(told('halted')).toEqual([]);
});
