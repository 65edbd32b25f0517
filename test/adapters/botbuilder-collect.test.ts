import type { TurnContext } from 'botbuilder';
import { type Activity, type Channel, createChannel } from 'tidemark';
import { type BotLogic, KaleyraAdapter } from 'tidemark/adapters/botbuilder';
import { buttonReplyMessage, kaleyraWebhook, textMessage } from 'tidemark/testing';
import { afterEach, expect, test } from 'vitest';
import { useClock } from '../helpers/clock.js';
import { createFakeGateway, type FakeGateway } from '../helpers/fake-gateway.js';
import { messageBot } from './kaleyra-bot.js';
import { customer } from './kaleyra-host.js';

const time = useClock();
const businessNumber = '911200000000';
let close = async (): Promise<unknown> => undefined;
afterEach(async () => {
  const closing = close();
  await time.clock.tickAsync(20_000);
  await closing;
});

interface CollectingBot {
  gateway: FakeGateway;
  channel: Channel;
  adapter: KaleyraAdapter;
  post(...messages: object[]): Promise<void>;
}

/** A bot that is given bursts; `post` delivers elements of `messages` as one webhook. */
async function startBot(
  logic: BotLogic,
  collect: NonNullable<Parameters<KaleyraAdapter['handle']>[1]>['collect'] = true,
): Promise<CollectingBot> {
  const gateway = createFakeGateway();
  const channel = createChannel({ gateway, webhook: { auth: 'none' } });
  close = () => channel.close();
  const adapter = new KaleyraAdapter(channel);
  adapter.handle(logic, { collect });
  await time.clock.tickAsync(0);
  return {
    gateway,
    channel,
    adapter,
    async post(...messages) {
      const parsedBody = kaleyraWebhook({ from: customer, businessNumber, messages });
      const headers = { 'content-type': 'application/json' };
      await channel.handleWebhook({ method: 'POST', url: '/', headers, parsedBody });
    },
  };
}
const say = (text: string): object => textMessage({ id: `wamid.${text}`, text });

test('R17: a bot is given a burst as one activity, right after its tick, and answers it once', async () => {
  const seen: TurnContext['activity'][] = [];
  const { gateway, post } = await startBot(
    messageBot(async (context) => {
      seen.push(structuredClone(context.activity));
      await context.sendActivity(`Echo: ${context.activity.text}`);
    }),
  );
  await post(say('one'));
  await time.clock.tickAsync(600);
  await post(say('two'), say('three'));
  await time.clock.tickAsync(999);
  expect(seen).toEqual([]);
  await time.clock.tickAsync(1);
  expect(seen).toMatchObject([{ type: 'message', id: 'wamid.three', text: 'one\ntwo\nthree' }]);
  expect(seen[0]?.channelData.burst.map(({ text }: { text: string }) => text)).toEqual(['one', 'two', 'three']);
  expect(gateway.calls.map(({ what, id, text, atMs }) => [what, text ?? id, atMs])).toEqual([
    ['read', 'wamid.three', 1600],
    ['send', 'Echo: one\ntwo\nthree', 1600],
  ]);
});

test('a tap ends the burst and has a turn of its own', async () => {
  const texts: string[] = [];
  const { post } = await startBot(async ({ activity }) => void texts.push(activity.text));
  await post(say('one'), say('two'));
  await post(buttonReplyMessage({ replyId: 'Yes', title: 'Yes' }));
  await time.clock.tickAsync(0);
  expect(texts).toEqual(['one\ntwo', 'Yes']);
});

test('the options of collect are read', async () => {
  const texts: string[] = [];
  const { post } = await startBot(async ({ activity }) => void texts.push(activity.text), { maxCount: 2 });
  await post(say('one'), say('two'), say('three'));
  await time.clock.tickAsync(1000);
  expect(texts).toEqual(['one\ntwo', 'three']);
});

test('what arrives while the bot runs becomes its next turn', async () => {
  const texts: string[] = [];
  const { post } = await startBot(async ({ activity }) => {
    texts.push(activity.text);
    await new Promise((resolve) => setTimeout(resolve, 5000));
  });
  await post(say('one'));
  await time.clock.tickAsync(2000);
  await post(say('two'));
  await time.clock.tickAsync(1500);
  await post(say('three'));
  await time.clock.tickAsync(10_000);
  expect(texts).toEqual(['one', 'two\nthree']);
});

test('a bot registered later is given bursts too', async () => {
  const texts: string[] = [];
  const { adapter, post } = await startBot(async () => void texts.push('the first bot'));
  adapter.handle(async ({ activity }) => void texts.push(activity.text));
  await post(say('one'), say('two'));
  await time.clock.tickAsync(1000);
  expect(texts).toEqual(['one\ntwo']);
});

test('a bot may write into the channelData of a burst, beside its originals', async () => {
  const [errors, notes]: [unknown[], unknown[]] = [[], []];
  const { adapter, post } = await startBot(async ({ activity: { channelData } }) => {
    channelData.note = 'seen';
    notes.push([channelData.note, channelData.burst.length]);
  });
  adapter.onTurnError = async (_context, error) => void errors.push(error);
  await post(say('one'), say('two'));
  await time.clock.tickAsync(1000);
  expect([errors, notes]).toEqual([[], [['seen', 2]]]);
});

test('what a bot writes into the originals of a burst does not change what the channel holds', async () => {
  const [held, before, errors, seen]: [Activity[], string[], unknown[], string[]] = [[], [], [], []];
  const { adapter, channel, post } = await startBot(async ({ activity: { channelData } }) => {
    const [first, second] = channelData.burst;
    first.text = 'translated';
    first.id = 'changed';
    first.from.name = 'Somebody';
    first.conversation.id = 'elsewhere';
    first.channelData.note = 'seen';
    delete first.channelData.message;
    second.text = 'too';
    channelData.burst.reverse();
    channelData.burst.pop();
    seen.push(...channelData.burst.map(({ text }: Activity) => text));
  });
  adapter.onTurnError = async (_context, error) => void errors.push(error);
  channel.incoming$.subscribe((activity) => {
    held.push(activity);
    before.push(JSON.stringify(activity));
  });
  await post(say('one'), say('two'));
  await time.clock.tickAsync(1000);
  expect([errors, seen]).toEqual([[], ['too']]);
  const json = (activities: readonly Activity[]): string[] => activities.map((activity) => JSON.stringify(activity));
  expect(json(held)).toEqual(before);
  expect(held.map((activity) => json(channel.turn(activity).activities))).toEqual([before, before]);
});
