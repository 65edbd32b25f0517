import { concatMap, delay, filter, map, of } from 'rxjs';
import { type Activity, dispatch, isTidemarkError, readReceipts } from 'tidemark';
import { expect, test } from 'vitest';
import { message } from '../helpers/activities.js';
import { conversationOf, createRecordingInbox, post, text, useChannels } from '../helpers/channel.js';
import { useClock } from '../helpers/clock.js';

const time = useClock();
const open = useChannels(time);

test('an operator between the parts may replace the activity: it is held, settled and answered all the same', async () => {
  const inbox = createRecordingInbox();
  const { channel, gateway } = open({ inbox });
  const shout = map((activity: Activity) => ({ ...activity, text: `${activity.text}`.toUpperCase() }));
  const bot = dispatch(channel, (activity, turn) => turn.reply(`${activity.text}`).then(() => undefined));
  channel.incoming$.pipe(shout, readReceipts(channel), shout, bot).subscribe();
  await post(channel, text('wamid.1', { body: 'hi' }));
  await time.clock.tickAsync(999);
  expect(gateway.calls).toEqual([]);
  await time.clock.tickAsync(1);
  expect(gateway.calls).toMatchObject([
    { what: 'read', id: 'wamid.1' },
    { what: 'send', text: 'HI' },
  ]);
  expect(inbox.settled).toEqual([['wamid.1', 'handled']]);
});

test('R7: the answer to a replaced activity waits for its receipt', async () => {
  const { channel, gateway } = open({ receipts: { when: 'alongside' } });
  const copy = map((activity: Activity) => structuredClone(activity));
  const bot = dispatch(channel, (_activity, turn) => turn.reply('hello').then(() => undefined));
  channel.incoming$.pipe(readReceipts(channel), copy, bot).subscribe();
  await time.clock.tickAsync(0);
  await post(channel, text('wamid.1'));
  await time.clock.tickAsync(999);
  expect(gateway.calls).toEqual([]);
  await time.clock.tickAsync(1);
  expect(gateway.calls.map(({ what }) => what)).toEqual(['read', 'send']);
});

test('dispatch emits an activity whose handler failed as well: its turn is done', async () => {
  const inbox = createRecordingInbox();
  const { channel } = open({ inbox, receipts: false });
  const out: Activity[] = [];
  const bot = dispatch(channel, () => {
    throw new Error('broken bot');
  });
  channel.incoming$.pipe(bot).subscribe((activity) => out.push(activity));
  await post(channel, text('wamid.1'));
  await time.clock.tickAsync(0);
  expect(out).toMatchObject([{ id: 'wamid.1' }]);
  expect(inbox.settled).toEqual([['wamid.1', 'failed']]);
});

test('an asynchronous operator in between only delays the turn', async () => {
  const inbox = createRecordingInbox();
  const { channel } = open({ inbox });
  const slow = concatMap((activity: Activity) => of(activity).pipe(delay(3000)));
  channel.incoming$
    .pipe(
      readReceipts(channel),
      slow,
      dispatch(channel, () => undefined),
    )
    .subscribe();
  await post(channel, text('wamid.1'));
  await time.clock.tickAsync(3999);
  expect(inbox.settled).toEqual([]);
  await time.clock.tickAsync(1);
  expect(inbox.settled).toEqual([['wamid.1', 'handled']]);
});

test('an activity that never reaches dispatch is settled unhandled after turnTimeoutMs, with a warning and an event', async () => {
  const inbox = createRecordingInbox();
  const { channel, log } = open({ inbox, receipts: false, turnTimeoutMs: 20_000 });
  const told: unknown[] = [];
  channel.on('unhandled', (event) => told.push(event));
  channel.incoming$
    .pipe(
      readReceipts(channel),
      filter(({ id }) => id !== 'wamid.1'),
      dispatch(channel, () => undefined),
    )
    .subscribe();
  await time.clock.tickAsync(0);
  await post(channel, text('wamid.1', { body: 'a private text' }), text('wamid.2'));
  await time.clock.tickAsync(19_999);
  expect(inbox.settled).toEqual([['wamid.2', 'handled']]);
  await time.clock.tickAsync(1);
  expect(inbox.settled).toEqual([
    ['wamid.2', 'handled'],
    ['wamid.1', 'unhandled'],
  ]);
  expect(told).toEqual([{ conversation: conversationOf(), id: 'wamid.1' }]);
  expect(log.entries.filter(({ level }) => level === 'warn')).toHaveLength(1);
  expect(log.all()).not.toContain('private');
});

test('with turnTimeoutMs 0 an activity that never reaches dispatch is settled unhandled after 5 minutes', async () => {
  const inbox = createRecordingInbox();
  const { channel } = open({ inbox, receipts: false, turnTimeoutMs: 0 });
  channel.incoming$
    .pipe(
      filter(() => false),
      dispatch(channel, () => undefined),
    )
    .subscribe();
  await time.clock.tickAsync(0);
  await post(channel, text('wamid.1'));
  await time.clock.tickAsync(299_999);
  expect(inbox.settled).toEqual([]);
  await time.clock.tickAsync(1);
  expect(inbox.settled).toEqual([['wamid.1', 'unhandled']]);
});

test('an activity in a long line is received, and so never unhandled', async () => {
  const inbox = createRecordingInbox();
  const { channel } = open({ inbox, receipts: false, turnTimeoutMs: 10_000, concurrency: 1 });
  const sleep = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 9000));
  channel.incoming$.pipe(readReceipts(channel), dispatch(channel, sleep)).subscribe();
  await post(channel, text('wamid.1'), text('wamid.2'), text('wamid.3'));
  await time.clock.tickAsync(30_000);
  expect(inbox.settled.map(([, outcome]) => outcome)).toEqual(['handled', 'handled', 'handled']);
});

test('an activity of elsewhere may be mixed in: dispatch runs its turn', async () => {
  const { channel, gateway } = open({ receipts: false });
  const bot = dispatch(channel, (_activity, turn) => turn.reply('hello').then(() => undefined));
  const out: Activity[] = [];
  of(message({ id: 'wamid.elsewhere' }))
    .pipe(readReceipts(channel), bot)
    .subscribe((activity) => out.push(activity));
  await time.clock.tickAsync(0);
  expect(gateway.sends).toHaveLength(1);
  expect(out).toMatchObject([{ id: 'wamid.elsewhere' }]);
});

test('the operators refuse what is not a channel', () => {
  for (const make of [() => readReceipts({} as never), () => dispatch({} as never, () => undefined)]) {
    expect(make).toThrow(expect.objectContaining({ name: 'OptionsError' }));
    try {
      make();
    } catch (error) {
      expect(isTidemarkError(error)).toBe(true);
    }
  }
});
