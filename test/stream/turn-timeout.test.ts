import { isTurnError, type ReplyResult, type Turn } from 'tidemark';
import { expect, test } from 'vitest';
import { conversationOf, createRecordingInbox, never, post, stateOf, text, useChannels } from '../helpers/channel.js';
import { useClock } from '../helpers/clock.js';

const time = useClock();
const open = useChannels(time);

test('turnTimeoutMs aborts the signal of the turn and ends its wait', async () => {
  const inbox = createRecordingInbox();
  const { channel } = open({ inbox, receipts: false, turnTimeoutMs: 30_000 });
  const signals: AbortSignal[] = [];
  channel.handle((_activity, { signal }) => {
    signals.push(signal);
    return never();
  });
  await post(channel, text('wamid.1'));
  await time.clock.tickAsync(29_999);
  expect(signals.map(({ aborted }) => aborted)).toEqual([false]);
  expect(inbox.settled).toEqual([]);
  await time.clock.tickAsync(1);
  expect(signals.map(({ aborted, reason }) => [aborted, isTurnError(reason)])).toEqual([[true, true]]);
  expect(inbox.settled).toEqual([['wamid.1', 'timedOut']]);
});

test('the default of turnTimeoutMs is 5 minutes', async () => {
  const inbox = createRecordingInbox();
  const { channel } = open({ inbox, receipts: false });
  channel.handle(never);
  await post(channel, text('wamid.1'));
  await time.clock.tickAsync(299_999);
  expect(inbox.settled).toEqual([]);
  await time.clock.tickAsync(1);
  expect(inbox.settled).toHaveLength(1);
});

test('the line moves on after a turn that ran out of time, and its slot is free', async () => {
  const { channel } = open({ receipts: false, turnTimeoutMs: 1000, concurrency: 1 });
  const started: (string | undefined)[] = [];
  channel.handle(({ id }) => {
    started.push(id);
    return never();
  });
  await post(channel, text('wamid.1'), text('wamid.2'), text('wamid.3', { from: '919800000009' }));
  await time.clock.tickAsync(3000);
  expect(started.toSorted()).toEqual(['wamid.1', 'wamid.2', 'wamid.3']);
});

test('later sends of a turn that ran out of time reject with TurnError and reach nobody', async () => {
  const { channel, gateway } = open({ receipts: false, turnTimeoutMs: 1000 });
  const turns: Turn[] = [];
  channel.handle((_activity, turn) => {
    turns.push(turn);
    return never();
  });
  await post(channel, text('wamid.1'));
  await time.clock.tickAsync(1000);
  const states = turns
    .flatMap((turn) => [turn.reply('late'), turn.reply({ type: 'message', text: 'later' })])
    .map(stateOf);
  await time.clock.tickAsync(0);
  expect(states.map(({ error }) => isTurnError(error))).toEqual([true, true]);
  expect(gateway.sends).toEqual([]);
});

test('channel.turn of an activity whose turn ran out of time does not send either', async () => {
  const { channel, gateway } = open({ receipts: false, turnTimeoutMs: 1000 });
  const late: ReturnType<typeof stateOf<ReplyResult>>[] = [];
  channel.handle(async (activity) => {
    await new Promise((resolve) => setTimeout(resolve, 2000));
    late.push(stateOf(channel.turn(activity).reply('late')));
  });
  await post(channel, text('wamid.1'));
  await time.clock.tickAsync(2000);
  expect(late.map(({ error }) => isTurnError(error))).toEqual([true]);
  expect(gateway.sends).toEqual([]);
});

test('a reply that waits when the time runs out rejects instead of being sent', async () => {
  const { channel, gateway } = open({ receipts: false, turnTimeoutMs: 1000 });
  const states: ReturnType<typeof stateOf>[] = [];
  channel.handle((_activity, turn) => {
    void turn.reply({ type: 'delay', value: 5000 });
    states.push(stateOf(turn.reply('late')));
    return never();
  });
  await post(channel, text('wamid.1'));
  await time.clock.tickAsync(1000);
  expect(states.map(({ error }) => isTurnError(error))).toEqual([true]);
  await time.clock.tickAsync(10_000);
  expect(gateway.sends).toEqual([]);
});

test('the event turnFailed tells a turn that ran out of time, and so does the log, without a text', async () => {
  const { channel, log } = open({ receipts: false, turnTimeoutMs: 1000 });
  const told: unknown[] = [];
  channel.on('turnFailed', (event) => told.push(event));
  channel.handle(never);
  await post(channel, text('wamid.1', { body: 'a private text' }));
  await time.clock.tickAsync(1000);
  expect(told).toMatchObject([{ conversation: conversationOf(), id: 'wamid.1', outcome: 'timedOut' }]);
  expect(log.entries.map(({ level }) => level)).toEqual(['error']);
  expect(log.all() + JSON.stringify(told)).not.toContain('private');
});

test('R8: the typing indicator is renewed while the handler runs and no longer once its time is up', async () => {
  const { channel, gateway } = open({ turnTimeoutMs: 50_000 });
  channel.handle(async (_activity, turn) => {
    await turn.typing();
    await never();
  });
  await post(channel, text('wamid.1'));
  await time.clock.tickAsync(1000 + 200_000);
  const typing = gateway.reads.filter((call) => call.typing);
  const [first] = typing;
  expect(typing.map(({ atMs }) => atMs - (first?.atMs ?? 0))).toEqual([0, 20_000, 40_000]);
});

test('typing asked for after the time is up makes no call', async () => {
  const { channel, gateway } = open({ turnTimeoutMs: 1000 });
  channel.handle(async (_activity, turn) => {
    await new Promise((resolve) => setTimeout(resolve, 5000));
    await turn.typing();
  });
  await post(channel, text('wamid.1'));
  await time.clock.tickAsync(20_000);
  expect(gateway.reads).toMatchObject([{ typing: false }]);
});

test('turnTimeoutMs 0 is off', async () => {
  const inbox = createRecordingInbox();
  const { channel, gateway } = open({ inbox, receipts: false, turnTimeoutMs: 0 });
  channel.handle(async (_activity, turn) => {
    await new Promise((resolve) => setTimeout(resolve, 3_600_000));
    await turn.reply('slow but here');
  });
  await post(channel, text('wamid.1'));
  await time.clock.tickAsync(3_600_000);
  expect(gateway.sends).toMatchObject([{ text: 'slow but here' }]);
  expect(inbox.settled).toEqual([['wamid.1', 'handled']]);
});

test('a handler that throws after its time is up is told once', async () => {
  const { channel } = open({ receipts: false, turnTimeoutMs: 1000 });
  const told: unknown[] = [];
  channel.on('turnFailed', ({ outcome }) => told.push(outcome));
  channel.handle(async () => {
    await new Promise((resolve) => setTimeout(resolve, 2000));
    throw new Error('late');
  });
  await post(channel, text('wamid.1'));
  await time.clock.tickAsync(5000);
  expect(told).toEqual(['timedOut']);
});
