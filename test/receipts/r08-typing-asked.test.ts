import type { Activity } from 'tidemark';
import { expect, test } from 'vitest';
import { reaction } from '../helpers/activities.js';
import { START_MS } from '../helpers/clock.js';
import { useReceipts } from '../helpers/receipts.js';

const { start, tick } = useReceipts();
const NOW = START_MS / 1000;
const place = { conversation: '911200000000:919800000001', businessNumber: '911200000000' };

/** An activity as a foreign adapter may give it. */
function without(activity: Activity, ...fields: (keyof Activity)[]): Activity {
  const copy = { ...activity };
  for (const field of fields) delete copy[field];
  return copy;
}

test('R8: asked again before the first could be shown, it is absorbed at once', () => {
  const { offer, receipts, activity, told } = start({ when: 'alongside' });
  offer('a');
  receipts.typing(activity('a'));
  expect(told('absorbed')).toEqual([]);
  receipts.typing(activity('a'));
  expect(told('absorbed')).toEqual([{ ...place, id: 'a' }]);
});

test('R8: asked for by the next turn within the 20 s, it is absorbed at once', async () => {
  const { offer, receipts, activity, told } = start();
  offer('a', { tap: true });
  await tick(0);
  receipts.typing(activity('a'));
  await tick(0);
  receipts.handled(activity('a'), 'handled');
  await tick(19_999);
  receipts.typing(activity('a'));
  expect(told('absorbed')).toEqual([{ ...place, id: 'a' }]);
});

test('R8: the receipt of a newer message that goes without the indicator absorbs nothing', async () => {
  const { offer, reads, receipts, activity, told } = start();
  offer('a', { tap: true });
  await tick(0);
  receipts.typing(activity('a'));
  await tick(1000);
  offer('b', { tap: true });
  await tick(0);
  expect(reads()).toEqual(['a', 'a+typing', 'b']);
  expect(told('absorbed')).toEqual([]);
});

test('R8: asked for in the turn of a reaction, it is shown at the newest message', async () => {
  const { offer, reads, receipts, activity } = start();
  offer('a', { tap: true });
  await tick(0);
  receipts.typing({ ...reaction('a'), id: 'r', conversation: activity('a').conversation });
  await tick(0);
  expect(reads()).toEqual(['a', 'a+typing']);
});

test('R8: asked for in the turn of an activity without an id, it is told and ends with that turn', async () => {
  const { offer, reads, receipts, activity, told } = start();
  offer('a', { tap: true });
  await tick(0);
  const nameless = without(activity('a'), 'id');
  receipts.typing(nameless);
  receipts.typing(nameless);
  await tick(0);
  receipts.handled(nameless, 'handled');
  await tick(60_000);
  expect(reads()).toEqual(['a', 'a+typing']);
  expect(told('absorbed')).toEqual([{ ...place, id: '' }]);
});

test('R8: an answer told after the turn has ended brings the next indicator forward too', async () => {
  const { offer, reads, receipts, activity } = start();
  offer('a', { tap: true });
  await tick(0);
  receipts.typing(activity('a'));
  await tick(0);
  receipts.handled(activity('a'), 'handled');
  receipts.answered(activity('a'));
  receipts.typing(activity('a'));
  await tick(2999);
  expect(reads()).toEqual(['a', 'a+typing']);
  await tick(1);
  expect(reads()).toEqual(['a', 'a+typing', 'a+typing']);
});

test('R8: it is not renewed after forMs', async () => {
  const { offer, reads, receipts, activity } = start();
  offer('a', { tap: true });
  await tick(0);
  receipts.typing(activity('a'), { forMs: 30_000 });
  await tick(600_000);
  expect(reads()).toEqual(['a', 'a+typing', 'a+typing']);
});

test('R8 R17: one that is manual by itself is not marked by the indicator', async () => {
  const { offer, reads, receipts, activity } = start();
  offer('own', {}, { when: 'manual' });
  receipts.typing(activity('own'));
  await tick(60_000);
  expect(reads()).toEqual([]);
});

test('R8 R15: the policy is asked about the newest message, not about a late one', async () => {
  const asked: (string | undefined)[] = [];
  const { offer, receipts, activity } = start({
    shouldRead({ id }) {
      asked.push(id);
      return true;
    },
  });
  offer('newest', { tap: true });
  await tick(0);
  expect(offer('late', { at: NOW - 60 })).toBe('covered');
  receipts.typing(activity('late'));
  await tick(0);
  expect(asked).toEqual(['newest', 'newest']);
});

test.each(['a', 'b'])(
  'R8 R5 R15: asked for by the handler of a postponed message (%s), it is shown at the newest and covers all',
  async (id) => {
    const until = START_MS + 60_000;
    let says = false;
    const { offer, reads, receipts, activity, idsTold } = start({
      shouldRead: () => says || { notBefore: new Date(until) },
    });
    offer('a');
    offer('b');
    await tick(2000);
    says = true;
    receipts.typing(activity(id));
    await tick(0);
    expect(idsTold('covered')).toEqual(['a', 'b']);
    receipts.handled(activity(id), 'handled');
    await tick(120_000);
    expect(reads()).toEqual(['b+typing']);
  },
);

test("R8: the tick's own indicator absorbs nothing where nobody asked for it", async () => {
  const { offer, reads, told } = start({ typing: 'withReceipt' });
  offer('a', { tap: true });
  await tick(0);
  expect(reads()).toEqual(['a+typing']);
  expect(told('absorbed')).toEqual([]);
});
