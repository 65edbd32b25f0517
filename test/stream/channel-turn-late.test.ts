import { type Activity, isTurnError } from 'tidemark';
import { expect, test } from 'vitest';
import { post, stateOf, text, useChannels } from '../helpers/channel.js';
import { useClock } from '../helpers/clock.js';

const time = useClock();
const open = useChannels(time);
const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Messages of as many customers. */
function crowd(count: number, from = 0): object[] {
  return Array.from({ length: count }, (_, index) =>
    text(`wamid.crowd-${from + index}`, { from: String(919900000000 + from + index) }),
  );
}

test('channel.turn gives the running turn of an activity, however many others came and went meanwhile', async () => {
  const { channel } = open({ receipts: false });
  const same: boolean[] = [];
  channel.handle(async (activity, turn) => {
    if (activity.id !== 'wamid.slow') return;
    await sleep(60_000);
    same.push(channel.turn(activity) === turn);
  });
  await post(channel, text('wamid.slow'));
  await time.clock.tickAsync(0);
  for (let webhook = 0; webhook < 5; webhook += 1) {
    await post(channel, ...crowd(1000, webhook * 1000));
    await time.clock.tickAsync(1000);
  }
  await time.clock.tickAsync(60_000);
  expect(same).toEqual([true]);
});

test('an activity whose turn ran out of time does not send, however many others came meanwhile', async () => {
  const { channel, gateway } = open({ receipts: false, turnTimeoutMs: 1000 });
  const late: ReturnType<typeof stateOf>[] = [];
  channel.handle(async (activity) => {
    if (activity.id !== 'wamid.slow') return;
    await sleep(60_000);
    late.push(stateOf(channel.turn(activity).reply('late')));
  });
  await post(channel, text('wamid.slow'));
  for (let webhook = 0; webhook < 5; webhook += 1) {
    await post(channel, ...crowd(1000, webhook * 1000));
    await time.clock.tickAsync(1000);
  }
  await time.clock.tickAsync(60_000);
  expect(late.map(({ error }) => isTurnError(error))).toEqual([true]);
  expect(gateway.sends).toEqual([]);
});

test('R8 R17: on a bare activity$ a turn counts as running from the emission, whenever it is asked for', async () => {
  const { channel, gateway } = open({ turnTimeoutMs: 30_000 });
  channel.activity$.subscribe(async (activity) => {
    await sleep(15_000);
    await channel.turn(activity).typing();
  });
  await post(channel, text('wamid.1'));
  await time.clock.tickAsync(200_000);
  const [read, ...typing] = gateway.reads;
  expect(typing.map(({ atMs }) => atMs - (read?.atMs ?? 0))).toEqual([15_000]);
});

test('on a bare activity$ the replies to two activities of a conversation keep the order of the calls', async () => {
  const { channel, gateway } = open({ receipts: false });
  const seen: Activity[] = [];
  channel.activity$.subscribe((activity) => seen.push(activity));
  await post(channel, text('wamid.1'), text('wamid.2'), text('wamid.3', { from: '919800000009' }));
  await time.clock.tickAsync(0);
  const [one, two, elsewhere] = seen;
  if (one === undefined || two === undefined || elsewhere === undefined) throw new Error('too few came');
  void channel.turn(one).reply({ type: 'delay', value: 500 });
  void channel.turn(one).reply('1');
  void channel.turn(two).reply('2');
  void channel.turn(elsewhere).reply('does not wait');
  await time.clock.tickAsync(500);
  expect(gateway.sends.map(({ text }) => text)).toEqual(['does not wait', '1', '2']);
});
