import type { ConversationReference } from 'tidemark';
import { expect, test } from 'vitest';
import { BUSINESS, CUSTOMER, conversationOf, deferred, OTHER, post, text, useChannels } from '../helpers/channel.js';
import { useClock } from '../helpers/clock.js';

const time = useClock();
const open = useChannels(time);

test('a proactive turn sends to the customer of a conversation id, without any receipt', async () => {
  const { channel, gateway } = open();
  await channel.continueConversation(conversationOf(), async (activity, turn) => {
    expect(activity).toMatchObject({ conversation: { id: conversationOf() }, from: { id: CUSTOMER } });
    await turn.reply('news');
  });
  expect(gateway.calls).toMatchObject([{ what: 'send', id: CUSTOMER, businessNumber: BUSINESS, text: 'news' }]);
});

test('a reference goes through JSON and comes back as one', async () => {
  const { channel, gateway } = open({ receipts: false });
  const stored: string[] = [];
  channel.handle(({ conversation, channelId, serviceUrl, from: user, recipient: bot, id }) => {
    const reference: ConversationReference = { conversation, channelId, serviceUrl, user, bot, activityId: `${id}` };
    stored.push(JSON.stringify(reference));
  });
  await post(channel, text('wamid.1'));
  await time.clock.tickAsync(0);
  const reference = JSON.parse(stored[0] ?? 'null') as ConversationReference;
  await channel.continueConversation(reference, async (_activity, turn) => void (await turn.reply('later')));
  expect(gateway.sends).toMatchObject([{ id: CUSTOMER, text: 'later' }]);
});

test('a proactive turn waits in the line of its conversation, and the next turn waits for it', async () => {
  const { channel } = open({ receipts: false });
  const log: string[] = [];
  const sleep = async (name: string): Promise<void> => {
    log.push(`+${name}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
    log.push(`-${name}`);
  };
  channel.handle(({ id }) => sleep(`${id}`));
  await post(channel, text('wamid.1'));
  await time.clock.tickAsync(0);
  const proactive = channel.continueConversation(conversationOf(), () => sleep('proactive'));
  await post(channel, text('wamid.2'));
  await time.clock.tickAsync(1000);
  await proactive;
  expect(log).toEqual(['+wamid.1', '-wamid.1', '+proactive', '-proactive', '+wamid.2', '-wamid.2']);
});

test('R1: a proactive turn does not overtake a held activity of its conversation', async () => {
  const { channel } = open();
  const order: string[] = [];
  channel.handle(({ id }) => void order.push(`${id}`));
  await time.clock.tickAsync(0);
  await post(channel, text('wamid.1'));
  await time.clock.tickAsync(100);
  const proactive = channel.continueConversation(conversationOf(), () => void order.push('proactive'));
  const elsewhere = channel.continueConversation(conversationOf(OTHER), () => void order.push('elsewhere'));
  await time.clock.tickAsync(5000);
  await Promise.all([proactive, elsewhere]);
  expect(order).toEqual(['elsewhere', 'wamid.1', 'proactive']);
});

test('inside a running turn of the same conversation it runs within it, at once and without a deadlock', async () => {
  const { channel, gateway } = open({ receipts: false, concurrency: 1 });
  const steps: string[] = [];
  channel.handle(async ({ conversation }, turn) => {
    await turn.reply('before');
    await Promise.resolve();
    await channel.continueConversation(
      { conversation },
      async (_activity, inner) => void (await inner.reply('within')),
    );
    await turn.reply('after');
    steps.push('ended');
  });
  await post(channel, text('wamid.1'));
  await time.clock.tickAsync(0);
  expect(steps).toEqual(['ended']);
  expect(gateway.sends.map(({ text }) => text)).toEqual(['before', 'within', 'after']);
});

test('inside a turn another conversation can be continued with concurrency 1', async () => {
  const { channel, gateway } = open({ receipts: false, concurrency: 1 });
  const steps: string[] = [];
  channel.handle(async () => {
    await channel.continueConversation(
      conversationOf(OTHER),
      async (_activity, turn) => void (await turn.reply('you too')),
    );
    steps.push('ended');
  });
  await post(channel, text('wamid.1'));
  await time.clock.tickAsync(0);
  expect(steps).toEqual(['ended']);
  expect(gateway.sends).toMatchObject([{ id: OTHER, text: 'you too' }]);
});

test('from the other conversation back into the first it is still within that turn', async () => {
  const { channel } = open({ receipts: false, concurrency: 1 });
  const done: string[] = [];
  channel.handle(() =>
    channel.continueConversation(conversationOf(OTHER), () =>
      channel.continueConversation(conversationOf(), () => void done.push('innermost')),
    ),
  );
  await post(channel, text('wamid.1'));
  await time.clock.tickAsync(0);
  expect(done).toEqual(['innermost']);
});

test("inside a turn another conversation's proactive turn waits for that conversation's running turn", async () => {
  const { channel } = open({ receipts: false });
  const work = deferred();
  const order: string[] = [];
  channel.handle(async ({ from }) => {
    if (from.id === OTHER) {
      await work.promise;
      order.push('their turn ended');
    } else await channel.continueConversation(conversationOf(OTHER), () => void order.push('proactive'));
  });
  await post(channel, text('wamid.1', { from: OTHER }), text('wamid.2'));
  await time.clock.tickAsync(1000);
  expect(order).toEqual([]);
  work.resolve();
  await time.clock.tickAsync(0);
  expect(order).toEqual(['their turn ended', 'proactive']);
});

test('a timer left behind by an ended turn goes through the line', async () => {
  const { channel } = open({ receipts: false });
  const order: string[] = [];
  channel.handle(async ({ id, conversation }) => {
    if (id === 'wamid.1') {
      setTimeout(() => void channel.continueConversation({ conversation }, () => void order.push('reminder')), 1000);
      return;
    }
    order.push('+wamid.2');
    await new Promise((resolve) => setTimeout(resolve, 5000));
    order.push('-wamid.2');
  });
  await post(channel, text('wamid.1'));
  await time.clock.tickAsync(500);
  await post(channel, text('wamid.2'));
  await time.clock.tickAsync(10_000);
  expect(order).toEqual(['+wamid.2', '-wamid.2', 'reminder']);
});
