import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Channel, type ChannelOptions, createChannel, KaleyraClient, type LogFields } from 'tidemark';
import { type FakeKaleyra, kaleyraWebhook, startFakeKaleyra, textMessage, type WebhookAnswer } from 'tidemark/testing';
import { onTestFinished } from 'vitest';

/** The customer that writes unless a test says otherwise. */
export const customer = '919800000001';
/** The header that proves a webhook. */
export const secret: Readonly<Record<string, string>> = Object.freeze({ 'x-webhook-secret': 'tide' });

/** An entry of the log. */
export interface LogEntry {
  level: 'debug' | 'info' | 'warn' | 'error';
  fields: LogFields;
  message: string;
}

/** A channel behind a fake Kaleyra, all over real HTTP; it is closed when the test ends. */
export interface Host {
  readonly kaleyra: FakeKaleyra;
  readonly channel: Channel;
  readonly businessNumber: string;
  readonly log: LogEntry[];
  /** Listens with a request handler; gives the webhook's URL. */
  listen(listener: RequestListener): Promise<string>;
  /** Posts text messages of one customer as one webhook to the last URL that listens. */
  say(text: string | readonly string[], options?: { from?: string; id?: string }): Promise<WebhookAnswer>;
}

/** Starts a fake Kaleyra and a channel that uses it, with no quiet time unless the options say so. */
export async function startHost(options: Partial<ChannelOptions> = {}): Promise<Host> {
  const kaleyra = await startFakeKaleyra();
  const { sid, apiKey, baseUrl, businessNumbers } = kaleyra;
  const businessNumber = businessNumbers[0] ?? '';
  const gateway = new KaleyraClient({ region: { baseUrl }, sid, apiKey });
  const log: LogEntry[] = [];
  const note =
    (level: LogEntry['level']) =>
    (fields: LogFields, message: string): void =>
      void log.push({ level, fields, message });
  const channel = createChannel({
    gateway,
    webhook: { auth: { header: 'x-webhook-secret', secret: 'tide' } },
    receipts: { quietMs: 0 },
    drainTimeoutMs: 500,
    logger: { debug: note('debug'), info: note('info'), warn: note('warn'), error: note('error') },
    ...options,
  });
  let url = '';
  onTestFinished(async () => {
    await channel.close();
    await gateway.close();
    await kaleyra.close();
  });
  return {
    kaleyra,
    channel,
    businessNumber,
    log,
    async listen(listener) {
      url = await serve(listener);
      return url;
    },
    say(text, { from = customer, id } = {}) {
      const texts = typeof text === 'string' ? [text] : text;
      const messages = texts.map((each) => textMessage({ text: each, ...(id !== undefined && { id }) }));
      return kaleyra.postWebhook(url, kaleyraWebhook({ from, businessNumber, messages }), { headers: secret });
    },
  };
}

/** Serves until the test ends; gives the URL. */
async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(async () => {
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhook`;
}

/** A promise that a test resolves. */
export function signal<T = void>(): { readonly promise: Promise<T>; resolve(value: T): void } {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((done) => {
    resolve = done;
  });
  return { promise, resolve: (value) => resolve(value) };
}
