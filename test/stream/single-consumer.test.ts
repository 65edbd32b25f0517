import { type Activity, dispatch, isTidemarkError, readReceipts } from 'tidemark';
import { expect, test } from 'vitest';
import { createRecordingInbox, deferred, post, text, useChannels } from '../helpers/channel.js';
import { useClock } from '../helpers/clock.js';

const time = useClock();
const open = useChannels(time);
const nothing = (): void => undefined;

function codeOf(act: () => unknown): string | undefined {
  try {
    act();
  } catch (error) {
    return isTidemarkError(error) ? error.code : String(error);
  }
  return undefined;
}

test('a second handle throws at once, and the first goes on', async () => {
  const { channel } = open({ receipts: false });
  const handled: (string | undefined)[] = [];
  channel.handle(({ id }) => void handled.push(id));
  expect(codeOf(() => channel.handle(nothing))).toBe('SECOND_CONSUMER');
  await post(channel, text('wamid.1'));
  await time.clock.tickAsync(0);
  expect(handled).toEqual(['wamid.1']);
});

test('a dispatch beside a handle throws when it is subscribed, not when it is made', () => {
  const { channel } = open();
  channel.handle(nothing);
  const second = channel.incoming$.pipe(readReceipts(channel), dispatch(channel, nothing));
  expect(codeOf(() => second.subscribe())).toBe('SECOND_CONSUMER');
});

test('a handle beside a dispatch throws', () => {
  const { channel } = open();
  channel.incoming$.pipe(readReceipts(channel), dispatch(channel, nothing)).subscribe();
  expect(codeOf(() => channel.handle(nothing))).toBe('SECOND_CONSUMER');
});

test('a second dispatch throws, and one may follow once the first has ended', () => {
  const { channel } = open();
  const bot = channel.incoming$.pipe(readReceipts(channel), dispatch(channel, nothing));
  const first = bot.subscribe();
  expect(codeOf(() => bot.subscribe())).toBe('SECOND_CONSUMER');
  first.unsubscribe();
  expect(codeOf(() => bot.subscribe())).toBeUndefined();
});

test('the consumer of one channel is none of another', () => {
  const one = open().channel;
  const two = open().channel;
  one.handle(nothing);
  expect(codeOf(() => two.handle(nothing))).toBeUndefined();
});

test('activity$ beside a handler only observes: the handler settles', async () => {
  const inbox = createRecordingInbox();
  const { channel } = open({ inbox });
  const work = deferred();
  const seen: Activity[] = [];
  channel.handle(() => work.promise);
  channel.activity$.subscribe((activity) => seen.push(activity));
  await post(channel, text('wamid.1'));
  await time.clock.tickAsync(1000);
  expect(seen).toMatchObject([{ id: 'wamid.1' }]);
  expect(inbox.settled).toEqual([]);
  work.resolve();
  await time.clock.tickAsync(0);
  expect(inbox.settled).toEqual([['wamid.1', 'handled']]);
});

test('a handler registered in the same tick as a subscription to activity$ comes first', async () => {
  const inbox = createRecordingInbox();
  const { channel } = open({ inbox, receipts: false });
  const seen: string[] = [];
  await post(channel, text('wamid.1'));
  channel.activity$.subscribe(({ id }) => seen.push(`observed ${id}`));
  channel.handle(({ id }) => void seen.push(`handled ${id}`));
  await time.clock.tickAsync(0);
  expect(seen.toSorted()).toEqual(['handled wamid.1', 'observed wamid.1']);
  expect(inbox.settled).toEqual([['wamid.1', 'handled']]);
});

test('a handler registered while activity$ has taken delivery is given what is not settled yet', async () => {
  const inbox = createRecordingInbox();
  const { channel } = open({ inbox });
  const handled: (string | undefined)[] = [];
  channel.activity$.subscribe();
  await post(channel, text('wamid.1'));
  await time.clock.tickAsync(500);
  channel.handle(({ id }) => void handled.push(id));
  await time.clock.tickAsync(10_000);
  expect(handled).toEqual(['wamid.1']);
  expect(inbox.settled).toEqual([['wamid.1', 'handled']]);
});

test('a handler registered by a subscriber, while what waited is emitted, is given all of it', async () => {
  const { channel } = open();
  const handled: (string | undefined)[] = [];
  await post(channel, text('wamid.1'), text('wamid.2'));
  channel.activity$.subscribe();
  let registered = false;
  channel.incoming$.subscribe(() => {
    if (!registered) channel.handle(({ id }) => void handled.push(id));
    registered = true;
  });
  await time.clock.tickAsync(10_000);
  expect(handled).toEqual(['wamid.1', 'wamid.2']);
});

test('a handler registered after activity$ has taken delivery is given what comes next', async () => {
  const inbox = createRecordingInbox();
  const { channel } = open({ inbox, receipts: false });
  channel.activity$.subscribe();
  await time.clock.tickAsync(0);
  await post(channel, text('wamid.1'));
  channel.handle(() => undefined);
  await post(channel, text('wamid.2'));
  await time.clock.tickAsync(0);
  expect(inbox.settled).toEqual([
    ['wamid.1', 'emitted'],
    ['wamid.2', 'handled'],
  ]);
});

test('after the stop function a new consumer gets what was left, once and in order', async () => {
  const inbox = createRecordingInbox();
  const { channel } = open({ inbox });
  const seen: string[] = [];
  const stop = channel.handle(({ id }) => void seen.push(`first ${id}`));
  await post(channel, text('wamid.1'));
  await time.clock.tickAsync(1000);
  await post(channel, text('wamid.2'));
  await time.clock.tickAsync(100);
  stop();
  await time.clock.tickAsync(5000);
  await post(channel, text('wamid.3'));
  expect(seen).toEqual(['first wamid.1']);
  channel.handle(({ id }) => void seen.push(`second ${id}`));
  await time.clock.tickAsync(5000);
  expect(seen).toEqual(['first wamid.1', 'second wamid.2', 'second wamid.3']);
  expect(inbox.settled.map(([id]) => id)).toEqual(['wamid.1', 'wamid.2', 'wamid.3']);
});

test('a consumer that follows in the same tick is given what was held', async () => {
  const inbox = createRecordingInbox();
  const { channel, gateway } = open({ inbox });
  const seen: string[] = [];
  const stop = channel.handle(({ id }) => void seen.push(`first ${id}`));
  await time.clock.tickAsync(0);
  await post(channel, text('wamid.1'));
  await time.clock.tickAsync(500);
  stop();
  channel.handle(({ id }) => void seen.push(`second ${id}`));
  await time.clock.tickAsync(500);
  expect(seen).toEqual(['second wamid.1']);
  expect(gateway.reads).toHaveLength(1);
});

test('the turn that runs when a handler is stopped ends and settles; a new consumer is not given its activity', async () => {
  const inbox = createRecordingInbox();
  const { channel, gateway } = open({ inbox, receipts: false });
  const work = deferred();
  const second: (string | undefined)[] = [];
  const stop = channel.handle(async (_activity, turn) => {
    await work.promise;
    await turn.reply('done');
  });
  await post(channel, text('wamid.1'));
  await time.clock.tickAsync(0);
  stop();
  channel.handle(({ id }) => void second.push(id));
  await time.clock.tickAsync(0);
  work.resolve();
  await time.clock.tickAsync(0);
  expect(gateway.sends).toMatchObject([{ text: 'done' }]);
  expect(second).toEqual([]);
  expect(inbox.settled).toEqual([['wamid.1', 'handled']]);
});

test('a stop function called twice does not stop the next consumer', async () => {
  const { channel } = open({ receipts: false });
  const handled: (string | undefined)[] = [];
  const stop = channel.handle(nothing);
  stop();
  channel.handle(({ id }) => void handled.push(id));
  stop();
  await post(channel, text('wamid.1'));
  await time.clock.tickAsync(0);
  expect(handled).toEqual(['wamid.1']);
  expect(codeOf(() => channel.handle(nothing))).toBe('SECOND_CONSUMER');
});
