import { expect, test } from 'vitest';
import { useReceipts } from '../helpers/receipts.js';

const { start, tick } = useReceipts();
const reject = { code: 'WA400', kind: 'reject' } as const;
const retry = { code: 'NETWORK', kind: 'retry' } as const;
const DAY_MS = 86_400_000;

test('R8: a rejected call that carried the indicator is repeated plain for the same id', async () => {
  const { offer, gateway, reads, receipts, activity } = start({ when: 'alongside' });
  gateway.plan(reject);
  offer('older');
  offer('a');
  receipts.typing(activity('a'));
  await tick(1000);
  expect(reads()).toEqual(['a+typing', 'a']);
  expect(receipts.stats()).toMatchObject({ sent: 1, covered: 1, rejected: 0, calls: 2, failedCalls: 1 });
});

test('R8: when the plain call succeeds, the number asks for no indicator for 24 h', async () => {
  const { offer, gateway, reads, receipts, activity } = start({ when: 'alongside' });
  gateway.plan(reject);
  offer('a');
  receipts.typing(activity('a'));
  await tick(1000);
  receipts.handled(activity('a'), 'handled');
  await tick(DAY_MS - 2000);
  offer('b', { customer: '2' });
  receipts.typing(activity('b'));
  await tick(1000);
  receipts.typing(activity('b'));
  await tick(999);
  expect(reads()).toEqual(['a+typing', 'a', 'b']);
  receipts.handled(activity('b'), 'handled');
  await tick(1);
  receipts.typing(activity('b'));
  await tick(0);
  expect(reads()).toEqual(['a+typing', 'a', 'b', 'b+typing']);
});

test('R8: a refused indicator is remembered for its own number only', async () => {
  const { offer, gateway, reads, receipts, activity } = start({ when: 'alongside' });
  gateway.plan(reject);
  offer('a');
  receipts.typing(activity('a'));
  await tick(1000);
  offer('b', { businessNumber: '2' });
  receipts.typing(activity('b'));
  await tick(1000);
  expect(reads()).toEqual(['a+typing', 'a', 'b+typing']);
});

test('R8 R12: when the plain call is rejected too, the next older id follows and the indicator is not held to blame', async () => {
  const { offer, gateway, reads, receipts, activity } = start({ when: 'alongside' });
  gateway.plan(reject, reject);
  offer('older');
  offer('a');
  receipts.typing(activity('a'));
  await tick(1000);
  expect(reads().slice(0, 2)).toEqual(['a+typing', 'a']);
  expect(reads()[2]).toMatch(/^older/);
  receipts.handled(activity('a'), 'handled');
  offer('b', { customer: '2' });
  receipts.typing(activity('b'));
  await tick(1000);
  expect(reads()).toContain('b+typing');
  expect(receipts.stats()).toMatchObject({ rejected: 1, sent: 2 });
});

test('R8: a rejected typing call is repeated plain, and only if that succeeds the indicator counts as refused', async () => {
  const { offer, gateway, reads, receipts, activity } = start();
  offer('a');
  await tick(1000);
  gateway.plan(reject);
  receipts.typing(activity('a'));
  await tick(0);
  expect(reads()).toEqual(['a', 'a+typing', 'a']);
  receipts.handled(activity('a'), 'handled');
  await tick(20_000);
  receipts.typing(activity('a'));
  await tick(0);
  expect(reads()).toHaveLength(3);
});

test('R8: when the plain repeat of a typing call is rejected too, the indicator does not count as refused', async () => {
  const { offer, gateway, reads, receipts, activity } = start();
  offer('a');
  await tick(1000);
  gateway.plan(reject, reject);
  receipts.typing(activity('a'));
  await tick(0);
  receipts.handled(activity('a'), 'handled');
  offer('b', { customer: '2' });
  await tick(1000);
  receipts.typing(activity('b'));
  await tick(0);
  expect(reads().slice(-2)).toEqual(['b', 'b+typing']);
});

test('R8: after a rejected typing call no newer receipt carries the indicator within 20 s', async () => {
  const { offer, gateway, reads, receipts, activity } = start();
  offer('a');
  await tick(1000);
  gateway.plan({ ...reject, afterMs: 100 });
  receipts.typing(activity('a'));
  offer('b');
  await tick(19_999);
  expect(reads().filter((read) => read.endsWith('+typing'))).toEqual(['a+typing']);
  expect(reads().filter((read) => read.startsWith('b'))).toEqual(['b']);
});

test('R8 R20: an older message that joins a plain repeat which is rejected goes on alone', async () => {
  const { offer, gateway, receipts, activity, reads } = start({ giveUpMs: 0 });
  gateway.plan(retry, reject, { ...reject, afterMs: 500 });
  offer('a');
  await tick(1000);
  receipts.typing(activity('a'));
  await tick(0);
  expect(reads()).toEqual(['a', 'a+typing', 'a']);
  offer('late', { at: Date.now() / 1000 - 5 });
  await tick(5000);
  receipts.handled(activity('a'), 'handled');
  expect(receipts.stats()).toMatchObject({ accepted: 2, failed: 1, sent: 1, pending: 0 });
  expect(reads().at(-1)).toBe('late');
});

test('R8 R20: once its message is given up, a plain repeat is owed to nobody', async () => {
  const { offer, gateway, reads, receipts, activity } = start({ when: 'alongside', giveUpMs: 0 });
  gateway.plan(reject, retry);
  offer('a');
  receipts.typing(activity('a'));
  await tick(1000);
  expect(receipts.stats()).toMatchObject({ failed: 1, pending: 0 });
  await tick(60_000);
  receipts.handled(activity('a'), 'handled');
  expect(reads()).toEqual(['a+typing', 'a', ...Array(4).fill('a+typing')]);
});

test('R8: the plain repeat names the same id, though typing was asked for at another meanwhile', async () => {
  const { offer, gateway, reads, receipts, activity } = start({ giveUpMs: 0 });
  gateway.plan(retry, { ...reject, afterMs: 500 });
  offer('a');
  offer('b');
  await tick(1000);
  receipts.typing(activity('a'));
  await tick(100);
  receipts.typing(activity('b'));
  await tick(400);
  receipts.handled(activity('b'), 'handled');
  expect(reads()).toEqual(['b', 'a+typing', 'a']);
});
