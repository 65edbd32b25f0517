import type { Activity } from 'tidemark';
import { expect, test } from 'vitest';
import { message, reaction } from '../helpers/activities.js';
import { useReceipts } from '../helpers/receipts.js';

const { start, tick } = useReceipts();
const retry = { code: 'NETWORK', kind: 'retry' } as const;

/** An activity as a foreign adapter may give it. */
function without(activity: Activity, ...fields: (keyof Activity)[]): Activity {
  const copy = { ...activity };
  for (const field of fields) delete copy[field];
  return copy;
}

test('R8: asked for in a conversation that is not known, it is shown at the message, with its number', async () => {
  const { gateway, receipts } = start();
  receipts.typing(message({ id: 'a', businessNumber: '4411' }));
  await tick(0);
  expect(gateway.reads).toMatchObject([{ id: 'a', typing: true, businessNumber: '4411' }]);
});

test('R8 R22: asked for or answered without a recipient, nothing is thrown', async () => {
  const { offer, reads, receipts, activity } = start();
  offer('a', { tap: true });
  await tick(0);
  const lone = without(activity('a'), 'recipient');
  receipts.typing(lone);
  await tick(0);
  expect(reads()).toEqual(['a', 'a+typing']);
  receipts.answered(lone);
  receipts.typing(without(message({ customer: '2' }), 'recipient'));
});

test('R8: a conversation that middleware keeps with its number in front is found by the id its turns have', async () => {
  const { offerActivity, reads, receipts } = start();
  const foreign = { ...message({ id: 'a', tap: true }), conversation: { id: '919800000001' } };
  offerActivity({ ...foreign, conversation: { id: '911200000000:919800000001' } });
  await tick(0);
  receipts.typing({ ...reaction('a'), id: 'r', conversation: foreign.conversation });
  await tick(0);
  expect(reads()).toEqual(['a', 'a+typing']);
});

test('R8: what is known by its own id is not taken for one with the number in front', async () => {
  const { offerActivity, reads, receipts } = start();
  const own = { ...message({ id: 'own', tap: true }), conversation: { id: 'c' } };
  offerActivity({ ...own, id: 'prefixed', conversation: { id: '911200000000:c' } });
  offerActivity(own);
  await tick(0);
  receipts.typing({ ...own, id: 'r', type: 'messageReaction' });
  await tick(0);
  expect(reads()).toEqual(['prefixed', 'own', 'own+typing']);
});

test('R8 R12: a message refused with the indicator is known once its plain repetition has marked it', async () => {
  const { offer, gateway, reads, receipts } = start({ maxPerSecond: 1 });
  gateway.plan({ code: 'WA400', kind: 'reject' });
  receipts.typing(message({ id: 'a' }));
  await tick(1000);
  expect(reads()).toEqual(['a+typing', 'a']);
  expect(offer('a')).toBe('duplicate');
});

test('R8 R19: a typing call that failed counts for the 20 s also where nothing else is known', async () => {
  const { gateway, reads, receipts } = start();
  const activity = message({ id: 'a' });
  gateway.plan(retry);
  receipts.typing(activity);
  await tick(0);
  receipts.handled(activity, 'handled');
  receipts.typing(activity);
  await tick(19_999);
  expect(reads()).toEqual(['a+typing']);
  await tick(1);
  expect(reads()).toEqual(['a+typing', 'a+typing']);
});

test('R8 R15: in a conversation that was forgotten the policy is asked about the message there is', async () => {
  const asked: (string | undefined)[] = [];
  const { reads, receipts } = start({
    shouldRead({ id }) {
      asked.push(id);
      return id !== 'vetoed';
    },
  });
  receipts.typing(message({ id: 'allowed', customer: '1' }));
  receipts.typing(message({ id: 'vetoed', customer: '2' }));
  await tick(0);
  expect(asked).toEqual(['allowed', 'vetoed']);
  expect(reads()).toEqual(['allowed+typing']);
});
