import { createServer, type RequestListener } from 'node:http';
import { ActivityHandler, type BotAdapter, type Middleware, type ResourceResponse, TurnContext } from 'botbuilder';
import express, { type RequestHandler } from 'express';
import { Hono, type MiddlewareHandler } from 'hono';
import { type Channel, createChannel, createReceipts, type Receipts } from 'tidemark';
import { type BotLogic, KaleyraAdapter, ReadReceiptMiddleware, type ReceiptTarget } from 'tidemark/adapters/botbuilder';
import { type NodeListener, toNodeListener } from 'tidemark/adapters/node';
import { type FetchHandler, toFetchHandler } from 'tidemark/adapters/web';
import { expect, expectTypeOf, test } from 'vitest';
import { createFakeGateway } from '../helpers/fake-gateway.js';

const makeChannel = (): Channel => createChannel({ gateway: createFakeGateway(), webhook: { auth: 'none' } });
const makeReceipts = (): Receipts => createReceipts({ gateway: createFakeGateway() });

test('KaleyraAdapter is a BotAdapter, in every overload', () => {
  expectTypeOf<KaleyraAdapter>().toExtend<BotAdapter>();
  expectTypeOf<KaleyraAdapter['continueConversationAsync']>().toExtend<BotAdapter['continueConversationAsync']>();
  expectTypeOf<KaleyraAdapter['sendActivities']>().toExtend<BotAdapter['sendActivities']>();
  expectTypeOf<KaleyraAdapter['sendActivities']>().returns.resolves.toEqualTypeOf<ResourceResponse[]>();
  const adapter = new KaleyraAdapter(makeChannel());
  const claims = {} as Parameters<BotAdapter['continueConversationAsync']>[0];
  const logic = async (context: TurnContext): Promise<void> => void (await context.sendActivity('hi'));
  // Never called: that these compile is the test.
  const calls = (reference: ReturnType<typeof TurnContext.getConversationReference>): unknown => [
    adapter.continueConversation(reference, logic),
    adapter.continueConversationAsync('app id', reference, logic),
    adapter.continueConversationAsync(claims, reference, logic),
    adapter.continueConversationAsync(claims, reference, 'audience', logic),
  ];
  expect(calls).toBeTypeOf('function');
  expect(new TurnContext(adapter, {}).adapter).toBe(adapter);
});

test('a bot of the SDK is a BotLogic, and the old samples compile', () => {
  const bot = new ActivityHandler();
  expectTypeOf((context: TurnContext) => bot.run(context)).toExtend<BotLogic>();
  const adapter = new KaleyraAdapter(makeChannel());
  adapter.onTurnError = async (context, error) => void (await context.sendActivity(error.message));
  adapter.use(async (context, next) => {
    expectTypeOf(context).toEqualTypeOf<TurnContext>();
    await next();
  });
  const app = express();
  app.post('/api/messages', async (req, res) => {
    await adapter.process(req, res, (context) => bot.run(context));
    await adapter.processActivity(req, res, async (context) => {
      await bot.run(context);
    });
  });
  createServer((req, res) => adapter.process(req, res));
  expect(adapter.onTurnError).toBeTypeOf('function');
});

test('ReadReceiptMiddleware is a Middleware, and its target sees the SDK activity', () => {
  expectTypeOf<ReadReceiptMiddleware>().toExtend<Middleware>();
  expectTypeOf<Parameters<ReceiptTarget>[0]>().toEqualTypeOf<TurnContext['activity']>();
  const adapter: BotAdapter = new KaleyraAdapter(makeChannel());
  const middleware = new ReadReceiptMiddleware(makeReceipts(), {
    target: ({ id, recipient }) => (id ? { id, businessNumber: recipient.id } : undefined),
    when: 'beforeHandler',
  });
  expect(adapter.use(middleware)).toBe(adapter);
  expectTypeOf(ReadReceiptMiddleware).toBeConstructibleWith(makeChannel().receipts);
});

test('toNodeListener gives a handler for node:http and for Express', () => {
  expectTypeOf<NodeListener>().toExtend<RequestListener>();
  expectTypeOf<NodeListener>().toExtend<RequestHandler>();
  const channel = makeChannel();
  createServer(toNodeListener(channel));
  const app = express();
  app.post('/webhook', toNodeListener(channel));
  app.use('/other', express.json(), toNodeListener(channel, { ack: 'afterTurn' }));
  expect(app).toBeTypeOf('function');
});

test('toFetchHandler gives a Fetch handler, and Hono takes it', () => {
  expectTypeOf<FetchHandler>().toExtend<(request: Request) => Response | Promise<Response>>();
  const handler = toFetchHandler(makeChannel(), {
    waitUntil: (done) => expectTypeOf(done).toEqualTypeOf<Promise<void>>(),
  });
  const app = new Hono();
  app.post('/webhook', (c) => handler(c.req.raw));
  expectTypeOf((c: Parameters<MiddlewareHandler>[0]) => handler(c.req.raw)).toExtend<MiddlewareHandler>();
  expect(app.routes).toHaveLength(1);
});
