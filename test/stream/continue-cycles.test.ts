import type { ChannelOptions } from 'tidemark';
import { expect, test } from 'vitest';
import { CUSTOMER, conversationOf, OTHER, post, text, useChannels } from '../helpers/channel.js';
import { useClock } from '../helpers/clock.js';

const time = useClock();
const open = useChannels(time);
const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const THIRD = '919800000003';

/** A bot that sends what each of these customers writes to the next one, before it answers. */
function bridge(customers: string[], options: Partial<ChannelOptions> = {}) {
  const { channel, gateway, log } = open({ turnTimeoutMs: 60_000, ...options });
  channel.handle(async (activity, turn) => {
    const other = customers[(customers.indexOf(activity.from.id) + 1) % customers.length];
    await sleep(50);
    await channel.continueConversation(
      conversationOf(other),
      async (_activity, there) => void (await there.reply(`from ${activity.from.id}`)),
    );
    await turn.reply('passed on');
  });
  return {
    channel,
    log,
    /** Whether within a time, that of the receipts included, all got what the one before them wrote, and an answer. */
    async allGotBoth(withinMs: number): Promise<void> {
      await time.clock.tickAsync(withinMs);
      const got = customers.map((customer) =>
        gateway.sends.filter(({ id }) => id === customer).map(({ text }) => text),
      );
      expect(got.map((texts) => texts.toSorted())).toEqual(
        customers.map((_customer, index) => [`from ${customers.at(index - 1)}`, 'passed on']),
      );
      expect(log.entries).toEqual([]);
    },
  };
}

for (const customers of [
  [CUSTOMER, OTHER],
  [CUSTOMER, OTHER, THIRD],
]) {
  const count = customers.length;
  const messages = customers.map((from, index) => text(`wamid.${index}`, { from }));

  test(`${count} turns that continue each other's conversation at the same time all end, and all is sent`, async () => {
    const { channel, allGotBoth } = bridge(customers, { receipts: false });
    await post(channel, ...messages);
    await allGotBoth(100);
  });

  for (const when of ['beforeHandler', 'alongside', 'afterHandler', 'manual'] as const) {
    test(`R17: with '${when}' ${count} of them do not wait for each other, nor for the receipts of each other`, async () => {
      const { channel, allGotBoth } = bridge(customers, { receipts: { when } });
      await post(channel, ...messages);
      await allGotBoth(10_000);
    });
  }
}

test('R1: a held activity of the other conversation delays them until its receipt, no longer', async () => {
  const order: string[] = [];
  const { channel } = open({ turnTimeoutMs: 60_000 });
  channel.handle(async ({ id, from }) => {
    order.push(`+${id}`);
    if (id !== 'wamid.1' && id !== 'wamid.2') return;
    await sleep(100);
    const other = from.id === OTHER ? CUSTOMER : OTHER;
    await channel.continueConversation(conversationOf(other), () => void order.push(`${id} there`));
    order.push(`-${id}`);
  });
  await post(channel, text('wamid.1'), text('wamid.2', { from: OTHER }));
  await time.clock.tickAsync(1050);
  expect(order).toEqual(['+wamid.1', '+wamid.2']);
  await post(channel, text('wamid.3'), text('wamid.4', { from: OTHER }));
  await time.clock.tickAsync(900);
  expect(order).toEqual(['+wamid.1', '+wamid.2']);
  await time.clock.tickAsync(200);
  expect(order.slice(2)).toEqual(['wamid.1 there', '-wamid.1', '+wamid.3', 'wamid.2 there', '-wamid.2', '+wamid.4']);
});

test('with the only slot taken, a turn gets into a conversation whose next turn waits for that slot', async () => {
  const { channel } = open({ receipts: false, concurrency: 1, turnTimeoutMs: 60_000 });
  const order: string[] = [];
  channel.handle(async ({ id }) => {
    order.push(`+${id}`);
    await sleep(50);
    if (id === 'wamid.1') await channel.continueConversation(conversationOf(OTHER), () => void order.push('there'));
    order.push(`-${id}`);
  });
  await post(channel, text('wamid.1'), text('wamid.2', { from: OTHER }));
  await time.clock.tickAsync(1000);
  expect(order).toEqual(['+wamid.1', '+wamid.2', '-wamid.2', 'there', '-wamid.1']);
});

test('a turn that ran out of time waits for none: its conversation keeps its order', async () => {
  const { channel, log } = open({ receipts: false, turnTimeoutMs: 1000 });
  const order: string[] = [];
  channel.handle(async ({ id }) => {
    order.push(`+${id}`);
    await sleep(600);
    if (id === 'wamid.1') await channel.continueConversation(conversationOf(OTHER), () => void order.push('1 there'));
    if (id === 'wamid.2') await channel.continueConversation(conversationOf(), () => void order.push('2 there'));
    order.push(`-${id}`);
  });
  await post(channel, text('wamid.1'), text('wamid.3'));
  await time.clock.tickAsync(500);
  await post(channel, text('wamid.2', { from: OTHER }));
  await time.clock.tickAsync(499);
  expect(order).toEqual(['+wamid.1', '+wamid.2']);
  await time.clock.tickAsync(5000);
  expect(log.entries.map(({ fields }) => fields.id)).toEqual(['wamid.1', 'wamid.2']);
  // The second runs out of time, too, while it waits for the end of the third.
  expect(order.slice(2, 5)).toEqual(['+wamid.3', '1 there', '-wamid.1']);
  expect(order.slice(5)).toEqual(['-wamid.3', '2 there', '-wamid.2']);
});
