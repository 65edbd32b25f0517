import { describe, expect, test } from 'vitest';
import { sleep } from '../adapters/gateway-bot.js';
import { useClock } from '../helpers/clock.js';
import { startInMemory } from './start.js';
import { subjects } from './subjects.js';

const time = useClock();

describe.each(subjects)('$name: a proactive turn started inside a running turn of its conversation', (subject) => {
  test('does not wait for the turn that waits for it', async () => {
    const order: string[] = [];
    const bot = startInMemory(subject, async ({ reference, send }) => {
      await bot.running.continueConversation(reference(), async (inner) => {
        await sleep(1000);
        await inner.send('from within');
      });
      order.push('outer');
      await send('from the turn');
    });
    await bot.say('one');
    await time.clock.tickAsync(10_000);
    expect(order).toEqual(['outer']);
    expect(bot.gateway.calls.map(({ what, text }) => text ?? what)).toEqual(['read', 'from within', 'from the turn']);
    await bot.channel.close();
  });

  test('that the turn does not wait for is waited for by the turns after it: one at a time', async () => {
    const order: unknown[] = [];
    const bot = startInMemory(subject, async ({ activity, reference }) => {
      order.push(activity.text);
      if (activity.text !== 'one') return;
      void bot.running.continueConversation(reference(), async () => {
        order.push('within begins');
        await sleep(5000);
        order.push('within ends');
      });
    });
    await bot.say('one', 'two');
    await time.clock.tickAsync(20_000);
    expect(order).toEqual(['one', 'within begins', 'within ends', 'two']);
    await bot.channel.close();
  });
});
