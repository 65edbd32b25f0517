import { expect, test } from 'vitest';
import { newNumber } from '../../src/receipts/core/record.js';
import { typingAt } from '../../src/receipts/core/typing.js';
import { useReceipts } from '../helpers/receipts.js';

const { start, tick } = useReceipts();
const retry = { code: 'NETWORK', kind: 'retry' } as const;
const withReceipt = { typing: 'withReceipt' } as const;

test('R8: withReceipt, it is renewed for 5 min at the most where the end of the turn is never told', async () => {
  const { offer, gateway } = start(withReceipt);
  offer('a');
  await tick(1_000_000);
  expect(gateway.reads.at(-1)?.atMs).toBe(281_000);
  expect(gateway.reads).toHaveLength(15);
});

test('R8: it is renewed while the handler that asked runs, not while another of the burst does', async () => {
  const { offer, reads, receipts, activity } = start({ when: 'alongside' });
  offer('a');
  offer('b');
  receipts.typing(activity('a'));
  await tick(1000);
  receipts.handled(activity('a'), 'handled');
  await tick(60_000);
  expect(reads()).toEqual(['b+typing']);
});

test('R8 R10: a failed receipt that went without the indicator does not bring the next one forward', async () => {
  const { offer, gateway, reads, receipts, activity } = start();
  offer('a');
  await tick(1000);
  receipts.typing(activity('a'));
  await tick(0);
  gateway.plan(retry);
  offer('b');
  await tick(1500);
  receipts.typing(activity('b'));
  await tick(18_499);
  expect(reads()).toEqual(['a', 'a+typing', 'b', 'b']);
  await tick(1);
  receipts.handled(activity('a'), 'handled');
  receipts.handled(activity('b'), 'handled');
  expect(reads().at(-1)).toBe('b+typing');
});

test('R8 R15: a receipt lowered by a veto, gone without the indicator, does not bring the next one forward', async () => {
  const { offer, gateway, reads, receipts, activity } = start({
    shouldRead: ({ id }) => id !== 'c' || performance.now() > 3000,
  });
  offer('a');
  await tick(1000);
  receipts.typing(activity('a'));
  await tick(500);
  offer('b');
  offer('c');
  await tick(2000);
  receipts.typing(activity('c'));
  await tick(17_499);
  expect(reads()).toEqual(['a', 'a+typing', 'b']);
  await tick(1);
  receipts.handled(activity('c'), 'handled');
  expect(gateway.reads.at(-1)).toMatchObject({ typing: true, atMs: 21_000 });
});

test('R8: asked for anew after 20 s, in a conversation that had nothing to do meanwhile, it is no one too many', async () => {
  const { offer, reads, receipts, activity, told } = start();
  offer('a');
  await tick(1000);
  receipts.typing(activity('a'));
  await tick(0);
  receipts.handled(activity('a'), 'handled');
  await tick(20_000);
  receipts.typing(activity('a'));
  await tick(0);
  receipts.handled(activity('a'), 'handled');
  expect(told('absorbed')).toEqual([]);
  expect(reads()).toEqual(['a', 'a+typing', 'a+typing']);
});

test('R8 R15: withReceipt, a request while the policy is asked about a call that will carry it is absorbed', async () => {
  const { offer, reads, receipts, activity, told } = start({
    ...withReceipt,
    async shouldRead() {
      await new Promise((resolve) => setTimeout(resolve, 500));
      return true;
    },
  });
  offer('a');
  await tick(1200);
  expect(told('absorbed')).toEqual([]);
  receipts.typing(activity('a'));
  expect(told('absorbed')).toMatchObject([{ id: 'a' }]);
  await tick(300);
  receipts.handled(activity('a'), 'handled');
  expect(reads()).toEqual(['a+typing']);
});

test('R8 R19: a turn that asks again and again does not make the wish of another be forgotten', async () => {
  const { offer, reads, receipts, activity } = start();
  offer('a');
  offer('b');
  await tick(1000);
  receipts.typing(activity('a'));
  for (let n = 0; n < 20; n += 1) receipts.typing(activity('b'));
  receipts.handled(activity('b'), 'handled');
  await tick(20_000);
  receipts.handled(activity('a'), 'handled');
  expect(reads()).toEqual(['b', 'b+typing', 'b+typing']);
});

test('R8 R19: of 17 turns of one conversation at once the wish of the first is forgotten', async () => {
  const { offer, reads, receipts, activity } = start();
  const ids = Array.from({ length: 17 }, (_, n) => `m${n}`);
  for (const id of ids) offer(id);
  await tick(1000);
  for (const id of ids) receipts.typing(activity(id));
  for (const id of ids.slice(1)) receipts.handled(activity(id), 'handled');
  await tick(60_000);
  expect(reads()).toEqual(['m16', 'm16+typing']);
});

test('R8: a wish whose time is up before the next indicator may go makes no call', () => {
  const position = { id: 'a', at: 1, arrival: 1 };
  const typing = { wanted: true, by: ['a'], fallback: position, plain: undefined, repeatsPlain: false };
  const nothing = { pending: undefined, flight: undefined, awaiting: undefined, postponed: undefined };
  const rest = { backoff: undefined, rejected: undefined, mark: undefined, held: [] };
  const record = { conversation: 'c', arrivals: 1, ...nothing, ...rest };
  const number = newNumber('n', 20, 0);
  const at = (untilMs: number): number =>
    typingAt({ ...record, typing: { ...typing, notBeforeMs: 20_000, untilMs } }, number);
  expect(at(20_001)).toBe(20_000);
  expect(at(20_000)).toBe(Number.POSITIVE_INFINITY);
  expect(at(10_000)).toBe(Number.POSITIVE_INFINITY);
});

test('R8 R12: asked for at a reaction, where the only message was refused, it makes no call', async () => {
  const { offer, gateway, reads, receipts, activity } = start();
  gateway.plan({ code: 'WA400', kind: 'reject' });
  offer('a');
  await tick(1000);
  receipts.typing({ ...activity('a'), id: 'reaction', type: 'messageReaction' });
  await tick(60_000);
  expect(reads()).toEqual(['a']);
});
