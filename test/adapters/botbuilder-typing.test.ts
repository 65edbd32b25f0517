import { ShowTypingMiddleware } from 'botbuilder';
import { describe, expect, test } from 'vitest';
import { START_MS, useClock } from '../helpers/clock.js';
import { createGatewayBot, sleep } from './gateway-bot.js';
import { messageBot } from './kaleyra-bot.js';

const time = useClock();

describe('KaleyraAdapter: typing', () => {
  test('R8: however often a bot asks within 20 s, one call shows the indicator, and asking never waits', async () => {
    const waited: number[] = [];
    const { gateway, channel, say } = createGatewayBot(
      messageBot(async (context) => {
        for (let ask = 0; ask < 5; ask += 1) {
          const before = performance.now();
          await context.sendActivity({ type: 'typing' });
          waited.push(performance.now() - before);
          await sleep(1000);
        }
        await context.sendActivity('done');
      }),
    );
    gateway.plan('ok', { afterMs: 3000 });
    await say('hello', 'wamid.in');
    await time.clock.tickAsync(10_000);
    expect(waited).toEqual([0, 0, 0, 0, 0]);
    expect(gateway.calls).toMatchObject([
      { what: 'read', id: 'wamid.in', typing: false },
      { what: 'read', id: 'wamid.in', typing: true },
      { what: 'send', text: 'done' },
    ]);
    await channel.close();
  });

  test('R8: typing does not wait for a reply that is on its way', async () => {
    const order: string[] = [];
    const { gateway, channel, say } = createGatewayBot(
      messageBot(async (context) => {
        const reply = context.sendActivity('soon').then(() => order.push('reply'));
        await context.sendActivity({ type: 'typing' });
        order.push('typing');
        await reply;
      }),
      { receipts: { when: 'alongside' } },
    );
    await say('hello');
    await time.clock.tickAsync(10);
    expect(order).toEqual(['typing']);
    await time.clock.tickAsync(1000);
    expect(order).toEqual(['typing', 'reply']);
    expect(gateway.sends).toHaveLength(1);
    await channel.close();
  });

  test('R8: with alongside the indicator rides on the pending receipt: one call in all', async () => {
    const { gateway, channel, say } = createGatewayBot(
      messageBot(async (context) => {
        await context.sendActivity({ type: 'typing' });
        await sleep(3000);
        await context.sendActivity('done');
      }),
      { receipts: { when: 'alongside' } },
    );
    await say('hello', 'wamid.in');
    await time.clock.tickAsync(5000);
    expect(gateway.calls.map(({ what, typing, atMs }) => [what, typing, atMs - (gateway.calls[0]?.atMs ?? 0)])).toEqual(
      [
        ['read', true, 0],
        ['send', false, 2000],
      ],
    );
    await channel.close();
  });

  test('R8: no indicator goes out once the turn has ended', async () => {
    const { gateway, channel, say } = createGatewayBot(
      messageBot(async (context) => {
        await context.sendActivity({ type: 'typing' });
        await context.sendActivity('done');
      }),
    );
    await say('hello');
    await time.clock.tickAsync(120_000);
    expect(gateway.reads.filter(({ typing }) => typing).length).toBeLessThanOrEqual(1);
    expect(gateway.sends).toHaveLength(1);
    await channel.close();
  });

  test('R16: with receipts off typing makes no call', async () => {
    const { gateway, channel, say } = createGatewayBot(
      messageBot((context) => context.sendActivities([{ type: 'typing' }, { type: 'message', text: 'done' }])),
      { receipts: false },
    );
    await say('hello');
    await time.clock.tickAsync(10_000);
    expect(gateway.calls.map(({ what }) => what)).toEqual(['send']);
    await channel.close();
  });
});

describe('ShowTypingMiddleware', () => {
  test('R8: stock, it costs at most one call per 20 s, and none after the turn', async () => {
    const { gateway, adapter, channel, say } = createGatewayBot(
      messageBot(async (context) => {
        await sleep(60_000);
        await context.sendActivity('done');
      }),
    );
    adapter.use(new ShowTypingMiddleware());
    await say('hello', 'wamid.in');
    await time.clock.tickAsync(120_000);
    const typings = gateway.reads.filter(({ typing }) => typing).map(({ atMs }) => atMs);
    // The receipt after 1 s, the middleware's first wish half a second later.
    expect(typings.map((atMs) => atMs - (typings[0] ?? 0))).toEqual([0, 20_000, 40_000]);
    expect(gateway.reads.filter(({ typing }) => !typing)).toHaveLength(1);
    expect(gateway.sends).toMatchObject([{ text: 'done' }]);
    expect(Date.now()).toBe(START_MS + 120_000);
    await channel.close();
  });

  test('stock, it does not disturb a bot that answers at once', async () => {
    const { gateway, adapter, channel, say } = createGatewayBot(messageBot((context) => context.sendActivity('hi')));
    adapter.use(new ShowTypingMiddleware());
    await say('hello');
    await time.clock.tickAsync(60_000);
    expect(gateway.calls.map(({ what, typing }) => [what, typing])).toEqual([
      ['read', false],
      ['send', false],
    ]);
    await channel.close();
  });

  test('R8 R22: an indicator that Kaleyra refuses is repeated plain once, not with every wish, and the turn goes on', async () => {
    const errors: unknown[] = [];
    const { gateway, adapter, channel, say } = createGatewayBot(
      messageBot(async (context) => {
        await sleep(30_000);
        await context.sendActivity('done');
      }),
      { logger: { debug() {}, info() {}, warn() {}, error: (...entry) => errors.push(entry) } },
    );
    adapter.use(new ShowTypingMiddleware());
    gateway.plan('ok', { code: 'WA400', kind: 'reject' });
    await say('hello');
    await time.clock.tickAsync(60_000);
    expect(gateway.reads.map(({ typing }) => typing)).toEqual([false, true, false]);
    expect(gateway.sends).toMatchObject([{ text: 'done' }]);
    expect(errors).toEqual([]);
    await channel.close();
  });
});

describe('KaleyraAdapter: the moment', () => {
  test('R7: with alongside the bot thinks while the window is open, and its first reply waits for the tick', async () => {
    const began: number[] = [];
    const { gateway, channel, say } = createGatewayBot(
      messageBot(async (context) => {
        began.push(performance.now());
        await context.sendActivity('first');
        await context.sendActivity('second');
      }),
      { receipts: { when: 'alongside' } },
    );
    const start = performance.now();
    await time.clock.tickAsync(1);
    await say('hello', 'wamid.in');
    await time.clock.tickAsync(5000);
    expect(began).toEqual([start + 1]);
    expect(gateway.calls.map(({ what, text, atMs }) => [text ?? what, atMs - start])).toEqual([
      ['read', 1001],
      ['first', 1001],
      ['second', 1001],
    ]);
    await channel.close();
  });

  test('a delay waits between two replies, by its value or a second', async () => {
    const { gateway, channel, say } = createGatewayBot(
      messageBot((context) =>
        context.sendActivities([
          { type: 'message', text: 'one' },
          { type: 'delay', value: 2500 },
          { type: 'message', text: 'two' },
          { type: 'delay' },
          { type: 'message', text: 'three' },
        ]),
      ),
    );
    await say('hello');
    await time.clock.tickAsync(10_000);
    const [first] = gateway.sends;
    expect(gateway.sends.map(({ text, atMs }) => [text, atMs - (first?.atMs ?? 0)])).toEqual([
      ['one', 0],
      ['two', 2500],
      ['three', 3500],
    ]);
    await channel.close();
  });
});
