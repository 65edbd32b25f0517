import { concatMap, delay, of } from 'rxjs';
import { dispatch, isTidemarkError, isTurnError, readReceipts } from 'tidemark';
import { expect, test } from 'vitest';
import { conversationOf, OTHER, post, stateOf, text, useChannels } from '../helpers/channel.js';
import { useClock } from '../helpers/clock.js';

const time = useClock();
const open = useChannels(time);
const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

test('R21: close called inside a turn does not wait for that turn, but for the others', async () => {
  const { channel } = open();
  const order: string[] = [];
  channel.handle(async ({ from }) => {
    if (from.id === OTHER) {
      await sleep(3000);
      order.push('other turn ended');
      return;
    }
    await channel.close();
    order.push('closed');
  });
  await post(channel, text('wamid.1', { from: OTHER }), text('wamid.2'));
  await time.clock.tickAsync(3999);
  expect(order).toEqual([]);
  await time.clock.tickAsync(1);
  expect(order).toEqual(['other turn ended', 'closed']);
});

test('R21: close called inside a turn, once it was called outside, does not wait for that turn', async () => {
  const { channel } = open({ receipts: false, drainTimeoutMs: 9000 });
  const ended: number[] = [];
  const start = performance.now();
  channel.handle(async () => {
    await sleep(1000);
    await channel.close();
    ended.push(performance.now() - start);
  });
  await post(channel, text('wamid.1'));
  await time.clock.tickAsync(0);
  const closing = stateOf(channel.close());
  await time.clock.tickAsync(10_000);
  expect([closing.done, ended]).toEqual([true, [1000]]);
});

test('R21: an activity on its way through an asynchronous operator is given back, not lost', async () => {
  const { channel } = open({ receipts: false });
  const slow = concatMap((activity: Parameters<typeof channel.turn>[0]) => of(activity).pipe(delay(60_000)));
  channel.incoming$
    .pipe(
      readReceipts(channel),
      slow,
      dispatch(channel, () => undefined),
    )
    .subscribe();
  await post(channel, text('wamid.1'));
  await time.clock.tickAsync(0);
  const closing = stateOf(channel.close());
  await time.clock.tickAsync(20_000);
  expect(closing.value?.remaining.map(({ id }) => id)).toEqual(['wamid.1']);
  await time.clock.tickAsync(60_000);
});

test('after close a proactive turn is refused with a typed error, and a turn kept from before does not send', async () => {
  const { channel, gateway } = open({ receipts: false, drainTimeoutMs: 0 });
  const late: ReturnType<typeof stateOf>[] = [];
  channel.handle(async (_activity, turn) => {
    await sleep(1000);
    late.push(stateOf(turn.reply('late')));
  });
  await post(channel, text('wamid.1'));
  await time.clock.tickAsync(0);
  const closing = channel.close();
  await time.clock.tickAsync(0);
  await closing;
  const proactive = stateOf(channel.continueConversation(conversationOf(), () => undefined));
  await time.clock.tickAsync(1000);
  expect(isTidemarkError(proactive.error) && proactive.error.code).toBe('CHANNEL_CLOSED');
  expect(late.map(({ error }) => isTurnError(error))).toEqual([true]);
  expect(gateway.sends).toEqual([]);
});
