import { type Activity, isTurnError, type Turn } from 'tidemark';
import { expect, test } from 'vitest';
import { CUSTOMER, deferred, post, stateOf, text, useChannels } from '../helpers/channel.js';
import { useClock } from '../helpers/clock.js';

const time = useClock();
const open = useChannels(time);

test('channel.turn gives the running turn of an activity', async () => {
  const { channel } = open({ receipts: false });
  const same: boolean[] = [];
  channel.handle((activity, turn) => void same.push(channel.turn(activity) === turn));
  await post(channel, text('wamid.1'));
  await time.clock.tickAsync(0);
  expect(same).toEqual([true]);
});

test('channel.turn gives one turn for one activity', async () => {
  const { channel } = open({ receipts: false });
  const turns: Turn[] = [];
  channel.activity$.subscribe((activity) => turns.push(channel.turn(activity), channel.turn(activity)));
  await post(channel, text('wamid.1'));
  await time.clock.tickAsync(0);
  expect(turns).toHaveLength(2);
  expect(turns[0]).toBe(turns[1]);
  expect(turns[0]?.activities).toMatchObject([{ id: 'wamid.1' }]);
});

test('replies of channel.turn keep their order, whoever calls them', async () => {
  const { channel, gateway } = open({ receipts: false });
  const work = deferred();
  channel.handle(async (activity, turn) => {
    void turn.reply({ type: 'delay', value: 500 });
    void channel.turn(activity).reply('1');
    void turn.reply('2');
    await channel.turn(activity).reply('3');
    work.resolve();
  });
  await post(channel, text('wamid.1'));
  await time.clock.tickAsync(500);
  await work.promise;
  expect(gateway.sends.map(({ text }) => text)).toEqual(['1', '2', '3']);
});

test('a copy of an activity has the turn of the activity: it belongs to it by conversation.id and id', async () => {
  const { channel, gateway } = open({ receipts: false });
  channel.handle(async (activity, turn) => {
    void turn.reply({ type: 'delay', value: 500 });
    void turn.reply('1');
    await channel.turn({ ...activity }).reply('2');
  });
  await post(channel, text('wamid.1'));
  await time.clock.tickAsync(500);
  expect(gateway.sends.map(({ text }) => text)).toEqual(['1', '2']);
});

test('a copy of an activity whose turn ran out of time does not send either', async () => {
  const { channel, gateway } = open({ receipts: false, turnTimeoutMs: 1000 });
  const late: ReturnType<typeof stateOf>[] = [];
  channel.handle(async (activity) => {
    await new Promise((resolve) => setTimeout(resolve, 2000));
    late.push(stateOf(channel.turn({ ...activity }).reply('late')));
  });
  await post(channel, text('wamid.1'));
  await time.clock.tickAsync(2000);
  expect(late.map(({ error }) => isTurnError(error))).toEqual([true]);
  expect(gateway.sends).toEqual([]);
});

test("R7: replies of channel.turn on incoming$ wait for the tick, with 'beforeHandler' too", async () => {
  const { channel, gateway } = open();
  channel.handle(() => undefined);
  channel.incoming$.subscribe((activity) => void channel.turn(activity).reply('hello'));
  await time.clock.tickAsync(0);
  await post(channel, text('wamid.1'));
  await time.clock.tickAsync(999);
  expect(gateway.calls).toEqual([]);
  await time.clock.tickAsync(1);
  expect(gateway.calls.map(({ what }) => what)).toEqual(['read', 'send']);
});

test("R7: replies of channel.turn on activity$ wait for the tick with 'alongside'", async () => {
  const { channel, gateway } = open({ receipts: { when: 'alongside' } });
  const emitted: number[] = [];
  const start = performance.now();
  channel.activity$.subscribe((activity) => {
    emitted.push(performance.now() - start);
    void channel.turn(activity).reply('hello');
  });
  await post(channel, text('wamid.1'));
  await time.clock.tickAsync(5000);
  expect(emitted).toEqual([0]);
  expect(gateway.calls.map(({ what, atMs }) => [what, atMs - start])).toEqual([
    ['read', 1000],
    ['send', 1000],
  ]);
});

test('channel.turn maps what it sends and refuses what cannot be sent', async () => {
  const { channel, gateway } = open({ receipts: false });
  const results: unknown[] = [];
  channel.activity$.subscribe((activity) => {
    const turn = channel.turn(activity);
    for (const reply of [{ type: 'trace' }, { type: 'message', text: 'hello' }, '']) {
      turn.reply(reply).then(
        (result) => results.push(result),
        (error: { code: string }) => results.push(error.code),
      );
    }
  });
  await post(channel, text('wamid.1'));
  await time.clock.tickAsync(0);
  expect(results).toEqual([{ id: '' }, { id: 'wamid.out-1' }, 'EMPTY_TEXT']);
  expect(gateway.sends).toMatchObject([{ id: CUSTOMER }]);
});

test('R17: on a bare activity$ a reply long after turnTimeoutMs does not reject', async () => {
  const { channel, gateway } = open({ turnTimeoutMs: 10_000 });
  const seen: Activity[] = [];
  channel.activity$.subscribe((activity) => seen.push(activity));
  await post(channel, text('wamid.1'));
  await time.clock.tickAsync(60_000);
  const [activity] = seen;
  if (activity === undefined) throw new Error('nothing came');
  expect(await channel.turn(activity).reply('late')).toEqual({ id: 'wamid.out-1' });
  expect(gateway.sends).toHaveLength(1);
});

test('R8 R17: on a bare activity$ typing is renewed until turnTimeoutMs after emission', async () => {
  const { channel, gateway } = open({ turnTimeoutMs: 30_000 });
  channel.activity$.subscribe((activity) => void channel.turn(activity).typing());
  await post(channel, text('wamid.1'));
  await time.clock.tickAsync(200_000);
  const typing = gateway.reads.filter((call) => call.typing);
  expect(typing.map(({ atMs }) => atMs - (typing[0]?.atMs ?? 0))).toEqual([0, 20_000]);
});

test('R17: close does not wait for a turn on a bare activity$', async () => {
  const { channel } = open();
  channel.activity$.subscribe((activity) => void channel.turn(activity).typing());
  await post(channel, text('wamid.1'));
  await time.clock.tickAsync(1000);
  const closing = stateOf(channel.close());
  await time.clock.tickAsync(0);
  expect(closing.value).toEqual({ remaining: [], unread: 0 });
});
