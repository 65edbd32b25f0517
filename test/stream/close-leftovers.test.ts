import type { Observable } from 'rxjs';
import { dispatch, readReceipts } from 'tidemark';
import { expect, test } from 'vitest';
import { never, post, stateOf, text, useChannels } from '../helpers/channel.js';
import { useClock } from '../helpers/clock.js';

const time = useClock();
const open = useChannels(time);
const closeNow = async (channel: ReturnType<typeof open>['channel'], ms = 0): Promise<void> => {
  const closing = channel.close();
  await time.clock.tickAsync(ms);
  await closing;
};

test('R21: every stream completes, those of readReceipts and dispatch too', async () => {
  const { channel } = open();
  const completed: string[] = [];
  const on = (name: string): { complete: () => void } => ({ complete: () => completed.push(name) });
  channel.incoming$.subscribe(on('incoming'));
  channel.activity$.subscribe(on('activity'));
  channel.status$.subscribe(on('status'));
  channel.account$.subscribe(on('account'));
  channel.incoming$.pipe(readReceipts(channel)).subscribe(on('readReceipts'));
  channel.incoming$
    .pipe(
      readReceipts(channel),
      dispatch(channel, () => undefined),
    )
    .subscribe(on('dispatch'));
  await closeNow(channel);
  await time.clock.tickAsync(0);
  expect(completed.toSorted()).toEqual(['account', 'activity', 'dispatch', 'incoming', 'readReceipts', 'status']);
});

test('R21: the streams of a closed channel complete for whoever comes late', async () => {
  const { channel } = open();
  await closeNow(channel);
  const completed: string[] = [];
  for (const name of ['incoming$', 'activity$', 'status$', 'account$'] as const) {
    (channel[name] as Observable<unknown>).subscribe({ complete: () => completed.push(name) });
  }
  expect(completed).toHaveLength(4);
  expect(time.clock.countTimers()).toBe(0);
});

test('R21: no timer of a turn with a time limit survives', async () => {
  const { channel } = open({ drainTimeoutMs: 1000 });
  channel.handle(never);
  await post(channel, text('wamid.1'));
  await time.clock.tickAsync(2000);
  await closeNow(channel, 1000);
  expect(time.clock.countTimers()).toBe(0);
});

test('R21: no timer of a proactive turn survives', async () => {
  const { channel } = open({ drainTimeoutMs: 1000 });
  const proactive = stateOf(channel.continueConversation('911200000000:919800000001', never));
  await closeNow(channel, 1000);
  await time.clock.tickAsync(0);
  expect(proactive.done).toBe(true);
  expect(time.clock.countTimers()).toBe(0);
});

test('R21: no timer of a delay survives that an ended turn left behind', async () => {
  const { channel } = open({ receipts: false });
  channel.handle((_activity, turn) => {
    void turn.reply({ type: 'delay', value: 3_600_000 });
  });
  await post(channel, text('wamid.1'));
  await time.clock.tickAsync(0);
  await closeNow(channel);
  const left = time.clock.countTimers();
  time.clock.reset();
  expect(left).toBe(0);
});

test('R21: no timer of a delay survives that a bare activity$ asked for', async () => {
  const { channel } = open({ receipts: false });
  channel.activity$.subscribe((activity) => void channel.turn(activity).reply({ type: 'delay', value: 3_600_000 }));
  await post(channel, text('wamid.1'));
  await time.clock.tickAsync(0);
  await closeNow(channel);
  expect(time.clock.countTimers()).toBe(0);
});

test('R21: no timer survives of activities that never reached dispatch, of typing, of backoff and of halts', async () => {
  const { channel, gateway } = open({ drainTimeoutMs: 1000 });
  gateway.plan({ code: 'NETWORK', kind: 'retry', retryAfterMs: 60_000 }, { code: 'RBC001', kind: 'halt' });
  channel.incoming$
    .pipe(
      readReceipts(channel),
      dispatch(channel, async (_activity, turn) => turn.typing()),
    )
    .subscribe();
  channel.incoming$.subscribe((activity) => void channel.turn(activity).typing());
  await time.clock.tickAsync(0);
  await post(channel, text('wamid.1'), text('wamid.2', { from: '919800000005' }));
  await time.clock.tickAsync(1200);
  await closeNow(channel, 1000);
  expect(time.clock.countTimers()).toBe(0);
});

test('R21: a channel closed before its delivery starts leaves no timer', async () => {
  const { channel } = open();
  channel.handle(() => undefined);
  channel.activity$.subscribe();
  await channel.close();
  expect(time.clock.countTimers()).toBe(0);
});

test('a handler registered on a closed channel is given nothing and leaves no timer', async () => {
  const { channel } = open();
  await closeNow(channel);
  try {
    channel.handle(() => undefined)();
  } catch (error) {
    expect(error).toMatchObject({ code: 'CHANNEL_CLOSED' });
  }
  expect(time.clock.countTimers()).toBe(0);
});

test('settled of a webhook whose activity close left over resolves: nothing more will be done', async () => {
  const { channel } = open();
  const answer = await post(channel, text('wamid.1'));
  const settled = stateOf(answer.settled());
  await closeNow(channel);
  await time.clock.tickAsync(0);
  expect(settled.done).toBe(true);
});

test('settled asked for after close resolves too', async () => {
  const { channel } = open();
  const answer = await post(channel, text('wamid.1'));
  await closeNow(channel);
  const settled = stateOf(answer.settled());
  await time.clock.tickAsync(0);
  expect(settled.done).toBe(true);
});
