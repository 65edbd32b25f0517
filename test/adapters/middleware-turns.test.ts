import { ActivityHandler, type TurnContext } from 'botbuilder';
import { createReceipts } from 'tidemark';
import { ReadReceiptMiddleware, type ReadReceiptMiddlewareOptions } from 'tidemark/adapters/botbuilder';
import { expect, test } from 'vitest';
import { useClock } from '../helpers/clock.js';
import { createFakeGateway, type FakeGateway } from '../helpers/fake-gateway.js';
import { ForeignAdapter, foreignMessage } from './foreign-adapter.js';
import { sleep } from './gateway-bot.js';

const time = useClock();

interface Setup {
  gateway: FakeGateway;
  adapter: ForeignAdapter;
  receipts: ReturnType<typeof createReceipts>;
}

function setUp(options?: ReadReceiptMiddlewareOptions): Setup {
  const gateway = createFakeGateway();
  const receipts = createReceipts({ gateway });
  const adapter = new ForeignAdapter();
  adapter.use(new ReadReceiptMiddleware(receipts, options));
  return { gateway, adapter, receipts };
}

const texts = (adapter: ForeignAdapter): unknown[] => adapter.sent.map(({ text, type }) => text ?? type);

test('R7: by default the turn goes on at once, and the first reply waits for the tick', async () => {
  const { gateway, adapter, receipts } = setUp();
  const start = performance.now();
  const began: number[] = [];
  const turn = adapter.receive(foreignMessage({ id: 'wamid.in' }), async (context) => {
    began.push(performance.now() - start);
    await context.sendActivity('first');
    await context.sendActivity('second');
  });
  await time.clock.tickAsync(999);
  expect([began, texts(adapter), gateway.reads]).toEqual([[0], [], []]);
  await time.clock.tickAsync(1);
  await turn;
  expect(gateway.reads).toMatchObject([{ id: 'wamid.in', businessNumber: '911200000000', typing: false }]);
  expect(adapter.sent.map(({ text, atMs }) => [text, atMs - start])).toEqual([
    ['first', 1000],
    ['second', 1000],
  ]);
  await receipts.close();
});

test('R3: a burst costs one call, for the newest, and the replies of all its turns follow it', async () => {
  const { gateway, adapter, receipts } = setUp();
  const turns = ['a', 'b', 'c'].map((text) =>
    adapter.receive(foreignMessage({ id: `wamid.${text}`, text }), async (context) => {
      await context.sendActivity(`re ${text}`);
    }),
  );
  await time.clock.tickAsync(1000);
  await Promise.all(turns);
  expect(gateway.reads.map(({ id }) => id)).toEqual(['wamid.c']);
  expect(texts(adapter)).toEqual(['re a', 're b', 're c']);
  await receipts.close();
});

test('R7: with a gateway that hangs the reply goes answerWaitMs after the receipt was due', async () => {
  const { gateway, adapter, receipts } = setUp();
  const start = performance.now();
  gateway.always('hang');
  const turn = adapter.receive(foreignMessage(), async (context) => void (await context.sendActivity('hi')));
  await time.clock.tickAsync(2500);
  await turn;
  expect(adapter.sent.map(({ atMs }) => atMs - start)).toEqual([2500]);
  gateway.always('ok');
  await time.clock.tickAsync(60_000);
  await receipts.close();
});

test('R17: with beforeHandler the turn goes on after the tick', async () => {
  const { gateway, adapter, receipts } = setUp({ when: 'beforeHandler' });
  const order: string[] = [];
  const turn = adapter.receive(
    foreignMessage(),
    async () => void order.push(`turn after ${gateway.reads.length} call`),
  );
  await time.clock.tickAsync(999);
  expect(order).toEqual([]);
  await time.clock.tickAsync(1);
  await turn;
  expect(order).toEqual(['turn after 1 call']);
  await receipts.close();
});

test.each(['alongside', 'beforeHandler'] as const)('with %s next is called exactly once', async (when) => {
  const { adapter, receipts } = setUp({ when });
  const runs: unknown[] = [];
  const bot = new ActivityHandler();
  bot.onMessage(async ({ activity }) => void runs.push(activity.id));
  const turns = ['wamid.a', 'wamid.b', 'wamid.a', 'mid.c'].map((id) =>
    adapter.receive(foreignMessage({ id }), (context) => bot.run(context)),
  );
  await time.clock.tickAsync(10_000);
  await Promise.all(turns);
  expect(runs.toSorted()).toEqual(['mid.c', 'wamid.a', 'wamid.a', 'wamid.b']);
  await receipts.close();
});

test('the other middleware and the ids of the foreign adapter stay as they are', async () => {
  const { adapter, receipts } = setUp();
  const seen: unknown[] = [];
  adapter.use(async (context, next) => {
    context.onSendActivities(async (_context, activities, send) => {
      const responses = await send();
      seen.push(
        activities.map(({ text }) => text),
        responses,
      );
      return responses;
    });
    await next();
  });
  const turn = adapter.receive(foreignMessage(), async (context) => {
    seen.push(await context.sendActivities([{ text: 'one' }, { type: 'trace' }, { text: 'two' }]));
  });
  await time.clock.tickAsync(1000);
  await turn;
  const ids = [{ id: 'foreign-0' }, { id: 'foreign-1' }, { id: 'foreign-2' }];
  expect(seen).toEqual([['one', undefined, 'two'], ids, ids]);
  await receipts.close();
});

test('trace and other kinds that the customer does not see do not wait for the tick', async () => {
  const { adapter, receipts } = setUp();
  const turn = adapter.receive(foreignMessage(), async (context) => {
    await context.sendActivities([{ type: 'trace' }, { type: 'event', name: 'ping' }]);
  });
  await turn;
  expect(texts(adapter)).toEqual(['trace', 'event']);
  await time.clock.tickAsync(1000);
  await receipts.close();
});

test('R8: typing of a bot shows the indicator with the receipt, and is dropped when the turn ends', async () => {
  const { gateway, adapter, receipts } = setUp();
  const turn = adapter.receive(foreignMessage({ id: 'wamid.in' }), async (context) => {
    await context.sendActivity({ type: 'typing' });
    await sleep(1500);
  });
  const brief = adapter.receive(
    foreignMessage({ id: 'wamid.brief', conversation: { id: 'other' } as never }),
    async (context) => void (await context.sendActivity({ type: 'typing' })),
  );
  await time.clock.tickAsync(60_000);
  await Promise.all([turn, brief]);
  expect(gateway.reads.map(({ id, typing }) => [id, typing])).toEqual([
    ['wamid.in', true],
    ['wamid.brief', false],
  ]);
  await receipts.close();
});

test('no TurnContext is needed after its turn: it is revoked, and the receipt still goes out', async () => {
  const { gateway, adapter, receipts } = setUp();
  let kept: { context: TurnContext } | undefined;
  await adapter.receive(foreignMessage({ id: 'wamid.in' }), async (context) => {
    kept = { context };
  });
  expect(() => kept?.context.activity).toThrow(/revoked/);
  expect(gateway.reads).toEqual([]);
  await time.clock.tickAsync(1000);
  expect(gateway.reads.map(({ id }) => id)).toEqual(['wamid.in']);
  await receipts.close();
});
