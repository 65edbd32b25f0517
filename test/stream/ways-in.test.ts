import { type Activity, dispatch, readReceipts } from 'tidemark';
import { expect, test } from 'vitest';
import { BUSINESS, CUSTOMER, createRecordingInbox, deferred, post, text, useChannels } from '../helpers/channel.js';
import { useClock } from '../helpers/clock.js';

const time = useClock();
const open = useChannels(time);
const ids = (activities: Activity[]): (string | undefined)[] => activities.map(({ id }) => id);

test('handle answers an activity after its receipt and settles it when the handler is done', async () => {
  const inbox = createRecordingInbox();
  const { channel, gateway } = open({ inbox });
  const work = deferred();
  channel.handle(async (activity, turn) => {
    await turn.reply(`Echo: ${activity.text}`);
    await work.promise;
  });
  expect((await post(channel, text('wamid.1', { body: 'hi' }))).status).toBe(200);
  await time.clock.tickAsync(1000);
  expect(gateway.calls).toMatchObject([
    { what: 'read', id: 'wamid.1', businessNumber: BUSINESS },
    { what: 'send', id: CUSTOMER, businessNumber: BUSINESS, text: 'Echo: hi' },
  ]);
  expect(inbox.settled).toEqual([]);
  work.resolve();
  await time.clock.tickAsync(0);
  expect(inbox.settled).toEqual([['wamid.1', 'handled']]);
});

test('handle takes a handler that gives back nothing, and its turn has the activity', async () => {
  const inbox = createRecordingInbox();
  const { channel } = open({ inbox, receipts: false });
  const seen: (string | undefined)[][] = [];
  channel.handle((activity, turn) => {
    seen.push([activity.id, ...ids([...turn.activities])]);
  });
  await post(channel, text('wamid.1'));
  await time.clock.tickAsync(0);
  expect(seen).toEqual([['wamid.1', 'wamid.1']]);
  expect(inbox.settled).toEqual([['wamid.1', 'handled']]);
});

test('a subscription to activity$ takes delivery in a later macrotask, not at once and not in a microtask', async () => {
  const { channel } = open({ receipts: false });
  await post(channel, text('wamid.1'));
  const seen: Activity[] = [];
  channel.activity$.subscribe((activity) => seen.push(activity));
  expect(seen).toEqual([]);
  for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
  expect(seen).toEqual([]);
  await time.clock.tickAsync(0);
  expect(ids(seen)).toEqual(['wamid.1']);
});

test('activity$ is the stream after the receipts: what it emits is read already', async () => {
  const { channel, gateway } = open();
  const readBefore: number[] = [];
  channel.activity$.subscribe(() => readBefore.push(gateway.reads.length));
  await time.clock.tickAsync(0);
  await post(channel, text('wamid.1'), text('wamid.2'));
  await time.clock.tickAsync(999);
  expect(readBefore).toEqual([]);
  await time.clock.tickAsync(1);
  expect(readBefore).toEqual([1, 1]);
  expect(gateway.reads).toMatchObject([{ id: 'wamid.2' }]);
});

test('an activity of a bare activity$ is settled when emitted, whatever the subscriber does with it', async () => {
  const inbox = createRecordingInbox();
  const { channel, gateway } = open({ inbox });
  channel.activity$.subscribe((activity) => {
    setTimeout(() => void channel.turn(activity).reply('late'), 60_000);
  });
  await post(channel, text('wamid.1'));
  await time.clock.tickAsync(1000);
  expect(inbox.settled).toEqual([['wamid.1', 'emitted']]);
  expect(gateway.sends).toEqual([]);
  await time.clock.tickAsync(60_000);
  expect(gateway.sends).toMatchObject([{ id: CUSTOMER, text: 'late' }]);
});

test('every subscriber of activity$ is given every activity', async () => {
  const { channel } = open();
  const first: Activity[] = [];
  const second: Activity[] = [];
  channel.activity$.subscribe((activity) => first.push(activity));
  channel.activity$.subscribe((activity) => second.push(activity));
  await post(channel, text('wamid.1'), text('wamid.2'));
  await time.clock.tickAsync(1000);
  expect([ids(first), ids(second)]).toEqual([
    ['wamid.1', 'wamid.2'],
    ['wamid.1', 'wamid.2'],
  ]);
});

test('a subscription to activity$ that ends before its macrotask takes nothing', async () => {
  const inbox = createRecordingInbox();
  const { channel, gateway } = open({ inbox });
  await post(channel, text('wamid.1'));
  channel.activity$.subscribe().unsubscribe();
  await time.clock.tickAsync(5000);
  expect(inbox.settled).toEqual([]);
  expect(gateway.calls).toEqual([]);
});

test('a subscription to incoming$ only observes and takes no delivery', async () => {
  const inbox = createRecordingInbox();
  const { channel, gateway } = open({ inbox });
  const seen: Activity[] = [];
  channel.incoming$.subscribe((activity) => seen.push(activity));
  channel.incoming$.pipe(readReceipts(channel)).subscribe((activity) => seen.push(activity));
  await post(channel, text('wamid.1'));
  await time.clock.tickAsync(10_000);
  expect(seen).toEqual([]);
  expect(inbox.settled).toEqual([]);
  expect(gateway.calls).toEqual([]);
});

test('incoming$ shows an activity when it is accepted, before its receipt', async () => {
  const { channel, gateway } = open();
  const seen: Activity[] = [];
  channel.incoming$.subscribe((activity) => seen.push(activity));
  channel.handle(() => undefined);
  await time.clock.tickAsync(0);
  await post(channel, text('wamid.1'));
  expect(ids(seen)).toEqual(['wamid.1']);
  expect(gateway.reads).toEqual([]);
});

test('incoming$.pipe(readReceipts, dispatch) holds, handles, settles, and emits each activity once its turn is done', async () => {
  const inbox = createRecordingInbox();
  const { channel, gateway } = open({ inbox });
  const work = deferred();
  const out: Activity[] = [];
  const started: (string | undefined)[] = [];
  const bot = dispatch(channel, async (activity, turn) => {
    started.push(activity.id);
    await turn.reply('hello');
    await work.promise;
  });
  channel.incoming$.pipe(readReceipts(channel), bot).subscribe((activity) => out.push(activity));
  await post(channel, text('wamid.1'));
  await time.clock.tickAsync(999);
  expect(started).toEqual([]);
  await time.clock.tickAsync(1);
  expect(started).toEqual(['wamid.1']);
  expect(gateway.calls).toMatchObject([{ what: 'read' }, { what: 'send' }]);
  expect([out, inbox.settled]).toEqual([[], []]);
  work.resolve();
  await time.clock.tickAsync(0);
  expect(ids(out)).toEqual(['wamid.1']);
  expect(inbox.settled).toEqual([['wamid.1', 'handled']]);
});
