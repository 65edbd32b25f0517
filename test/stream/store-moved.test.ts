import { createMemoryInbox, StoreError } from 'tidemark';
import { expect, test } from 'vitest';
import { message } from '../helpers/activities.js';
import {
  BUSINESS,
  conversationOf,
  createRecordingLogger,
  deferred,
  post,
  stateOf,
  text,
  useChannels,
} from '../helpers/channel.js';
import { useClock } from '../helpers/clock.js';
import { createFakeStore } from '../helpers/fake-store.js';

const time = useClock();
const open = useChannels(time);
const reason = new StoreError('STORE_UNAVAILABLE', 'another process has the conversation');

function shared(options: Parameters<typeof open>[0] = {}) {
  const store = createFakeStore({ shared: true });
  return { store, ...open({ store, ...options }) };
}

test('what a shared store accepts is counted and answered 200, and handled where it is given out', async () => {
  const { channel, store } = shared();
  const texts: unknown[] = [];
  channel.handle((activity) => texts.push(activity.text));
  const answer = await post(channel, text('wamid.1'));
  expect([answer.status, JSON.parse(answer.body)]).toMatchObject([200, { accepted: 1, duplicates: 0 }]);
  await answer.settled();
  await time.clock.tickAsync(5_000);
  expect(texts).toEqual([]);
  store.emit(store.accepted[0] as never);
  await time.clock.tickAsync(5_000);
  expect(texts).toEqual(['hello']);
  expect(store.settled).toEqual([['wamid.1', 'handled']]);
});

test('a running turn of a conversation that has moved is aborted, not settled, and those behind it never run', async () => {
  const { channel, store, gateway } = shared({ receipts: { when: 'alongside' } });
  const signals: AbortSignal[] = [];
  channel.handle((_activity, turn) => {
    signals.push(turn.signal);
    return new Promise(() => undefined);
  });
  await time.clock.tickAsync(1);
  store.emit(message({ id: 'wamid.1' }));
  store.emit(message({ id: 'wamid.2' }));
  await time.clock.tickAsync(500);
  expect(store.host.snapshot(message({ id: 'wamid.1' }).conversation.id).busy).toBe(true);
  store.host.release(message({ id: 'wamid.1' }).conversation.id, reason);
  await time.clock.tickAsync(600_000);
  expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
  expect(signals[0]?.reason).toBe(reason);
  expect([store.settled, gateway.reads]).toEqual([[], []]);
  expect(channel.receipts.stats()).toMatchObject({ accepted: 0, pending: 0 });
});

test('what is held for its receipt is not handed on once its conversation has moved', async () => {
  const { channel, store, gateway } = shared();
  const handled: unknown[] = [];
  channel.handle(({ id }) => handled.push(id));
  await time.clock.tickAsync(1);
  store.emit(message({ id: 'wamid.1' }));
  const outcome = stateOf(channel.receipts.outcome(message({ id: 'wamid.1' })));
  store.host.release(message({ id: 'wamid.1' }).conversation.id, reason);
  await time.clock.tickAsync(600_000);
  expect([handled, gateway.calls, outcome]).toEqual([[], [], { done: true, value: undefined }]);
});

test('a burst that was being collected is not handled once its conversation has moved', async () => {
  const { channel, store } = shared({ receipts: false });
  const handled: unknown[] = [];
  channel.handle(({ id }) => handled.push(id), { collect: true });
  await time.clock.tickAsync(1);
  store.emit(message({ id: 'wamid.1' }));
  await time.clock.tickAsync(100);
  store.host.release(message({ id: 'wamid.1' }).conversation.id, reason);
  await time.clock.tickAsync(600_000);
  expect([handled, store.settled]).toEqual([[], []]);
});

test('a conversation that comes back goes on as if it had never been here', async () => {
  const { channel, store, gateway } = shared();
  const handled: unknown[] = [];
  channel.handle(({ id }) => handled.push(id));
  await time.clock.tickAsync(1);
  store.emit(message({ id: 'wamid.1' }));
  store.host.release(message({ id: 'wamid.1' }).conversation.id, reason);
  store.emit(message({ id: 'wamid.1' }));
  await time.clock.tickAsync(2_000);
  expect(handled).toEqual(['wamid.1']);
  expect(gateway.reads).toHaveLength(1);
  expect(store.settled).toEqual([['wamid.1', 'handled']]);
});

test('R13: of a share of the rate so much is used, and never less than a call a second', async () => {
  const { channel, store, gateway } = shared({ receipts: { maxPerSecond: 8, when: 'alongside' } });
  store.host.setRateShare(0.25);
  channel.handle(() => undefined);
  await time.clock.tickAsync(1);
  for (let n = 0; n < 10; n += 1) store.emit(message({ customer: `91980000000${n}` }));
  await time.clock.tickAsync(1_000);
  expect(gateway.reads).toHaveLength(2);
  await time.clock.tickAsync(1_000);
  expect(gateway.reads).toHaveLength(4);
  store.host.setRateShare(0.001);
  await time.clock.tickAsync(3_000);
  expect(gateway.reads.length).toBeLessThanOrEqual(8);
});

test('R11: a halt that another process met holds here too, is not told back, and ends when it is told', async () => {
  const { channel, store, gateway } = shared({ receipts: { when: 'alongside' } });
  const told: unknown[] = [];
  store.host.onHalted((...halt) => told.push(halt));
  store.host.setHalted(BUSINESS, 'WA401');
  store.host.setHalted(BUSINESS, 'WA401');
  expect((await channel.health()).halted).toEqual({ [BUSINESS]: 'WA401' });
  channel.handle(() => undefined);
  await time.clock.tickAsync(1);
  store.emit(message({ id: 'wamid.1' }));
  await time.clock.tickAsync(30_000);
  expect(gateway.reads).toEqual([]);
  store.host.setHalted(BUSINESS, undefined);
  await time.clock.tickAsync(0);
  expect(gateway.reads).toHaveLength(1);
  expect(told).toEqual([]);
});

test('R11: a halt met here is told, and its end', async () => {
  const { channel, store, gateway } = shared({ receipts: { when: 'alongside' } });
  const told: unknown[] = [];
  store.host.onHalted((...halt) => told.push(halt));
  gateway.plan({ code: 'RBC001', kind: 'halt' });
  channel.handle(() => undefined);
  await time.clock.tickAsync(1);
  store.emit(message({ id: 'wamid.1' }));
  await time.clock.tickAsync(120_000);
  expect(told).toEqual([
    [BUSINESS, 'RBC001'],
    [BUSINESS, undefined],
  ]);
});

test('health tells what the store tells, and says not ready while it closes or cannot be reached', async () => {
  const store = createFakeStore();
  const log = createRecordingLogger();
  const { channel } = open({ store, logger: log });
  expect(await channel.health()).toEqual({ ready: true, halted: {}, waiting: 3, dead: 1 });
  store.health = () => Promise.reject(new Error('away'));
  expect(await channel.health()).toEqual({ ready: false, halted: {} });
  expect(log.entries.map(({ level }) => level)).toEqual(['warn']);
  const memory = open().channel;
  expect(await memory.health()).toEqual({ ready: true, halted: {} });
  const closing = memory.close();
  expect((await memory.health()).ready).toBe(false);
  await closing;
});

test('a store and an inbox beside it are refused', () => {
  const store = createFakeStore();
  expect(() => open({ store, inbox: createMemoryInbox() })).toThrow(/store: expected no inbox beside it/);
  expect(() => open({ store: {} as never })).toThrow(/store/);
});

test('the reason of a release reaches whoever waits in the line of the conversation', async () => {
  const { channel, store } = shared({ receipts: false });
  channel.handle(() => new Promise(() => undefined));
  await time.clock.tickAsync(1);
  const activity = message({ id: 'wamid.1' });
  store.emit(activity);
  await time.clock.tickAsync(1);
  const proactive = stateOf(channel.continueConversation(activity.conversation.id, () => undefined));
  await time.clock.tickAsync(1);
  store.host.release(activity.conversation.id, reason);
  await time.clock.tickAsync(1);
  expect(proactive).toMatchObject({ done: true, error: reason });
});

test('a conversation is busy while a proactive turn runs in it', async () => {
  const { channel, store } = shared({ receipts: false });
  const turn = deferred();
  const running = channel.continueConversation(conversationOf(), () => turn.promise);
  await time.clock.tickAsync(1);
  expect(store.host.snapshot(conversationOf()).busy).toBe(true);
  turn.resolve();
  await running;
  await time.clock.tickAsync(1);
  expect(store.host.snapshot(conversationOf()).busy).toBe(false);
});

test('R21: closing takes nothing more out of a shared inbox, and lets end what it took', async () => {
  const store = createFakeStore({ shared: true });
  let stops = 0;
  const { deliver } = store.inbox;
  const inbox = {
    ...store.inbox,
    deliver(emit: Parameters<typeof deliver>[0]) {
      deliver(emit);
      return () => {
        stops += 1;
      };
    },
  };
  const { channel } = open({ store: Object.assign(store, { inbox }), receipts: false });
  const turn = deferred();
  channel.handle(() => turn.promise);
  await time.clock.tickAsync(1);
  store.emit(message({ id: 'wamid.1' }));
  await time.clock.tickAsync(1);
  const closed = channel.close();
  await time.clock.tickAsync(1);
  expect(stops).toBe(1);
  turn.resolve();
  await time.clock.tickAsync(1);
  await closed;
  expect(store.settled).toEqual([['wamid.1', 'handled']]);
});

test('a process that was stopped makes no call and begins no turn for a conversation it finds lost', async () => {
  const { channel, store, gateway } = shared();
  const handled: unknown[] = [];
  channel.handle(({ id }) => handled.push(id));
  await time.clock.tickAsync(1);
  store.emit(message({ id: 'wamid.1' }));
  await time.clock.tickAsync(100);
  store.loseUnseen(conversationOf(), reason);
  await time.clock.tickAsync(600_000);
  expect([handled, gateway.calls, store.settled]).toEqual([[], [], []]);
  expect(channel.receipts.stats()).toMatchObject({ accepted: 0, pending: 0 });
});

test('a turn that waits in its line does not begin in a conversation that was lost meanwhile', async () => {
  const { channel, store } = shared({ receipts: { when: 'alongside' } });
  const first = deferred();
  const handled: unknown[] = [];
  channel.handle(({ id }) => {
    handled.push(id);
    return first.promise;
  });
  await time.clock.tickAsync(1);
  store.emit(message({ id: 'wamid.1' }));
  store.emit(message({ id: 'wamid.2' }));
  await time.clock.tickAsync(1);
  store.loseUnseen(conversationOf(), reason);
  first.resolve();
  await time.clock.tickAsync(600_000);
  expect([handled, store.settled]).toEqual([['wamid.1'], [['wamid.1', 'handled']]]);
});

test('a handler is not tried again in a conversation that was lost meanwhile', async () => {
  const { channel, store } = shared({ receipts: { when: 'alongside' } });
  let tries = 0;
  channel.handle(
    () => {
      tries += 1;
      throw new Error('no');
    },
    { maxAttempts: 3 },
  );
  await time.clock.tickAsync(1);
  store.emit(message({ id: 'wamid.1' }));
  await time.clock.tickAsync(1);
  store.loseUnseen(conversationOf(), reason);
  await time.clock.tickAsync(600_000);
  expect([tries, store.settled]).toEqual([1, []]);
});

test('a subscriber is given nothing of a conversation that was lost meanwhile', async () => {
  const { channel, store } = shared({ receipts: { when: 'alongside' } });
  const seen: unknown[] = [];
  channel.activity$.subscribe(({ id }) => seen.push(id));
  await time.clock.tickAsync(1);
  store.loseUnseen(conversationOf(), reason);
  store.emit(message({ id: 'wamid.1' }));
  await time.clock.tickAsync(600_000);
  expect([seen, store.settled]).toEqual([[], []]);
});

test('a policy that answers after its conversation was lost makes no call', async () => {
  const answer = deferred<boolean>();
  const { channel, store, gateway } = shared({ receipts: { shouldRead: () => answer.promise } });
  channel.handle(() => undefined);
  await time.clock.tickAsync(1);
  store.emit(message({ id: 'wamid.1' }));
  await time.clock.tickAsync(1_500);
  store.loseUnseen(conversationOf(), reason);
  answer.resolve(true);
  await time.clock.tickAsync(600_000);
  expect([gateway.calls, store.settled]).toEqual([[], []]);
});
