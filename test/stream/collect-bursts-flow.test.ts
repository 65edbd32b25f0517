import { collectBursts, dispatch, readReceipts } from 'tidemark';
import { textMessage } from 'tidemark/testing';
import { expect, test } from 'vitest';
import { createRecordingInbox, post, stateOf, text, useChannels } from '../helpers/channel.js';
import { START_MS, useClock } from '../helpers/clock.js';

const time = useClock();
const open = useChannels(time);
const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const alongside = { when: 'alongside' } as const;
const say = (id: string): object => text(id, { body: id });

test("R7: with 'alongside' a burst has its own window, and its reply waits for the receipt of all its messages", async () => {
  const { channel, gateway } = open({ receipts: alongside });
  const began: [string | undefined, number][] = [];
  channel.handle(
    async (activity, turn) => {
      began.push([activity.text, performance.now()]);
      await turn.reply('one');
      await turn.reply('two');
    },
    { collect: { quietMs: 300 } },
  );
  await time.clock.tickAsync(0);
  await post(channel, say('a'));
  await time.clock.tickAsync(200);
  await post(channel, say('b'));
  await time.clock.tickAsync(5000);
  expect(began).toEqual([['a\nb', 500]]);
  expect(gateway.calls.map(({ what, atMs }) => [what, atMs])).toEqual([
    ['read', 1200],
    ['send', 1200],
    ['send', 1200],
  ]);
});

test('R7: the reply to a burst waits for its newest message, though an older one arrived last', async () => {
  const { channel, gateway } = open({ receipts: alongside });
  channel.handle((_activity, turn) => turn.reply('hello'), { collect: { quietMs: 300 } });
  await time.clock.tickAsync(0);
  await post(channel, textMessage({ id: 'new', text: 'new', timestamp: START_MS / 1000 }));
  await post(channel, textMessage({ id: 'old', text: 'old', timestamp: START_MS / 1000 - 20 }));
  await time.clock.tickAsync(5000);
  expect(gateway.calls.map(({ what, atMs }) => [what, atMs])).toEqual([
    ['read', 1000],
    ['send', 1000],
  ]);
});

test("R17: 'manual', markRead of a burst's turn marks all of it, though an older one arrived last", async () => {
  const { channel, gateway } = open({ receipts: { when: 'manual' } });
  channel.handle((_activity, turn) => turn.markRead(), { collect: { quietMs: 300 } });
  await time.clock.tickAsync(0);
  await post(channel, textMessage({ id: 'new', text: 'new', timestamp: START_MS / 1000 }));
  await post(channel, textMessage({ id: 'old', text: 'old', timestamp: START_MS / 1000 - 20 }));
  await time.clock.tickAsync(1000);
  expect(gateway.reads.map(({ id }) => id)).toEqual(['new']);
  expect(channel.receipts.stats()).toMatchObject({ sent: 1, covered: 1, suppressed: 0 });
});

test("R17: 'afterHandler', the turn of a burst is the end of all its messages", async () => {
  const { channel, gateway } = open({ receipts: { when: 'afterHandler' } });
  channel.handle(() => sleep(700), { collect: { quietMs: 300 } });
  await time.clock.tickAsync(0);
  await post(channel, say('a'), say('b'));
  await time.clock.tickAsync(999);
  expect(gateway.reads).toEqual([]);
  await time.clock.tickAsync(1);
  expect(gateway.reads.map(({ id }) => id)).toEqual(['b']);
});

test('composed by hand it does the same', async () => {
  const inbox = createRecordingInbox();
  const { channel } = open({ inbox });
  const out: (string | undefined)[] = [];
  const bot = dispatch(channel, () => undefined);
  channel.incoming$
    .pipe(readReceipts(channel), collectBursts(channel), bot)
    .subscribe((activity) => out.push(activity.text));
  await time.clock.tickAsync(0);
  await post(channel, say('a'), say('b'));
  await time.clock.tickAsync(1000);
  expect(out).toEqual(['a\nb']);
  expect(inbox.settled.map(([id]) => id)).toEqual(['a', 'b']);
});

test('a pipeline that only observes and collects changes nothing for the handler', async () => {
  const { channel } = open({ receipts: false });
  const turns: (string | undefined)[][] = [];
  channel.handle(
    async (_activity, { activities }) => {
      turns.push(activities.map(({ id }) => id));
      await sleep(5000);
    },
    { collect: { quietMs: 100 } },
  );
  const seen: (string | undefined)[] = [];
  channel.activity$.pipe(collectBursts(channel, { maxCount: 2 })).subscribe(({ text }) => seen.push(text));
  await time.clock.tickAsync(0);
  await post(channel, say('a'));
  await time.clock.tickAsync(900);
  await post(channel, say('b'));
  await time.clock.tickAsync(20_000);
  expect(seen).toEqual(['a\nb']);
  expect(turns).toEqual([['a'], ['b']]);
});

test('unsubscribing in the middle loses nothing and leaves no timer: the next consumer gets what was collected', async () => {
  const inbox = createRecordingInbox();
  const { channel } = open({ inbox, receipts: false });
  const lost: unknown[] = [];
  const stop = channel.handle((activity) => void lost.push(activity), { collect: true });
  await time.clock.tickAsync(0);
  await post(channel, say('a'), say('b'));
  await time.clock.tickAsync(999);
  stop();
  expect(time.clock.countTimers()).toBe(0);
  await time.clock.tickAsync(60_000);
  expect([lost, inbox.settled]).toEqual([[], []]);
  const got: (string | undefined)[] = [];
  channel.handle((activity) => void got.push(activity.text), { collect: true });
  await time.clock.tickAsync(1000);
  expect(got).toEqual(['a\nb']);
  expect(inbox.settled.map(([id]) => id)).toEqual(['a', 'b']);
});

test('unsubscribing while a burst waits for the running handler loses nothing', async () => {
  const inbox = createRecordingInbox();
  const { channel } = open({ inbox, receipts: false });
  const stop = channel.handle(() => sleep(5000), { collect: true });
  await time.clock.tickAsync(0);
  await post(channel, say('a'));
  await time.clock.tickAsync(1500);
  await post(channel, say('b'));
  await time.clock.tickAsync(1500);
  stop();
  const got: (string | undefined)[] = [];
  channel.handle((activity) => void got.push(activity.text));
  await time.clock.tickAsync(20_000);
  expect(got).toEqual(['b']);
  expect(inbox.settled).toEqual([
    ['a', 'handled'],
    ['b', 'handled'],
  ]);
});

test.each([{ receipts: alongside }, { receipts: false }, {}] as const)(
  'R21: close flushes what is collected, and lets its turn answer: %o',
  async (options) => {
    const { channel, gateway } = open(options);
    channel.handle((activity, turn) => turn.reply(`${activity.text}`), { collect: true });
    await time.clock.tickAsync(0);
    await post(channel, say('a'), say('b'));
    const closed = stateOf(channel.close());
    await time.clock.tickAsync(0);
    expect(closed).toMatchObject({ done: true, value: { remaining: [], unread: 0 } });
    expect(gateway.sends.map(({ text }) => text)).toEqual(['a\nb']);
    expect(time.clock.countTimers()).toBe(0);
  },
);
