import { inspect } from 'node:util';
import {
  type Activity,
  type Channel,
  type ChannelOptions,
  createChannel,
  createMemoryInbox,
  type Inbox,
  type LogFields,
  type Logger,
  type WebhookRequest,
  type WebhookResponse,
} from 'tidemark';
import { kaleyraWebhook, textMessage } from 'tidemark/testing';
import { afterEach } from 'vitest';
import type { useClock } from './clock.js';
import { createFakeGateway, type FakeGateway } from './fake-gateway.js';
import { settled } from './settled.js';

export const BUSINESS = '911200000000';
export const CUSTOMER = '919800000001';
export const OTHER = '919800000002';

/** The conversation of a customer with the business number of the tests. */
export function conversationOf(customer: string = CUSTOMER): string {
  return `${BUSINESS}:${customer}`;
}

/** A logger that keeps what it is told. */
export interface RecordingLogger extends Logger {
  readonly entries: { level: string; fields: LogFields; message: string }[];
  /** Everything it was told, errors and their causes included, as one text. */
  all(): string;
}

export function createRecordingLogger(): RecordingLogger {
  const entries: RecordingLogger['entries'] = [];
  const at =
    (level: string): Logger['warn'] =>
    (fields, message) =>
      void entries.push({ level, fields, message });
  return {
    entries,
    all: () => inspect(entries, { depth: 20, maxArrayLength: 1000, maxStringLength: 10_000, showHidden: true }),
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
  };
}

/** A memory inbox that keeps what it was told to settle, as `[id, outcome]`. */
export interface RecordingInbox extends Inbox {
  readonly settled: [string | undefined, string][];
}

export function createRecordingInbox(maxWaiting: number = 10_000): RecordingInbox {
  const inbox = createMemoryInbox({ maxWaiting });
  const settled: RecordingInbox['settled'] = [];
  return {
    ...inbox,
    settled,
    settle(activity: Activity, outcome) {
      settled.push([activity.id, outcome]);
      return inbox.settle(activity, outcome);
    },
  };
}

/** One element of a webhook's `messages`: a text of the usual customer. */
export function text(id: string, parts: { body?: string; from?: string } = {}): object {
  return textMessage({ id, text: parts.body ?? 'hello', ...(parts.from !== undefined && { from: parts.from }) });
}

/** The webhook of some messages, as Kaleyra posts it. */
export function webhookOf(...messages: object[]): object {
  return kaleyraWebhook({ from: CUSTOMER, businessNumber: BUSINESS, messages });
}

/** A well-formed request with a body; a string goes as it is. */
export function requestOf(body: unknown, overrides: Partial<WebhookRequest> = {}): WebhookRequest {
  return {
    method: 'POST',
    url: '/webhook',
    headers: { 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
    ...overrides,
  };
}

/** Posts messages to a channel. */
export function post(channel: Channel, ...messages: object[]): Promise<WebhookResponse> {
  return channel.handleWebhook(requestOf(webhookOf(...messages)));
}

/** A promise and its ends. */
export interface Deferred<T> {
  readonly promise: Promise<T>;
  resolve(value: T): void;
  reject(error: unknown): void;
}

export function deferred<T = void>(): Deferred<T> {
  let resolve: Deferred<T>['resolve'] = () => undefined;
  let reject: Deferred<T>['reject'] = () => undefined;
  const promise = new Promise<T>((...ends) => {
    [resolve, reject] = ends;
  });
  return { promise, resolve: (value) => resolve(value), reject: (error) => reject(error) };
}

/** A promise that never resolves. */
export function never(): Promise<void> {
  return new Promise(() => undefined);
}

/** How a promise stands: its value or error once it is settled. */
export function stateOf<T>(promise: Promise<T>): { done: boolean; value?: T; error?: unknown } {
  const state: { done: boolean; value?: T; error?: unknown } = { done: false };
  promise.then(
    (value) => Object.assign(state, { done: true, value }),
    (error: unknown) => Object.assign(state, { done: true, error }),
  );
  return state;
}

/** A channel with what stands around it. */
export interface OpenChannel {
  channel: Channel;
  gateway: FakeGateway;
  log: RecordingLogger;
}

/** Makes channels and closes them after the test, before its clock looks for timers left. */
export function useChannels(time: ReturnType<typeof useClock>): (options?: Partial<ChannelOptions>) => OpenChannel {
  const opened: Channel[] = [];
  afterEach(async () => {
    const closing = Promise.all(opened.splice(0).map((channel) => channel.close()));
    await time.clock.tickAsync(120_000);
    await settled(closing);
  });
  return (options = {}) => {
    const gateway = createFakeGateway();
    const log = createRecordingLogger();
    const channel = createChannel({ gateway, webhook: { auth: 'none' }, logger: log, ...options });
    opened.push(channel);
    return { channel, gateway, log };
  };
}
