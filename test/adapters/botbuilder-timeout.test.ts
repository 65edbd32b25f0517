import { isTurnError } from 'tidemark';
import { expect, test } from 'vitest';
import { useClock } from '../helpers/clock.js';
import { createGatewayBot, sleep } from './gateway-bot.js';
import { messageBot } from './kaleyra-bot.js';

const time = useClock();
const quiet = { debug() {}, info() {}, warn() {}, error() {} };

test('a turn that takes longer than turnTimeoutMs cannot send any more, and the next turn runs', async () => {
  const errors: unknown[] = [];
  const { gateway, channel, say } = createGatewayBot(
    messageBot(async (context) => {
      if (context.activity.text === 'next') {
        await context.sendActivity('in time');
        return;
      }
      await sleep(60_000);
      await context.sendActivity('too late').catch((error: unknown) => errors.push(error));
    }),
    { turnTimeoutMs: 30_000, logger: quiet },
  );
  await say('slow');
  await say('next');
  await time.clock.tickAsync(40_000);
  expect(gateway.sends.map(({ text }) => text)).toEqual(['in time']);
  await time.clock.tickAsync(60_000);
  expect(gateway.sends).toHaveLength(1);
  expect(errors.map(isTurnError)).toEqual([true]);
  await channel.close();
});

test('a bot that never ends does not keep the channel from closing, and its late reply is refused', async () => {
  const errors: unknown[] = [];
  const { gateway, adapter, channel, say } = createGatewayBot(
    messageBot(async (context) => {
      await sleep(60_000);
      await context.sendActivity('too late');
    }),
    { drainTimeoutMs: 5000, logger: quiet },
  );
  adapter.onTurnError = async (_context, error) => void errors.push(error);
  await say('hello');
  await time.clock.tickAsync(2000);
  const closed = channel.close();
  await time.clock.tickAsync(5000);
  await closed;
  await time.clock.tickAsync(60_000);
  expect(gateway.sends).toEqual([]);
  expect(errors.map(isTurnError)).toEqual([true]);
});
