import { type Activity, type ConversationReference, type ResourceResponse, TurnContext } from 'botbuilder';
import { isTidemarkError } from 'tidemark';
import type { BotLogic, KaleyraAdapter } from 'tidemark/adapters/botbuilder';
import { expect, test } from 'vitest';
import { useClock } from '../helpers/clock.js';
import { silent } from '../helpers/receipts.js';
import { createGatewayBot, type GatewayBot, sleep } from './gateway-bot.js';
import { customer } from './kaleyra-host.js';

const time = useClock();
const business = '911200000000';
const other = '919899999999';

/** The reference of a conversation, as a bot has stored it. */
function referenceTo(user: string, bot = business): Partial<ConversationReference> {
  return {
    channelId: 'whatsapp',
    conversation: { id: `${bot}:${user}`, isGroup: false, conversationType: '', name: '' },
    user: { id: user, name: '' },
    bot: { id: bot, name: '' },
  };
}

function textTo(reference: Partial<ConversationReference>, text: string): Partial<Activity> {
  return TurnContext.applyConversationReference({ type: 'message', text }, reference);
}

/** Runs a bot, which is given its adapter, on a message of the customer; gives the texts sent, as `text: from to`. */
async function runBot(
  logic: (context: TurnContext, adapter: KaleyraAdapter) => Promise<void>,
): Promise<GatewayBot & { sent: string[] }> {
  const started: KaleyraAdapter[] = [];
  const run: BotLogic = (context) => logic(context, started[0] as KaleyraAdapter);
  const bot = createGatewayBot(run);
  started.push(bot.adapter);
  const errors: unknown[] = [];
  bot.adapter.onTurnError = async (_context, error) => void errors.push(error);
  await bot.say('hello', 'wamid.in');
  await time.clock.tickAsync(60_000);
  await bot.channel.close();
  expect(errors).toEqual([]);
  return { ...bot, sent: bot.gateway.sends.map(({ text, businessNumber, id }) => `${text}: ${businessNumber} ${id}`) };
}

test('an activity that names another conversation goes to the customer of that one', async () => {
  const { sent } = await runBot(async (context, adapter) => {
    await adapter.sendActivities(context, [textTo(referenceTo(other), 'for the other')]);
  });
  expect(sent).toEqual([`for the other: ${business} ${other}`]);
});

test('it goes out from the business number that its conversation has', async () => {
  const { sent } = await runBot(async (context, adapter) => {
    await adapter.sendActivities(context, [textTo(referenceTo(other, '911200000009'), 'elsewhere')]);
    await adapter.sendActivities(context, [textTo(referenceTo(customer, '911200000009'), 'same customer')]);
  });
  expect(sent).toEqual([`elsewhere: 911200000009 ${other}`, `same customer: 911200000009 ${customer}`]);
});

test('activities for several conversations go out in order, with one response for each, at its index', async () => {
  const responses: ResourceResponse[][] = [];
  const { sent } = await runBot(async (context, adapter) => {
    const given = await adapter.sendActivities(context, [
      { type: 'message', text: 'one' },
      textTo(referenceTo(other), 'two'),
      textTo(TurnContext.getConversationReference(context.activity), 'three'),
      { type: 'message', text: 'four', conversation: undefined as never },
    ]);
    responses.push(given);
  });
  expect(sent).toEqual([
    `one: ${business} ${customer}`,
    `two: ${business} ${other}`,
    `three: ${business} ${customer}`,
    `four: ${business} ${customer}`,
  ]);
  expect(responses).toEqual([[1, 2, 3, 4].map((sent) => ({ id: `wamid.out-${sent}` }))]);
});

test('the conversation alone tells where an activity goes, also beside the parties of this one', async () => {
  const { conversation } = referenceTo(other);
  const { sent } = await runBot(async (context, adapter) => {
    const message = { type: 'message', text: 'hi', conversation } as Partial<Activity>;
    const { from, recipient } = context.activity;
    await adapter.sendActivities(context, [message, { ...message, from: recipient, recipient: from }]);
  });
  expect(sent).toEqual([`hi: ${business} ${other}`, `hi: ${business} ${other}`]);
});

test('context.sendActivity goes to the conversation of its turn, whichever one is named, as the SDK has it', async () => {
  const { sent } = await runBot(async (context) => {
    await context.sendActivity(textTo(referenceTo(other), 'hi'));
  });
  expect(sent).toEqual([`hi: ${business} ${customer}`]);
});

test('R8: a message to another conversation does not end the indicator of this one', async () => {
  const { gateway } = await runBot(async (context, adapter) => {
    await context.sendActivity({ type: 'typing' });
    await adapter.sendActivities(context, [textTo(referenceTo(other), 'for the other')]);
    await sleep(25_000);
  });
  expect(gateway.reads.map(({ id, typing, atMs }) => [id, typing, atMs - (gateway.reads[0]?.atMs ?? 0)])).toEqual([
    ['wamid.in', false, 0],
    ['wamid.in', true, 0],
    ['wamid.in', true, 20_000],
  ]);
});

/** Runs a bot on a message of the customer, then a proactive turn with the other one; gives what the latter did. */
async function runFromOther(
  logic: (context: TurnContext, adapter: KaleyraAdapter) => Promise<void>,
): Promise<Awaited<ReturnType<typeof runBot>>> {
  return runBot(async (_context, adapter) => {
    // Later, when the customer's message is read: a turn of another conversation does not wait for this one.
    await sleep(2000);
    await adapter.continueConversation(referenceTo(other), (context) => logic(context, adapter));
  });
}

const typingIn = (reference: Partial<ConversationReference>): Partial<Activity> =>
  TurnContext.applyConversationReference({ type: 'typing' }, reference);

test('R8: an indicator for another conversation makes no call, in that one or in this, and gives an empty id', async () => {
  const responses: ResourceResponse[][] = [];
  const { gateway, sent } = await runFromOther(async (context, adapter) => {
    const known = typingIn(referenceTo(customer));
    responses.push(await adapter.sendActivities(context, [known, { type: 'message', text: 'hi' }, known]));
    await sleep(10_000);
  });
  expect(responses).toEqual([[{ id: '' }, { id: 'wamid.out-1' }, { id: '' }]]);
  expect(sent).toEqual([`hi: ${business} ${other}`]);
  expect(gateway.reads).toMatchObject([{ id: 'wamid.in', typing: false }]);
});

test('R8: an indicator for a conversation that is unknown, or is none, is not shown in this one instead', async () => {
  const responses: ResourceResponse[][] = [];
  const { gateway } = await runBot(async (context, adapter) => {
    const typings = [typingIn(referenceTo(other)), typingIn(unknown('elsewhere'))];
    responses.push(await adapter.sendActivities(context, typings));
    await sleep(10_000);
  });
  expect(responses).toEqual([[{ id: '' }, { id: '' }]]);
  expect(gateway.reads).toMatchObject([{ id: 'wamid.in', typing: false }]);
});

/** The reference of a conversation that another channel has made, to the other customer. */
function unknown(id: string): Partial<ConversationReference> {
  return { ...referenceTo(other), conversation: { id } as ConversationReference['conversation'] };
}

test.each(['elsewhere', `:${other}`, `${business}:`])(
  'a message that names the conversation %s rejects with UNKNOWN_CONVERSATION, and nothing is sent',
  async (id) => {
    const errors: unknown[] = [];
    const { sent } = await runBot(async (context, adapter) => {
      const activities = [textTo(unknown(id), 'lost'), { type: 'message', text: 'after it' }];
      await adapter.sendActivities(context, activities).catch((error: unknown) => errors.push(error));
    });
    expect(errors.map((error) => isTidemarkError(error))).toEqual([true]);
    expect(errors).toMatchObject([{ code: 'UNKNOWN_CONVERSATION' }]);
    expect(sent).toEqual([]);
  },
);

test.each([
  ["the turn's time limit", { turnTimeoutMs: 1000 }],
  ['close', { drainTimeoutMs: 1000 }],
])('after %s a message to another conversation, like one to this, rejects with TURN_ENDED', async (_, limits) => {
  const errors: unknown[] = [];
  const bot = createGatewayBot(
    async (context) => {
      await sleep(10_000);
      for (const late of [textTo(referenceTo(other), 'elsewhere'), { type: 'message', text: 'here' }]) {
        await bot.adapter.sendActivities(context, [late]).catch((error: unknown) => errors.push(error));
      }
    },
    { ...limits, logger: silent },
  );
  await bot.say('hello');
  await time.clock.tickAsync(2000);
  const closed = 'drainTimeoutMs' in limits ? bot.channel.close() : undefined;
  await time.clock.tickAsync(20_000);
  expect(errors).toMatchObject([{ code: 'TURN_ENDED' }, { code: 'TURN_ENDED' }]);
  expect(bot.gateway.sends).toEqual([]);
  await (closed ?? bot.channel.close());
});

test.each(['trace', 'event', 'endOfConversation'])(
  'an activity of type %s is never sent and gives an empty id, also where it names an unknown conversation',
  async (type) => {
    const responses: ResourceResponse[][] = [];
    const { sent } = await runBot(async (context, adapter) => {
      const lost = TurnContext.applyConversationReference({ type }, unknown('elsewhere'));
      responses.push(await adapter.sendActivities(context, [lost, { type: 'message', text: 'after it' }]));
    });
    expect(responses).toEqual([[{ id: '' }, { id: 'wamid.out-1' }]]);
    expect(sent).toEqual([`after it: ${business} ${customer}`]);
  },
);
