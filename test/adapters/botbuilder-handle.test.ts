import { ActivityHandler } from 'botbuilder';
import { createChannel, isOptionsError } from 'tidemark';
import { type BotLogic, KaleyraAdapter } from 'tidemark/adapters/botbuilder';
import { describe, expect, test } from 'vitest';
import { useClock } from '../helpers/clock.js';
import { createFakeGateway } from '../helpers/fake-gateway.js';
import { silent } from '../helpers/receipts.js';
import { createGatewayBot, type GatewayBot } from './gateway-bot.js';

const time = useClock();

/** A bot that answers every message with its name. */
const named =
  (name: string): BotLogic =>
  async (context) =>
    void (await context.sendActivity(name));

/** Says something to a bot; gives all it has answered so far. */
async function answersOf({ gateway, say }: GatewayBot): Promise<unknown[]> {
  await say('hello');
  await time.clock.tickAsync(10_000);
  return gateway.sends.map(({ text }) => text);
}

function errorOf(act: () => unknown): unknown {
  try {
    return act();
  } catch (error) {
    return error;
  }
}

describe('KaleyraAdapter.handle: the function that stops delivery', () => {
  test('called again, it does not stop what was started later', async () => {
    const bot = createGatewayBot(named('first'));
    const stop = bot.adapter.handle(named('second'));
    stop();
    bot.adapter.handle(named('third'));
    stop();
    expect(await answersOf(bot)).toEqual(['third']);
    stop();
    expect(await answersOf(bot)).toEqual(['third', 'third']);
    await bot.channel.close();
  });

  test('the one given later still stops delivery, after an older one was called in vain', async () => {
    const bot = createGatewayBot(named('first'), { logger: silent });
    const stale = bot.adapter.handle(named('second'));
    stale();
    const stop = bot.adapter.handle(named('third'));
    stale();
    stop();
    expect(await answersOf(bot)).toEqual([]);
    expect(() => bot.channel.handle(() => undefined)).not.toThrow();
    await bot.channel.close();
  });
});

const notLogic: [string, unknown][] = [
  ['undefined', undefined],
  ['null', null],
  ['an ActivityHandler', new ActivityHandler()],
];

describe.each(notLogic)('KaleyraAdapter.handle(%s)', (_what, logic) => {
  test('throws an OptionsError that shows what is expected', async () => {
    const { channel, adapter } = createGatewayBot(named('first'));
    const error = errorOf(() => adapter.handle(logic as never));
    expect(isOptionsError(error)).toBe(true);
    expect(error).toMatchObject({ message: expect.stringMatching(/KaleyraAdapter\.handle: .*bot\.run\(context\)/) });
    await channel.close();
  });

  test('leaves the bot that was registered before', async () => {
    const bot = createGatewayBot(named('first'));
    errorOf(() => bot.adapter.handle(logic as never));
    expect(await answersOf(bot)).toEqual(['first']);
    await bot.channel.close();
  });

  test('starts no delivery', async () => {
    const channel = createChannel({ gateway: createFakeGateway(), webhook: { auth: 'none' } });
    const adapter = new KaleyraAdapter(channel);
    errorOf(() => adapter.handle(logic as never));
    expect(() => channel.handle(() => undefined)).not.toThrow();
    await channel.close();
  });
});

describe('KaleyraAdapter.handle: options', () => {
  test('while delivery runs they throw an OptionsError, and neither bot nor delivery changes', async () => {
    const bot = createGatewayBot(named('first'));
    const error = errorOf(() => bot.adapter.handle(named('second'), { collect: true }));
    expect(isOptionsError(error)).toBe(true);
    expect(error).toHaveProperty('message', expect.stringContaining('KaleyraAdapter.handle: expected no options'));
    expect(await answersOf(bot)).toEqual(['first']);
    await bot.channel.close();
  });

  test('once delivery is stopped they are taken', async () => {
    const bot = createGatewayBot(named('first'));
    bot.adapter.handle(named('first'))();
    bot.adapter.handle(async (context) => void (await context.sendActivity(context.activity.text)), { collect: true });
    await bot.say('one');
    expect(await answersOf(bot)).toEqual(['one\nhello']);
    await bot.channel.close();
  });

  test('an object without any option changes nothing while delivery runs', async () => {
    const bot = createGatewayBot(named('first'));
    bot.adapter.handle(named('second'), {});
    expect(await answersOf(bot)).toEqual(['second']);
    await bot.channel.close();
  });

  test('a wrong option leaves the adapter without a bot, so that a second try starts delivery', async () => {
    const channel = createChannel({ gateway: createFakeGateway(), webhook: { auth: 'none' } });
    const adapter = new KaleyraAdapter(channel);
    expect(() => adapter.handle(named('first'), { colect: true } as never)).toThrow(/colect/);
    expect(() => adapter.handle(named('first'), { collect: true })).not.toThrow();
    expect(() => channel.handle(() => undefined)).toThrow(expect.objectContaining({ code: 'SECOND_CONSUMER' }));
    await channel.close();
  });

  test('null throws an OptionsError while delivery runs, and neither bot nor delivery changes', async () => {
    const bot = createGatewayBot(named('first'));
    expect(isOptionsError(errorOf(() => bot.adapter.handle(named('second'), null as never)))).toBe(true);
    expect(await answersOf(bot)).toEqual(['first']);
    await bot.channel.close();
  });

  test('null throws an OptionsError while no delivery runs, and starts none', async () => {
    const channel = createChannel({ gateway: createFakeGateway(), webhook: { auth: 'none' } });
    const adapter = new KaleyraAdapter(channel);
    expect(isOptionsError(errorOf(() => adapter.handle(named('first'), null as never)))).toBe(true);
    expect(() => channel.handle(() => undefined)).not.toThrow();
    await channel.close();
  });
});
