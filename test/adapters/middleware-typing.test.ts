import { createReceipts, type ReceiptOptions } from 'tidemark';
import { ReadReceiptMiddleware } from 'tidemark/adapters/botbuilder';
import { describe, expect, test } from 'vitest';
import { useClock } from '../helpers/clock.js';
import { createFakeGateway } from '../helpers/fake-gateway.js';
import { ForeignAdapter, foreignMessage } from './foreign-adapter.js';
import { sleep } from './gateway-bot.js';

const time = useClock();

type Bot = Parameters<ForeignAdapter['receive']>[1];

interface Setting {
  when: 'alongside' | 'beforeHandler';
  adapter?: ForeignAdapter;
  typing?: NonNullable<ReceiptOptions['typing']>;
}

/** Runs turns of one conversation at once, to their ends; gives when, from their messages on, the indicator was shown. */
async function typingsOf(
  bot: Bot | readonly Bot[],
  { when, adapter = new ForeignAdapter(), typing = 'onRequest' }: Setting,
): Promise<number[]> {
  const gateway = createFakeGateway();
  const receipts = createReceipts({ gateway, typing });
  adapter.use(new ReadReceiptMiddleware(receipts, { when }));
  const start = performance.now();
  const turns = [bot].flat().map((one) => adapter.receive(foreignMessage(), one));
  await time.clock.tickAsync(120_000);
  await Promise.all(turns);
  await receipts.close();
  return gateway.reads.filter(({ typing }) => typing).map(({ atMs }) => atMs - start);
}

/** A bot that asks for the indicator and thinks. */
function asking({ afterMs, forMs }: { afterMs: number; forMs: number }): Bot {
  return async (context) => {
    if (afterMs > 0) await sleep(afterMs);
    await context.sendActivity({ type: 'typing' });
    await sleep(forMs);
  };
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
    const bot = asking({ afterMs: 0, forMs: 30_000 });
    expect(await typingsOf([bot, () => sleep(100)], { when })).toEqual([1000, 21_000]);
    expect(await typingsOf([bot, () => sleep(5000)], { when })).toEqual([1000, 21_000]);
    expect(await typingsOf([() => sleep(5000), bot], { when })).toEqual([1000, 21_000]);
  });

  test('R8: the end of the turn that has asked drops the indicator, though another one still runs', async () => {
    const bot = asking({ afterMs: 0, forMs: 5000 });
    expect(await typingsOf([bot, () => sleep(60_000)], { when })).toEqual([1000]);
  });

  test('R8: of two turns that have both asked, the end of one leaves the indicator to the other', async () => {
    for (const [firstMs, lastMs] of [
      [30_000, 5000],
      [5000, 30_000],
    ] as const) {
      const bots = [asking({ afterMs: 0, forMs: firstMs }), asking({ afterMs: 200, forMs: lastMs })];
      expect(await typingsOf(bots, { when })).toEqual([1000, 21_000]);
      expect(await typingsOf(bots.toReversed(), { when })).toEqual([1000, 21_000]);
    }
  });

  test('R8: when both turns that have asked have ended, the indicator is dropped', async () => {
    const early = [asking({ afterMs: 0, forMs: 9000 }), asking({ afterMs: 200, forMs: 5000 }), () => sleep(60_000)];
    expect(await typingsOf(early, { when })).toEqual([1000]);
    const late = [asking({ afterMs: 0, forMs: 30_000 }), asking({ afterMs: 200, forMs: 5000 }), () => sleep(60_000)];
    expect(await typingsOf(late, { when })).toEqual([1000, 21_000]);
  });

  test.each([
    ['asked first', [0, 200]],
    ['asked last', [200, 0]],
  ] as const)('R8: an answer of the turn that %s drops the indicator for the other one too', async (_what, order) => {
    const [afterMs, otherAfterMs] = order;
    const answering: Bot = async (context) => {
      await asking({ afterMs, forMs: 5000 })(context);
      await context.sendActivity('done');
      await sleep(60_000);
    };
    expect(await typingsOf([answering, asking({ afterMs: otherAfterMs, forMs: 60_000 })], { when })).toEqual([1000]);
  });

  test('R8: after an answer, the end of the only turn that has asked again drops the indicator', async () => {
    const again: Bot = async (context) => {
      await sleep(5000);
      await context.sendActivity('one moment');
      await asking({ afterMs: 0, forMs: 6000 })(context);
    };
    const typings = await typingsOf([asking({ afterMs: 0, forMs: 60_000 }), again], { when });
    expect(typings).toEqual([1000, when === 'alongside' ? 8000 : 9000]);
  });

  test('R8: withReceipt, the end of the newest turn leaves the bubble to the older one, and the last end drops it', async () => {
    const bots = [() => sleep(30_000), () => sleep(5000), () => sleep(2000)];
    expect(await typingsOf(bots, { when, typing: 'withReceipt' })).toEqual([1000, 21_000]);
    expect(await typingsOf(bots.toReversed(), { when, typing: 'withReceipt' })).toEqual([1000, 21_000]);
    expect(await typingsOf(bots.slice(1), { when, typing: 'withReceipt' })).toEqual([1000]);
  });
});
