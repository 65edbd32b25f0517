import { type Activity, createMemoryInbox, type Inbox } from 'tidemark';
import { reactionMessage } from 'tidemark/testing';
import { describe, expect, test } from 'vitest';
import { BUSINESS, CUSTOMER, conversationOf, OTHER, post, text, useChannels } from '../helpers/channel.js';
import { START_MS, useClock } from '../helpers/clock.js';

const time = useClock();
const open = useChannels(time);
const activities = { firstContact: true };

/** A bot that keeps what it is given, as `contact of <id>` or the message's id. */
function listen({ channel }: ReturnType<typeof open>): string[] {
  const heard: string[] = [];
  channel.handle(({ type, id }) => void heard.push(type === 'conversationUpdate' ? 'contact' : `${id}`));
  return heard;
}

/** A memory inbox that says so for the next activities, without taking them. */
function refusing(...answers: ('full' | 'throw')[]): Inbox {
  const memory = createMemoryInbox();
  return {
    ...memory,
    accept(activity) {
      const answer = answers.shift();
      if (answer === 'throw') throw new Error('the disk is away');
      return answer ?? memory.accept(activity);
    },
  };
}

test('firstContact: a conversationUpdate with the customer as a member goes before the first message', async () => {
  const { channel } = open({ receipts: false, activities });
  const heard: Activity[] = [];
  channel.handle((activity) => void heard.push(activity));
  await post(channel, text('m-1'), text('m-2'));
  await time.clock.tickAsync(0);
  expect(heard.map(({ type }) => type)).toEqual(['conversationUpdate', 'message', 'message']);
  const [contact, message] = heard as [Activity, Activity];
  const customer = { id: CUSTOMER, name: 'Sam', role: 'user' };
  expect(contact).toEqual({
    type: 'conversationUpdate',
    id: 'm-1:firstContact',
    timestamp: new Date(START_MS),
    channelId: 'whatsapp',
    serviceUrl: 'https://api.example.test',
    from: customer,
    recipient: { id: BUSINESS, role: 'bot' },
    conversation: { id: conversationOf(), isGroup: false },
    membersAdded: [customer],
    channelData: { provider: 'kaleyra', contact: (message.channelData as { contact: object }).contact },
  });
  expect(Object.isFrozen(contact.channelData)).toBe(true);
});

test('by default nobody is announced', async () => {
  const opened = open({ receipts: false });
  const heard = listen(opened);
  await post(opened.channel, text('m'));
  await time.clock.tickAsync(0);
  expect(heard).toEqual(['m']);
});

test('each conversation is announced once', async () => {
  const opened = open({ receipts: false, activities });
  const heard = listen(opened);
  for (const message of [text('a-1'), text('b-1', { from: OTHER }), text('a-2'), text('b-2', { from: OTHER })]) {
    await post(opened.channel, message);
    await time.clock.tickAsync(0);
  }
  expect(heard).toEqual(['contact', 'a-1', 'contact', 'b-1', 'a-2', 'b-2']);
});

test('R1: a reaction is no first message; what a customer sees as a bubble is', async () => {
  const opened = open({ receipts: false, activities });
  const heard = listen(opened);
  for (const message of [
    reactionMessage({ id: 'r', messageId: 'wamid.out', emoji: '👍' }),
    { id: 's', type: 'system', system: { body: 'changed' } },
    { id: 'u', type: 'unsupported' },
  ]) {
    await post(opened.channel, message);
    await time.clock.tickAsync(0);
  }
  expect(heard).toEqual(['r', 's', 'contact', 'u']);
});

test('R1: it passes at once, is never marked read, and its message waits no longer for it', async () => {
  const opened = open({ activities });
  const heard = listen(opened);
  await post(opened.channel, text('m'));
  await time.clock.tickAsync(999);
  expect([heard, opened.gateway.reads]).toEqual([['contact'], []]);
  await time.clock.tickAsync(1);
  expect(heard).toEqual(['contact', 'm']);
  expect(opened.gateway.reads.map(({ id }) => id)).toEqual(['m']);
  expect(opened.channel.receipts.stats().accepted).toBe(1);
});

test('the webhook counts messages only, and is settled when both turns are done', async () => {
  const opened = open({ receipts: false, activities });
  const heard = listen(opened);
  const answer = await post(opened.channel, text('m'));
  expect(JSON.parse(answer.body)).toMatchObject({ accepted: 1, duplicates: 0 });
  const settled = answer.settled();
  await time.clock.tickAsync(0);
  await settled;
  expect(heard).toEqual(['contact', 'm']);
});

test('collectBursts lets it pass at once, before the burst', async () => {
  const { channel } = open({ receipts: false, activities });
  const heard: (string | undefined)[] = [];
  channel.handle(({ type, text: words }) => void heard.push(words ?? type), { collect: true });
  await post(channel, text('m-1', { body: 'one' }));
  await time.clock.tickAsync(500);
  expect(heard).toEqual(['conversationUpdate']);
  await post(channel, text('m-2', { body: 'two' }));
  await time.clock.tickAsync(1000);
  expect(heard).toEqual(['conversationUpdate', 'one\ntwo']);
});

describe('a message that is not accepted', () => {
  test('as a redelivery of what another process took announces nobody; the next message does', async () => {
    const inbox = createMemoryInbox();
    const before = open({ receipts: false, inbox });
    listen(before);
    await post(before.channel, text('m-1'));
    await time.clock.tickAsync(0);
    const after = open({ receipts: false, inbox, activities });
    const heard = listen(after);
    expect(JSON.parse((await post(after.channel, text('m-1'))).body)).toMatchObject({ duplicates: 1 });
    await time.clock.tickAsync(0);
    expect(heard).toEqual([]);
    await post(after.channel, text('m-2'));
    await time.clock.tickAsync(0);
    expect(heard).toEqual(['contact', 'm-2']);
  });

  test.each(['full', 'throw'] as const)(
    'since the inbox is not ready (%s) announces nobody; its redelivery does',
    async (answer) => {
      const opened = open({ receipts: false, inbox: refusing(answer), activities });
      const heard = listen(opened);
      expect((await post(opened.channel, text('m'))).status).toBe(503);
      await time.clock.tickAsync(0);
      expect(heard).toEqual([]);
      expect((await post(opened.channel, text('m'))).status).toBe(200);
      await time.clock.tickAsync(0);
      expect(heard).toEqual(['contact', 'm']);
    },
  );

  test('in an inbox with room for one message is none: the contact takes no room', async () => {
    const opened = open({ receipts: false, maxWaiting: 1, activities });
    expect((await post(opened.channel, text('m'))).status).toBe(200);
    const heard = listen(opened);
    await time.clock.tickAsync(0);
    expect(heard).toEqual(['contact', 'm']);
  });
});

test('it comes before a message that waited for somebody to listen, and before that of an inbox that takes its time', async () => {
  const memory = createMemoryInbox();
  const slow: Inbox = { ...memory, accept: async (activity) => memory.accept(activity) };
  const opened = open({ receipts: false, inbox: slow, activities });
  await post(opened.channel, text('m-1'), text('m-2'));
  const heard = listen(opened);
  await time.clock.tickAsync(0);
  await Promise.all([
    post(opened.channel, text('b-1', { from: OTHER })),
    post(opened.channel, text('b-2', { from: OTHER })),
  ]);
  await time.clock.tickAsync(0);
  expect(heard).toEqual(['contact', 'm-1', 'm-2', 'contact', 'b-1', 'b-2']);
});

test('a bot that stops at the contact leaves the message to the next one, which is told of the contact no more', async () => {
  const { channel } = open({ receipts: false, activities });
  const first: string[] = [];
  const stop = channel.handle(({ type }) => {
    first.push(type);
    stop();
  });
  await post(channel, text('m'));
  await time.clock.tickAsync(0);
  const next: string[] = [];
  channel.handle(({ type }) => void next.push(type));
  await time.clock.tickAsync(0);
  expect([first, next]).toEqual([['conversationUpdate'], ['message']]);
});

test('a bot that takes over is told of a contact that nobody has answered', async () => {
  const { channel } = open({ receipts: false, activities });
  let stop = (): void => undefined;
  const observed: string[] = [];
  const observing = channel.incoming$.subscribe(({ type }) => {
    observed.push(type);
    stop();
  });
  stop = channel.handle(() => expect.unreachable());
  await time.clock.tickAsync(0);
  await post(channel, text('m'));
  // As nobody listens any more, the message stays in the inbox.
  expect(observed).toEqual(['conversationUpdate']);
  observing.unsubscribe();
  const heard = listen({ channel } as ReturnType<typeof open>);
  await time.clock.tickAsync(0);
  expect(heard).toEqual(['contact', 'm']);
});

test('close returns a contact whose turn was not done, before its message', async () => {
  const { channel } = open({ receipts: false, activities, drainTimeoutMs: 0 });
  channel.handle(() => new Promise(() => undefined));
  await post(channel, text('m'));
  await time.clock.tickAsync(0);
  const closing = channel.close();
  await time.clock.tickAsync(0);
  expect((await closing).remaining.map(({ id }) => id)).toEqual(['m:firstContact', 'm']);
});

test('the inbox is told of the end of messages only', async () => {
  const memory = createMemoryInbox();
  const settled: string[] = [];
  const inbox: Inbox = {
    ...memory,
    settle(activity, outcome) {
      settled.push(`${activity.id} ${outcome}`);
      return memory.settle(activity, outcome);
    },
  };
  const opened = open({ receipts: false, inbox, activities });
  listen(opened);
  await post(opened.channel, text('m'));
  await time.clock.tickAsync(0);
  expect(settled).toEqual(['m handled']);
});

test('the 100,000 conversations that wrote last are known; one that is forgotten is announced again', {
  timeout: 60_000,
}, async () => {
  const { channel } = open({ receipts: false, activities, maxWaiting: 200_000 });
  const contacts: string[] = [];
  channel.activity$.subscribe(({ type, from }) => void (type === 'conversationUpdate' && contacts.push(from.id)));
  await time.clock.tickAsync(0);
  let ids = 0;
  const write = (...from: string[]) => post(channel, ...from.map((each) => text(`m-${++ids}`, { from: each })));
  const writers = Array.from({ length: 99_999 }, (_, index) => String(910000000000 + index));
  const [oldest = ''] = writers;
  for (let at = 0; at < writers.length; at += 1000) await write(...writers.slice(at, at + 1000));
  await write(CUSTOMER);
  await write(oldest);
  expect(contacts).toHaveLength(100_000);
  await write(OTHER);
  await write(oldest);
  expect(contacts).toHaveLength(100_001);
  await write(writers[1] as string);
  expect(contacts.slice(100_000)).toEqual([OTHER, writers[1]]);
});
