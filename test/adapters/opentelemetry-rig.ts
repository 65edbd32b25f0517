import { type Attributes, context, propagation, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { type DataPoint, type Histogram, MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  type ReadableSpan,
  type Sampler,
  SimpleSpanProcessor,
  type SpanProcessor,
} from '@opentelemetry/sdk-trace-base';
import type { Channel, ChannelOptions } from 'tidemark';
import { createTracedChannel, type TelemetryOptions } from 'tidemark/adapters/opentelemetry';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { createRecordingLogger, type RecordingLogger } from '../helpers/channel.js';
import type { useClock } from '../helpers/clock.js';
import { createFakeGateway, type FakeGateway } from '../helpers/fake-gateway.js';
import { settled } from '../helpers/settled.js';

/** The SDK of a user, with everything it was given kept in memory. */
export interface Sdk {
  readonly tracerProvider: BasicTracerProvider;
  readonly meterProvider: MeterProvider;
  /** Ended spans in the order they began. */
  spans(): ReadableSpan[];
  /** Ended spans of an operation. */
  named(operation: string): ReadableSpan[];
  /** The only ended span of an operation. */
  one(operation: string): ReadableSpan;
  /** Spans begun and not ended. */
  open(): number;
  /** What began and ended, in order, such as `+process` and `-process`; the SDK's own clock is no test's. */
  story(): string[];
  /** Resolves when the next span of an operation ends. */
  ended(operation: string): Promise<void>;
  /** Points of a metric, as of now. */
  points(metric: string): Promise<DataPoint<number | Histogram>[]>;
  /** Everything exported as one text. */
  everything(): Promise<string>;
  reset(): void;
}

class PullReader extends MetricReader {
  protected async onShutdown(): Promise<void> {}
  protected async onForceFlush(): Promise<void> {}
}

/** Contexts follow promises and timers, as every set-up of OpenTelemetry for Node has it. */
export function useContexts(): void {
  const manager = new AsyncLocalStorageContextManager();
  beforeAll(() => void context.setGlobalContextManager(manager.enable()));
  afterAll(() => {
    context.disable();
    propagation.disable();
    trace.disable();
  });
}

export function startSdk({ sampler }: { sampler?: Sampler } = {}): Sdk {
  const exporter = new InMemorySpanExporter();
  let order: string[] = [];
  let story: string[] = [];
  let open = 0;
  const waiting = new Set<{ operation: string; resolve: () => void }>();
  const operationOf = (name: string): string => name.split(' ')[0] ?? '';
  const watcher: SpanProcessor = {
    onStart(span) {
      open += 1;
      order.push(span.spanContext().spanId);
      story.push(`+${operationOf(span.name)}`);
    },
    onEnd(span) {
      open -= 1;
      story.push(`-${operationOf(span.name)}`);
      for (const waiter of waiting) {
        if (waiter.operation !== operationOf(span.name)) continue;
        waiting.delete(waiter);
        waiter.resolve();
      }
    },
    forceFlush: async () => undefined,
    shutdown: async () => undefined,
  };
  const tracerProvider = new BasicTracerProvider({
    spanProcessors: [watcher, new SimpleSpanProcessor(exporter)],
    ...(sampler !== undefined && { sampler }),
  });
  const reader = new PullReader();
  const meterProvider = new MeterProvider({ readers: [reader] });
  const metrics = async () => (await reader.collect()).resourceMetrics.scopeMetrics.flatMap((scope) => scope.metrics);
  const sdk: Sdk = {
    tracerProvider,
    meterProvider,
    spans() {
      const ended = new Map(exporter.getFinishedSpans().map((span) => [idOf(span), span]));
      return order.flatMap((id) => ended.get(id) ?? []);
    },
    named: (operation) => sdk.spans().filter(({ name }) => operationOf(name) === operation),
    one(operation) {
      const [span, ...more] = sdk.named(operation);
      const all = sdk.spans().map(({ name }) => name);
      if (span === undefined || more.length > 0) throw new Error(`expected one ${operation} among ${all.join(', ')}`);
      return span;
    },
    open: () => open,
    story: () => story,
    ended: (operation) => new Promise((resolve) => waiting.add({ operation, resolve })),
    async points(metric) {
      const found = (await metrics()).find(({ descriptor }) => descriptor.name === metric);
      return (found?.dataPoints ?? []) as DataPoint<number | Histogram>[];
    },
    async everything() {
      const spans = sdk.spans().map(({ name, attributes, status, events, links }) => {
        return { name, attributes, status, events, links };
      });
      return JSON.stringify([spans, await metrics()]);
    },
    reset() {
      exporter.reset();
      order = [];
      story = [];
    },
  };
  return sdk;
}

/** The id of a span's parent. */
export function parentOf({ parentSpanContext }: ReadableSpan): string | undefined {
  return parentSpanContext?.spanId;
}

export function idOf(span: ReadableSpan): string {
  return span.spanContext().spanId;
}

export function traceOf(span: ReadableSpan): string {
  return span.spanContext().traceId;
}

/** The ids of the spans that a span is linked to. */
export function linksOf({ links }: ReadableSpan): string[] {
  return links.map(({ context: { spanId } }) => spanId);
}

/** The sum of a counter over the points that have these attributes. */
export async function sumOf(sdk: Sdk, metric: string, attributes: Attributes = {}): Promise<number> {
  const points = await sdk.points(metric);
  return points
    .filter((point) => Object.entries(attributes).every(([name, value]) => point.attributes[name] === value))
    .reduce((sum, { value }) => sum + (typeof value === 'number' ? value : value.count), 0);
}

/** A traced channel with what stands around it. */
export interface TracedChannel {
  sdk: Sdk;
  channel: Channel;
  gateway: FakeGateway;
  log: RecordingLogger;
}

/** Makes traced channels and closes them after the test, before its clock looks for timers left. */
export function useTracedChannels(
  time: ReturnType<typeof useClock>,
): (options?: Partial<ChannelOptions>, telemetry?: TelemetryOptions & { sdk?: Sdk }) => TracedChannel {
  useContexts();
  const opened: Channel[] = [];
  afterEach(async () => {
    const closing = Promise.all(opened.splice(0).map((channel) => channel.close()));
    await time.clock.tickAsync(120_000);
    await settled(closing);
  });
  return (options = {}, { sdk = startSdk(), ...telemetry } = {}) => {
    const gateway = createFakeGateway();
    const log = createRecordingLogger();
    const { tracerProvider, meterProvider } = sdk;
    const channel = createTracedChannel(
      { gateway, webhook: { auth: 'none' }, logger: log, ...options },
      { tracerProvider, meterProvider, ...telemetry },
    );
    opened.push(channel);
    return { sdk, channel, gateway, log };
  };
}
