import { type Context, propagation, type TextMapPropagator, trace } from '@opentelemetry/api';
import { type Activity, createChannel, createMemoryInbox, type Inbox, type Store, type StoreHost } from 'tidemark';
import { beforeAll, expect, test } from 'vitest';
import { conversationOf, deferred, post, text } from '../helpers/channel.js';
import { useClock } from '../helpers/clock.js';
import { silent } from '../helpers/receipts.js';
import { startSdk, traceOf, useTracedChannels } from './opentelemetry-rig.js';

const time = useClock();
const start = useTracedChannels(time);

const tick = (ms: number): Promise<unknown> => time.clock.tickAsync(ms);

/** The usual header of W3C. */
const propagator: TextMapPropagator<Record<string, string>> = {
  inject(context, carrier) {
    const span = trace.getSpanContext(context);
    if (span !== undefined) carrier.traceparent = `00-${span.traceId}-${span.spanId}-0${span.traceFlags}`;
  },
  extract(context: Context, carrier) {
    const [, traceId = '', spanId = '', flags = ''] = (carrier.traceparent ?? '').split('-');
    return trace.setSpanContext(context, { traceId, spanId, traceFlags: Number(flags), isRemote: true });
  },
  fields: () => ['traceparent'],
};
beforeAll(() => void propagation.setGlobalPropagator(propagator));

/** A store of one process or of many: what it keeps went through JSON, and comes back when it is told to. */
interface FakeStore extends Store {
  readonly kept: string[];
  /** Emits what is kept, as after a restart. */
  emitAll(): void;
}

function createFakeStore(answer: 'accepted' | 'stored' = 'stored', kept: string[] = []): FakeStore {
  let emit: ((activity: Activity) => void) | undefined;
  const inbox: Inbox = {
    accept(activity) {
      kept.push(JSON.stringify(activity));
      return answer;
    },
    deliver(next) {
      emit = next;
      return () => {
        emit = undefined;
      };
    },
    settle: () => undefined,
    failed: () => 1,
    close: () => kept.map((one) => JSON.parse(one)),
  };
  return {
    inbox,
    kept,
    emitAll: () => kept.map((one) => emit?.(JSON.parse(one))),
    attach: () => undefined,
    health: async () => ({ reachable: true }),
  };
}

test('a message that comes back in another process goes on with its trace', async () => {
  const sdk = startSdk();
  const here = createFakeStore();
  const { channel } = start({ store: here }, { sdk });
  channel.handle(() => undefined);
  await tick(0);
  await post(channel, text('wamid.1'));
  const there = createFakeStore('stored', here.kept);
  const { channel: other } = start({ store: there }, { sdk });
  other.handle((_activity, turn) => turn.reply('hi'));
  await tick(0);
  there.emitAll();
  await tick(5000);
  expect(sdk.spans().map(({ name }) => name.split(' ')[0])).toEqual([
    'receive',
    'receipt',
    'mark_read',
    'process',
    'send',
  ]);
  expect(new Set(sdk.spans().map(traceOf)).size).toBe(1);
});

test('the bot, and what close() gives back, see nothing of it', async () => {
  const store = createFakeStore();
  const { channel } = start({ store });
  const seen = deferred<Activity>();
  channel.handle((activity) => seen.resolve(activity));
  await tick(0);
  await post(channel, text('wamid.1'));
  expect(store.kept.join()).toContain('traceparent');
  store.emitAll();
  await tick(5000);
  expect(JSON.stringify(await seen.promise)).not.toContain('traceparent');
  const closing = channel.close();
  await tick(20_000);
  expect(JSON.stringify((await closing).remaining)).not.toContain('traceparent');
});

test('a message that was stored without a trace begins one when it comes back', async () => {
  const plain = createFakeStore();
  const writer = createChannel({
    gateway: { markRead: async () => undefined, send: async () => ({ id: '' }) },
    webhook: { auth: 'none' },
    store: plain,
    logger: silent,
  });
  await post(writer, text('wamid.1'));
  await settle(writer.close());
  const store = createFakeStore('stored', plain.kept);
  const { sdk, channel } = start({ store });
  channel.handle((_activity, turn) => turn.reply('hi'));
  await tick(0);
  store.emitAll();
  await tick(5000);
  expect(sdk.spans().map(({ name }) => name.split(' ')[0])).toEqual([
    'resume',
    'receipt',
    'mark_read',
    'process',
    'send',
  ]);
  expect(new Set(sdk.spans().map(traceOf)).size).toBe(1);
});

test('receipts that are left to another process end their spans when the channel closes', async () => {
  const store = createFakeStore();
  let host: StoreHost | undefined;
  const { sdk, channel } = start({
    store: {
      ...store,
      attach: (given) => {
        host = given;
      },
    },
  });
  channel.handle(() => undefined);
  await tick(0);
  await post(channel, text('wamid.1'));
  store.emitAll();
  expect(sdk.open()).toBe(1);
  host?.release(conversationOf(), new Error('another process has it'));
  await tick(5000);
  await settle(channel.close());
  expect(sdk.open()).toBe(0);
  expect(sdk.one('receipt').attributes['tidemark.receipt.outcome']).toBe('unknown');
});

test("the store's count of failed turns and its health are asked as without tracing", async () => {
  const store = createFakeStore();
  let asked = 0;
  const failed = (): number => {
    asked += 1;
    return asked;
  };
  const health = async () => ({ reachable: true, waiting: 7 });
  const { channel } = start({ store: { ...store, inbox: { ...store.inbox, failed }, health } });
  channel.handle(() => {
    throw new Error('broken');
  });
  await tick(0);
  await post(channel, text('wamid.1'));
  store.emitAll();
  await tick(5000);
  expect(asked).toBeGreaterThan(0);
  expect(await channel.health()).toMatchObject({ ready: true, waiting: 7 });
});

test('an inbox of your own keeps its functions, and its activities their traces', async () => {
  const inbox = createMemoryInbox();
  const { sdk, channel } = start({ inbox });
  channel.handle((_activity, turn) => turn.reply('hi'));
  await tick(0);
  await post(channel, text('wamid.1'));
  await post(channel, text('wamid.1'));
  await tick(5000);
  expect(sdk.named('process')).toHaveLength(1);
  expect(new Set(sdk.spans().map(traceOf)).size).toBe(2);
});

test('an inbox that fails leaves no message behind, and its webhook says so', async () => {
  const inbox = { ...createMemoryInbox(), accept: () => Promise.reject(new Error('disk full')) };
  const { sdk, channel } = start({ inbox });
  expect((await post(channel, text('wamid.1'))).status).toBe(503);
  expect(sdk.one('receive').attributes).toMatchObject({ 'error.type': '503', 'tidemark.webhook.accepted': 0 });
});

async function settle<T>(promise: Promise<T>): Promise<T> {
  await tick(20_000);
  return promise;
}
