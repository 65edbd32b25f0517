import type { Channel } from 'tidemark';
import { describe, expect, test } from 'vitest';
import { conversationOf, post, text, useChannels } from '../helpers/channel.js';
import { useClock } from '../helpers/clock.js';
import { createFakeStore } from '../helpers/fake-store.js';

const time = useClock();
const open = useChannels(time);
const here = conversationOf();

function kept(options: Parameters<typeof open>[0] = {}) {
  const store = createFakeStore();
  return { store, ...open({ store, ...options }) };
}

/** Posts once delivery has begun, so that what is posted is offered at once. */
async function arrive(channel: Channel, ...messages: object[]): Promise<void> {
  await time.clock.tickAsync(1);
  await post(channel, ...messages);
}

const alongside = { receipts: { when: 'alongside' as const } };

describe('what a store kept of a conversation', () => {
  test('R20: a receipt that was pending when a process died is made by the next one, when it was due', async () => {
    const first = kept(alongside);
    first.channel.handle(() => undefined);
    await arrive(first.channel, text('wamid.1'), text('wamid.2'));
    await time.clock.tickAsync(300);
    const state = first.store.keep(here);
    const second = kept(alongside);
    second.store.host.restore(here, state);
    expect(second.channel.receipts.stats()).toMatchObject({ accepted: 2, pending: 2 });
    await time.clock.tickAsync(699);
    expect(second.gateway.reads).toEqual([]);
    await time.clock.tickAsync(1);
    expect(second.gateway.reads.map(({ id, businessNumber }) => [id, businessNumber])).toEqual([
      ['wamid.2', '911200000000'],
    ]);
    expect(second.channel.receipts.stats()).toMatchObject({ accepted: 2, pending: 0, sent: 1, covered: 1 });
  });

  test('R5: the mark is known again: a late message below it needs no call', async () => {
    const first = kept();
    first.channel.handle(() => undefined);
    await arrive(first.channel, text('wamid.1'));
    await time.clock.tickAsync(2_000);
    const second = kept();
    second.store.host.restore(here, first.store.keep(here));
    second.channel.handle(() => undefined);
    await post(
      second.channel,
      { ...text('wamid.0'), timestamp: String(Math.floor(Date.now() / 1000) - 60) },
      text('wamid.1'),
    );
    await time.clock.tickAsync(10_000);
    expect(second.gateway.reads).toEqual([]);
    expect(second.channel.receipts.stats()).toMatchObject({ accepted: 1, covered: 1, duplicates: 1 });
  });

  test('R20: messages that come again are left out, and have a window of their own', async () => {
    const first = kept(alongside);
    first.channel.handle(() => undefined);
    await arrive(first.channel, text('wamid.1'), text('wamid.2'));
    const state = first.store.keep(here);
    const second = kept(alongside);
    second.store.host.restore(here, state, { except: new Set(['wamid.2']) });
    expect(second.channel.receipts.stats()).toMatchObject({ accepted: 1, pending: 1 });
    second.channel.handle(() => undefined);
    await time.clock.tickAsync(500);
    await post(second.channel, text('wamid.2'));
    await time.clock.tickAsync(5_000);
    expect(second.gateway.reads.map(({ id }) => id)).toEqual(['wamid.2']);
    expect(second.channel.receipts.stats()).toMatchObject({ accepted: 2, pending: 0 });
  });

  test('R5: what was kept waits for what comes again, so that no call goes to an older message first', async () => {
    const first = kept(alongside);
    first.channel.handle(() => undefined);
    await arrive(first.channel, text('wamid.1'));
    const state = first.store.keep(here);
    await time.clock.tickAsync(5_000);
    const second = kept(alongside);
    second.store.host.restore(here, state, { except: new Set(['wamid.2']) });
    second.channel.handle(() => undefined);
    await arrive(second.channel, text('wamid.2'));
    await time.clock.tickAsync(5_000);
    expect(second.gateway.reads.map(({ id }) => id)).toEqual(['wamid.2']);
  });

  test('R10: the backoff outlives the process', async () => {
    const first = kept(alongside);
    first.gateway.always({ code: 'HTTP_500', kind: 'retry' });
    first.channel.handle(() => undefined);
    await arrive(first.channel, text('wamid.1'));
    await time.clock.tickAsync(1_000);
    const state = first.store.keep(here) as { receipts: { backoff: { notBeforeAtMs: number } } };
    const waitMs = state.receipts.backoff.notBeforeAtMs - Date.now();
    expect(waitMs).toBeGreaterThan(0);
    const second = kept(alongside);
    second.store.host.restore(here, state);
    await time.clock.tickAsync(waitMs - 1);
    expect(second.gateway.reads).toEqual([]);
    await time.clock.tickAsync(1);
    expect(second.gateway.reads).toHaveLength(1);
  });

  test('R4: a clock that was put back an hour delays a kept receipt by no more than maxWaitMs', async () => {
    const first = kept(alongside);
    first.channel.handle(() => undefined);
    await arrive(first.channel, text('wamid.1'));
    const state = first.store.keep(here);
    time.clock.setSystemTime(Date.now() - 3_600_000);
    const second = kept(alongside);
    second.store.host.restore(here, state);
    await time.clock.tickAsync(4_999);
    expect(second.gateway.reads).toEqual([]);
    await time.clock.tickAsync(1);
    expect(second.gateway.reads).toHaveLength(1);
  });

  test('R15: a policy is asked about the activity itself, its date a Date again', async () => {
    const seen: unknown[] = [];
    const shouldRead = (activity: { text?: string; timestamp?: Date }) => {
      seen.push([activity.text, activity.timestamp instanceof Date]);
      return true;
    };
    const first = kept({ receipts: { when: 'alongside', shouldRead } });
    first.channel.handle(() => undefined);
    await arrive(first.channel, text('wamid.1', { body: 'how are you' }));
    const second = kept({ receipts: { when: 'alongside', shouldRead } });
    second.store.host.restore(here, first.store.keep(here));
    await time.clock.tickAsync(1_000);
    expect(seen).toContainEqual(['how are you', true]);
  });

  test('without a policy the text of a message is no part of what is kept', async () => {
    const { channel, store } = kept(alongside);
    channel.handle(() => undefined);
    await arrive(channel, text('wamid.1', { body: 'a private text' }));
    expect(JSON.stringify(store.keep(here))).toContain('wamid.1');
    expect(JSON.stringify(store.keep(here))).not.toContain('private');
  });

  test('R17: a receipt that waits for an earlier turn goes on waiting for it, with afterHandler', async () => {
    const afterHandler = { receipts: { when: 'afterHandler' as const }, concurrency: 1 };
    const first = kept(afterHandler);
    let runs = 0;
    first.channel.handle(() => (++runs === 2 ? new Promise(() => undefined) : undefined));
    await arrive(first.channel, text('wamid.1'), text('wamid.2'));
    await time.clock.tickAsync(100);
    const state = first.store.keep(here);
    const second = kept(afterHandler);
    second.store.host.restore(here, state, { except: new Set(['wamid.2']) });
    second.channel.handle(() => undefined);
    await time.clock.tickAsync(100);
    expect(second.gateway.reads).toEqual([]);
    await post(second.channel, text('wamid.2'));
    await time.clock.tickAsync(100);
    expect(second.gateway.reads.map(({ id }) => id)).toEqual(['wamid.2']);
  });

  test('R21: what closing could not send is what is kept, though it ended here', async () => {
    const { channel, gateway, store } = kept({ ...alongside, drainTimeoutMs: 1_000 });
    gateway.always('hang');
    channel.handle(() => undefined);
    await post(channel, text('wamid.1'));
    const closed = channel.close();
    await time.clock.tickAsync(2_000);
    expect(await closed).toMatchObject({ unread: 1 });
    const next = kept(alongside);
    next.store.host.restore(here, store.keep(here));
    await time.clock.tickAsync(5_000);
    expect(next.gateway.reads.map(({ id }) => id)).toEqual(['wamid.1']);
  });

  test.each([
    ['of another version', { receipts: { v: 2 } }],
    ['nobody wrote', { receipts: 'nonsense', choices: 5 }],
  ])('is left out and logged where it is something %s', async (_what, state) => {
    const { channel, gateway, log, store } = kept();
    store.host.restore(here, state);
    expect(log.entries.map(({ level }) => level)).toEqual(['warn']);
    channel.handle(() => undefined);
    await post(channel, text('wamid.1'));
    await time.clock.tickAsync(2_000);
    expect(gateway.reads).toHaveLength(1);
  });

  test('choices offered before the restart are answered by their number after it', async () => {
    const first = kept();
    const actions = ['red', 'green', 'blue', 'white'].map((value) => ({
      type: 'postBack',
      title: `${value}!`,
      value: { value },
    }));
    first.channel.handle((_activity, turn) =>
      turn.reply({ type: 'message', text: 'Which?', suggestedActions: { actions } }),
    );
    await arrive(first.channel, text('wamid.1'));
    await time.clock.tickAsync(2_000);
    const second = kept();
    second.store.host.restore(here, first.store.keep(here));
    const values: unknown[] = [];
    second.channel.handle(({ value }) => values.push(value));
    await post(second.channel, text('wamid.2', { body: 'green!' }));
    await time.clock.tickAsync(2_000);
    expect(values).toEqual([{ value: 'green' }]);
  });

  test('a customer that is known from before is no first contact', async () => {
    const first = kept({ activities: { firstContact: true } });
    const types: string[] = [];
    first.channel.handle(({ type }) => types.push(type));
    await arrive(first.channel, text('wamid.1'));
    await time.clock.tickAsync(2_000);
    const second = kept({ activities: { firstContact: true } });
    second.store.host.restore(here, first.store.keep(here));
    second.channel.handle(({ type }) => types.push(type));
    await post(second.channel, text('wamid.2'));
    await time.clock.tickAsync(2_000);
    expect(types).toEqual(['conversationUpdate', 'message', 'message']);
  });
});

test('a store is told of every change of what it keeps: by an arrival and by its receipt', async () => {
  const { channel, store } = kept(alongside);
  channel.handle(() => undefined);
  await post(channel, text('wamid.1'));
  await time.clock.tickAsync(0);
  expect(store.changed).toContain(here);
  store.changed.length = 0;
  await time.clock.tickAsync(1_000);
  expect(store.changed).toContain(here);
});

test('a conversation is busy from its first message to its tick', async () => {
  const { channel, store } = kept(alongside);
  channel.handle(() => undefined);
  expect(store.host.snapshot(here)).toEqual({ state: undefined, busy: false });
  await post(channel, text('wamid.1'));
  await time.clock.tickAsync(500);
  expect(store.host.snapshot(here).busy).toBe(true);
  await time.clock.tickAsync(500);
  expect(store.host.snapshot(here).busy).toBe(false);
});
