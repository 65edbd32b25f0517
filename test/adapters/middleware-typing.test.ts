import { createReceipts } from 'tidemark';
import { ReadReceiptMiddleware } from 'tidemark/adapters/botbuilder';
import { describe, expect, test } from 'vitest';
import { useClock } from '../helpers/clock.js';
import { createFakeGateway } from '../helpers/fake-gateway.js';
import { ForeignAdapter, foreignMessage } from './foreign-adapter.js';
import { sleep } from './gateway-bot.js';

const time = useClock();

type Bot = Parameters<ForeignAdapter['receive']>[1];

/** Runs turns of one conversation at once, to their ends; gives when, from their messages on, the indicator was shown. */
async function typingsOf(
  bot: Bot | readonly Bot[],
  { when, adapter = new ForeignAdapter() }: { when: 'alongside' | 'beforeHandler'; adapter?: ForeignAdapter },
): Promise<number[]> {
  const gateway = createFakeGateway();
  const receipts = createReceipts({ gateway });
  adapter.use(new ReadReceiptMiddleware(receipts, { when }));
  const start = performance.now();
  const turns = [bot].flat().map((one) => adapter.receive(foreignMessage(), one));
  await time.clock.tickAsync(120_000);
  await Promise.all(turns);
  await receipts.close();
  return gateway.reads.filter(({ typing }) => typing).map(({ atMs }) => atMs - start);
}

describe.each(['alongside', 'beforeHandler'] as const)('ReadReceiptMiddleware with %s: typing', (when) => {
  test('R8: while the bot has not answered, the indicator is renewed after 20 s', async () => {
    const typings = await typingsOf(
      async (context) => {
        await context.sendActivity({ type: 'typing' });
        await sleep(5000);
        await context.sendActivity({ type: 'typing' });
        await sleep(25_000);
      },
      { when },
    );
    expect(typings).toEqual([1000, 21_000]);
  });

  test('R8: after a message of the bot the indicator may follow in 3 s', async () => {
    const typings = await typingsOf(
      async (context) => {
        await context.sendActivity({ type: 'typing' });
        await context.sendActivity('one moment');
        await context.sendActivity({ type: 'typing' });
        await sleep(10_000);
        await context.sendActivity('done');
      },
      { when },
    );
    expect(typings).toEqual([1000, 4000]);
  });

  test('R8: an indicator asked for is dropped when a message of the bot goes first', async () => {
    const typings = await typingsOf(
      async (context) => {
        await context.sendActivity({ type: 'typing' });
        await sleep(2000);
        await context.sendActivity({ type: 'typing' });
        await context.sendActivity('done');
        await sleep(60_000);
      },
      { when },
    );
    expect(typings).toEqual([1000]);
  });

  test('R8: asked for together with a message, the indicator goes before it or not at all', async () => {
    const typings = await typingsOf(
      async (context) => {
        await sleep(2000);
        await context.sendActivities([{ type: 'typing' }, { type: 'message', text: 'done' }]);
        await sleep(60_000);
      },
      { when },
    );
    expect(typings.filter((atMs) => atMs > (when === 'alongside' ? 2000 : 3000))).toEqual([]);
  });

  test('R8: a message that the foreign adapter could not send ends no indicator', async () => {
    const adapter = new ForeignAdapter();
    const send = adapter.sendActivities.bind(adapter);
    adapter.sendActivities = async (context, activities) => {
      if (activities.some(({ text }) => text === 'lost')) throw new Error('the provider refused');
      return send(context, activities);
    };
    const typings = await typingsOf(
      async (context) => {
        await context.sendActivity({ type: 'typing' });
        await sleep(2000);
        await context.sendActivity({ type: 'typing' });
        await context.sendActivity('lost').catch(() => undefined);
        await sleep(25_000);
      },
      { when, adapter },
    );
    expect(typings).toEqual([1000, 21_000]);
  });

  test('R8: the end of a turn does not drop the indicator that another running turn has asked for', async () => {
    const asking: Bot = async (context) => {
      await context.sendActivity({ type: 'typing' });
      await sleep(30_000);
    };
    expect(await typingsOf([asking, () => sleep(100)], { when })).toEqual([1000, 21_000]);
    expect(await typingsOf([asking, () => sleep(5000)], { when })).toEqual([1000, 21_000]);
    expect(await typingsOf([() => sleep(5000), asking], { when })).toEqual([1000, 21_000]);
  });

  test('R8: the end of the turn that has asked drops the indicator, though another one still runs', async () => {
    const asking: Bot = async (context) => {
      await context.sendActivity({ type: 'typing' });
      await sleep(5000);
    };
    expect(await typingsOf([asking, () => sleep(60_000)], { when })).toEqual([1000]);
  });
});
