import { describe, expect, test } from 'vitest';
import { applicationInMemory } from '../conformance/agent-in-memory.js';
import { useClock } from '../helpers/clock.js';
import { sleep } from './gateway-bot.js';

const time = useClock();

describe('startTypingTimer of AgentApplication', () => {
  test('R8: costs at most one call per 20 s, and none after the answer', async () => {
    const { gateway, channel, say } = applicationInMemory(
      async (context) => {
        await sleep(60_000);
        await context.sendActivity('done');
      },
      { startTypingTimer: true },
    );
    await say('one');
    await time.clock.tickAsync(300_000);
    const typings = gateway.reads.filter(({ typing }) => typing).map(({ atMs }) => atMs);
    expect(typings.map((atMs) => atMs - (typings[0] ?? 0))).toEqual([0, 20_000, 40_000]);
    expect(gateway.reads.filter(({ typing }) => !typing)).toHaveLength(1);
    expect(gateway.sends).toMatchObject([{ text: 'done' }]);
    await channel.close();
  });

  test('does not disturb an agent that answers at once', async () => {
    const { gateway, channel, say } = applicationInMemory(async (context) => void (await context.sendActivity('hi')), {
      startTypingTimer: true,
    });
    await say('one', 'two');
    await time.clock.tickAsync(120_000);
    expect(gateway.sends.map(({ text }) => text)).toEqual(['hi', 'hi']);
    expect(gateway.reads).toMatchObject([{ id: 'wamid.two', typing: false }]);
    await channel.close();
  });

  test('R22: an indicator that Kaleyra refuses is repeated plain once, and the turn goes on', async () => {
    const { gateway, channel, say } = applicationInMemory(
      async (context) => {
        await sleep(30_000);
        await context.sendActivity('done');
      },
      { startTypingTimer: true },
    );
    gateway.plan('ok', { code: 'WA400', kind: 'reject' });
    await say('one');
    await time.clock.tickAsync(120_000);
    expect(gateway.reads.map(({ typing }) => typing)).toEqual([false, true, false]);
    expect(gateway.sends).toMatchObject([{ text: 'done' }]);
    await channel.close();
  });
});
