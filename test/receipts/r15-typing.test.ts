import type { ReadDecision } from 'tidemark';
import { expect, test } from 'vitest';
import { START_MS } from '../helpers/clock.js';
import { useReceipts } from '../helpers/receipts.js';

const { start, tick } = useReceipts();
const NOW = START_MS / 1000;

test('R15 R8: typing asks for the newest message, and makes no call when it is vetoed', async () => {
  let says = true;
  const asked: (string | undefined)[] = [];
  const { offer, reads, receipts, activity } = start({
    shouldRead: ({ id }) => {
      asked.push(id);
      return says;
    },
  });
  offer('a');
  await tick(1000);
  receipts.typing(activity('a'));
  await tick(0);
  expect(reads()).toEqual(['a', 'a+typing']);
  says = false;
  await tick(20_000);
  expect(asked).toEqual(['a', 'a', 'a']);
  await tick(100_000);
  expect(reads()).toEqual(['a', 'a+typing']);
});

test("R15 R8: typing asks for the conversation's newest message, not for the one whose handler asks", async () => {
  const asked: (string | undefined)[] = [];
  const { offer, receipts, activity, reads } = start({
    shouldRead: ({ id }) => {
      asked.push(id);
      return true;
    },
  });
  offer('a', { at: NOW - 1 });
  offer('b', { at: NOW });
  await tick(1000);
  asked.length = 0;
  receipts.typing(activity('a'));
  await tick(0);
  expect(reads()).toEqual(['b', 'b+typing']);
  expect(asked).toEqual(['b']);
});

test('R15 R8: in a conversation that was forgotten, the policy is asked about the message that would be marked', async () => {
  let says = false;
  const asked: (string | undefined)[] = [];
  const { offer, receipts, activity, reads } = start({
    shouldRead: ({ id }) => {
      asked.push(id);
      return says;
    },
  });
  offer('a');
  offer('b');
  await tick(1000);
  asked.length = 0;
  receipts.typing(activity('a'));
  await tick(0);
  says = true;
  receipts.typing(activity('b'));
  await tick(0);
  expect(reads()).toEqual(['b+typing']);
  expect(asked).toEqual(['a', 'b']);
});

test('R12 R15: where the newest message was refused, the indicator is shown at the one that is handled', async () => {
  let says = false;
  const { offer, gateway, receipts, activity, reads } = start({ when: 'alongside', shouldRead: () => says });
  offer('a');
  await tick(1000);
  says = true;
  gateway.plan({ code: 'WA400', kind: 'reject' });
  offer('b', { tap: true });
  await tick(0);
  receipts.typing(activity('a'));
  await tick(0);
  expect(reads()).toEqual(['b', 'a+typing']);
});

test('R14 R15: an indicator is not shown at a message that is too old to be marked', async () => {
  const { offer, receipts, activity, reads } = start({ shouldRead: () => true });
  offer('a', { at: NOW - 31 * 86_400 });
  receipts.typing(activity('a'));
  await tick(1000);
  expect(reads()).toEqual([]);
});

test('R5 R8: an indicator marks the message it was shown at, whoever asks for it meanwhile', async () => {
  let says: ReadDecision = { notBefore: new Date(START_MS + 3_600_000) };
  const { offer, gateway, receipts, activity, reads, idsTold } = start({ when: 'alongside', shouldRead: () => says });
  offer('a');
  await tick(1000);
  says = true;
  gateway.plan({ afterMs: 500 });
  receipts.typing(activity('a'));
  await tick(100);
  offer('b');
  receipts.typing(activity('b'));
  await tick(400);
  expect(reads()).toEqual(['a+typing']);
  expect(idsTold('covered')).toEqual(['a']);
});

test('R15 R8: an indicator that a veto kept back does not delay the next one', async () => {
  const { offer, reads, receipts, activity } = start({ when: 'alongside', shouldRead: ({ id }) => id !== 'a' });
  offer('a');
  receipts.typing(activity('a'));
  await tick(1000);
  receipts.handled(activity('a'), 'handled');
  offer('b');
  receipts.typing(activity('b'));
  await tick(1000);
  expect(reads()).toEqual(['b+typing']);
});

test('R15 R8: an indicator that rides on a receipt is asked about with it, and kept back by a ceiling', async () => {
  const { offer, reads, receipts, activity } = start({ when: 'alongside', shouldRead: ({ id }) => id !== 'b' });
  offer('a', { at: NOW - 1 });
  offer('b', { at: NOW });
  receipts.typing(activity('a'));
  await tick(1000);
  expect(reads()).toEqual(['a']);
});

test('R15 R8: a typing call is not made while the newest message is postponed', async () => {
  const notBefore = new Date(START_MS + 60_000);
  const { offer, reads, receipts, activity } = start({
    shouldRead: () => (performance.now() < 60_000 ? { notBefore } : true),
  });
  offer('a');
  await tick(2000);
  receipts.typing(activity('a'));
  await tick(57_999);
  expect(reads()).toEqual([]);
  receipts.handled(activity('a'), 'handled');
  await tick(1);
  expect(reads()).toEqual(['a']);
});

test('R15 R8: a policy that throws or is late about the indicator means no, and the bot notices nothing', async () => {
  let asked = 0;
  const { offer, reads, receipts, activity } = start({
    shouldRead: () => {
      asked += 1;
      if (asked === 2) throw new Error('broken policy');
      return asked === 1 || new Promise(() => undefined);
    },
  });
  offer('a');
  await tick(1000);
  receipts.typing(activity('a'));
  await tick(30_000);
  receipts.typing(activity('a'));
  await tick(30_000);
  expect(asked).toBe(3);
  expect(reads()).toEqual(['a']);
});

test('R15 R5 R8: a postponed message that a call for the indicator has marked read is covered, without another call', async () => {
  const decisions: ReadDecision[] = [{ notBefore: new Date(START_MS + 60_000) }];
  const { offer, reads, receipts, activity, idsTold } = start({ shouldRead: () => decisions.shift() ?? true });
  offer('a');
  await tick(2000);
  receipts.typing(activity('a'));
  await tick(0);
  receipts.handled(activity('a'), 'handled');
  await tick(120_000);
  expect(reads()).toEqual(['a+typing']);
  expect(idsTold('covered')).toEqual(['a']);
});

test('R15: a repetition is no newer than its first time, so the policy is asked about the newest message', async () => {
  const asked: (string | undefined)[] = [];
  const { offer, receipts, activity } = start({ shouldRead: ({ id }) => asked.push(id) > 0 });
  offer('a');
  offer('b');
  await tick(1000);
  offer('a');
  asked.length = 0;
  receipts.typing(activity('b'));
  await tick(0);
  expect(asked).toEqual(['b']);
});
