import { trace } from '@opentelemetry/api';
import type { Histogram } from '@opentelemetry/sdk-metrics';
import { createTracedReceipts } from 'tidemark/adapters/opentelemetry';
import { describe, expect, onTestFinished, test } from 'vitest';
import { message } from '../helpers/activities.js';
import { BUSINESS, post, text } from '../helpers/channel.js';
import { useClock } from '../helpers/clock.js';
import { createFakeGateway } from '../helpers/fake-gateway.js';
import { silent } from '../helpers/receipts.js';
import { type Sdk, startSdk, sumOf, useTracedChannels } from './opentelemetry-rig.js';

const time = useClock();
const start = useTracedChannels(time);

const tick = (ms: number): Promise<unknown> => time.clock.tickAsync(ms);

async function histogramOf(sdk: Sdk, metric: string, operation?: string): Promise<Histogram> {
  const points = await sdk.points(metric);
  const point = points.find(({ attributes }) => operation === attributes['messaging.operation.name']);
  return point?.value as Histogram;
}

describe('receipts', () => {
  test('R20: accepted, outcomes, duplicates, calls and saved calls are those of stats()', async () => {
    const { sdk, channel, gateway } = start();
    channel.handle(() => undefined);
    await tick(0);
    for (let index = 0; index < 12; index += 1) await post(channel, text(`wamid.${index}`));
    await tick(5000);
    gateway.plan({ code: 'WA400', kind: 'reject' });
    await post(channel, text('wamid.refused'));
    await tick(5000);
    gateway.plan({ code: 'WA500', kind: 'retry' });
    await post(channel, text('wamid.again'));
    await tick(60_000);
    const stats = channel.receipts.stats();
    expect(stats).toMatchObject({ sent: 2, covered: 11, rejected: 1, calls: 4, failedCalls: 2 });
    for (const outcome of ['sent', 'covered', 'suppressed', 'rejected', 'failed', 'expired'] as const) {
      const sum = await sumOf(sdk, 'tidemark.receipt.outcomes', { 'tidemark.receipt.outcome': outcome });
      expect([outcome, sum]).toEqual([outcome, stats[outcome]]);
    }
    expect(await sumOf(sdk, 'tidemark.receipt.accepted')).toBe(stats.accepted);
    expect(await sumOf(sdk, 'tidemark.receipt.calls')).toBe(stats.calls);
    expect(await sumOf(sdk, 'tidemark.receipt.calls', { 'error.type': 'WA400' })).toBe(1);
    expect(await sumOf(sdk, 'tidemark.receipt.calls', { 'error.type': 'WA500' })).toBe(1);
    expect(await sumOf(sdk, 'tidemark.receipt.calls_saved')).toBe(stats.callsSaved);
    expect(await sumOf(sdk, 'tidemark.receipt.latency')).toBe(stats.latency.count);
    expect(await sumOf(sdk, 'tidemark.receipt.pending')).toBe(stats.pending);
  });

  test('the latency is from arrival to tick, in seconds', async () => {
    const { sdk, channel } = start();
    channel.handle(() => undefined);
    await tick(0);
    await post(channel, text('wamid.1'));
    await tick(2000);
    expect(await histogramOf(sdk, 'tidemark.receipt.latency')).toMatchObject({ count: 1, sum: 1 });
  });

  test('what is pending and which numbers are halted is seen when it is asked for', async () => {
    const { sdk, channel, gateway } = start();
    gateway.plan({ code: 'RBC001', kind: 'halt' });
    channel.handle(() => undefined);
    await tick(0);
    await post(channel, text('wamid.1'));
    expect(await sumOf(sdk, 'tidemark.receipt.pending')).toBe(1);
    expect(await sdk.points('tidemark.receipt.halted')).toEqual([]);
    await tick(2000);
    expect(await sdk.points('tidemark.receipt.halted')).toMatchObject([
      { value: 1, attributes: { 'messaging.destination.name': BUSINESS, 'error.type': 'RBC001' } },
    ]);
    await tick(120_000);
    expect(await sdk.points('tidemark.receipt.halted')).toMatchObject([{ value: 0 }]);
    expect(await sumOf(sdk, 'tidemark.receipt.pending')).toBe(0);
  });

  test('two channels of one process add up, and a counter does not go back when one closes', async () => {
    const sdk = startSdk();
    const [first, second] = [start({}, { sdk }).channel, start({}, { sdk }).channel];
    for (const channel of [first, second]) channel.handle(() => undefined);
    await tick(0);
    await post(first, text('wamid.1'));
    await post(second, text('wamid.2'));
    expect(await sumOf(sdk, 'tidemark.receipt.pending')).toBe(2);
    await tick(2000);
    expect(await sumOf(sdk, 'tidemark.receipt.accepted')).toBe(2);
    const closing = first.close();
    await tick(1000);
    await closing;
    expect(await sumOf(sdk, 'tidemark.receipt.accepted')).toBe(2);
    await post(second, text('wamid.3'));
    expect(await sumOf(sdk, 'tidemark.receipt.accepted')).toBe(3);
  });

  test('receipts of a pipeline of your own are counted, and belong to the trace they are offered in', async () => {
    const sdk = startSdk();
    const { tracerProvider, meterProvider } = sdk;
    const gateway = createFakeGateway();
    const receipts = createTracedReceipts({ gateway, logger: silent }, { tracerProvider, meterProvider });
    onTestFinished(() => receipts.close().then(() => undefined));
    await tracerProvider.getTracer('http').startActiveSpan('POST /api/messages', async (server) => {
      receipts.offer(message({ id: 'wamid.1' }));
      receipts.offer(message({ id: 'wamid.1' }));
      server.end();
    });
    await tick(2000);
    expect(sdk.story()).toEqual(['+POST', '+receipt', '-POST', '+mark_read', '-mark_read', '-receipt']);
    expect(new Set(sdk.spans().map((span) => span.spanContext().traceId)).size).toBe(1);
    expect(await sumOf(sdk, 'tidemark.receipt.duplicates')).toBe(1);
    expect(await sumOf(sdk, 'tidemark.receipt.accepted')).toBe(1);
  });
});

describe('webhooks, turns and sends', () => {
  test('messages and events accepted and brought again are counted per business number', async () => {
    const { sdk, channel } = start();
    channel.handle(() => undefined);
    await tick(0);
    await post(channel, text('wamid.1'), text('wamid.2'));
    await post(channel, text('wamid.2'));
    const number = { 'messaging.destination.name': BUSINESS };
    expect(await sumOf(sdk, 'messaging.client.consumed.messages', number)).toBe(2);
    expect(await sumOf(sdk, 'tidemark.webhook.duplicates', number)).toBe(1);
  });

  test('a turn is as long as its handler, and says how it ended', async () => {
    const { sdk, channel } = start();
    channel.handle(async ({ id }) => {
      await new Promise((resolve) => setTimeout(resolve, 2000));
      if (id === 'wamid.2') throw new TypeError('broken');
    });
    await tick(0);
    await post(channel, text('wamid.1'));
    await tick(5000);
    await post(channel, text('wamid.2'));
    await tick(5000);
    const points = await sdk.points('messaging.process.duration');
    expect(points.map(({ value, attributes }) => [(value as Histogram).sum, attributes])).toEqual([
      [2, expect.objectContaining({ 'tidemark.turn.outcome': 'handled' })],
      [2, expect.objectContaining({ 'tidemark.turn.outcome': 'failed', 'error.type': 'TypeError' })],
    ]);
  });

  test('calls are timed by operation, and messages sent are counted with what went wrong', async () => {
    const { sdk, channel, gateway } = start();
    gateway.plan({ afterMs: 500 });
    const broken = createFakeGateway();
    broken.send = async () => {
      throw new TypeError('broken');
    };
    const { channel: other } = start({ gateway: broken }, { sdk });
    other.handle((_activity, turn) => turn.reply('hi'));
    channel.handle((_activity, turn) => turn.reply('hi'));
    await tick(0);
    await post(other, text('wamid.1'));
    await tick(5000);
    await post(channel, text('wamid.2'));
    await tick(5000);
    const duration = 'messaging.client.operation.duration';
    expect(await histogramOf(sdk, duration, 'mark_read')).toMatchObject({ count: 2, sum: 0.5 });
    expect(await histogramOf(sdk, duration, 'receive')).toMatchObject({ count: 2 });
    expect(await sumOf(sdk, 'messaging.client.sent.messages')).toBe(2);
    expect(await sumOf(sdk, 'messaging.client.sent.messages', { 'error.type': 'TypeError' })).toBe(1);
    expect(await sumOf(sdk, duration, { 'messaging.operation.name': 'send', 'error.type': 'TypeError' })).toBe(1);
  });

  test('units are those of UCUM, and durations are seconds', async () => {
    const { sdk, channel } = start();
    channel.handle((_activity, turn) => turn.reply('hi'));
    await tick(0);
    await post(channel, text('wamid.1'));
    await tick(2000);
    const units = JSON.parse(await sdk.everything())[1].map(
      ({ descriptor }: { descriptor: { name: string; unit: string } }) => [descriptor.name, descriptor.unit],
    );
    expect(Object.fromEntries(units)).toEqual({
      'messaging.client.consumed.messages': '{message}',
      'messaging.client.sent.messages': '{message}',
      'messaging.client.operation.duration': 's',
      'messaging.process.duration': 's',
      'tidemark.receipt.outcomes': '{message}',
      'tidemark.receipt.calls': '{call}',
      'tidemark.receipt.latency': 's',
      'tidemark.receipt.accepted': '{message}',
      'tidemark.receipt.pending': '{message}',
    });
  });

  test('metrics are complete where there is no tracer provider', async () => {
    const { sdk, channel, gateway } = start({}, { tracerProvider: trace.getTracerProvider() });
    channel.handle((_activity, turn) => turn.reply('hi'));
    await tick(0);
    await post(channel, text('wamid.1'));
    await tick(2000);
    expect(gateway.sends).toHaveLength(1);
    expect(sdk.spans()).toEqual([]);
    expect(await sumOf(sdk, 'messaging.client.consumed.messages')).toBe(1);
    expect(await sumOf(sdk, 'messaging.process.duration')).toBe(1);
    expect(await sumOf(sdk, 'messaging.client.operation.duration')).toBe(3);
    expect(await sumOf(sdk, 'tidemark.receipt.outcomes')).toBe(1);
  });
});
