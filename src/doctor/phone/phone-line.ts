import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Activity } from '../../activity/activity.js';
import { parseKaleyraWebhook } from '../../kaleyra/webhook/parse-kaleyra-webhook.js';
import type { MessageStatus, ParsedWebhook } from '../../kaleyra/webhook/parsed-webhook.js';
import { handleWebhook, type WebhookSink } from '../../webhook/handle-webhook.js';
import { resolveWebhookOptions, type WebhookAuth } from '../../webhook/webhook-options.js';

/** A message that came from the phone, once more each time it came again. */
export interface Arrival {
  readonly activity: Activity;
  /** By this machine, in milliseconds since the epoch. */
  readonly atMs: number;
  /** Whether it was answered 500, so that it is to come again. */
  readonly refused: boolean;
}

/** What came instead of a message: a request without the secret, a callback of V1, anything else. */
export type Stray = 'unauthorized' | 'v1' | 'other';

/** Where the webhooks go while the phone is at hand. */
export interface PhoneLine {
  readonly arrivals: readonly Arrival[];
  readonly statuses: readonly MessageStatus[];
  readonly strays: readonly Stray[];
  /** Says whose messages are the phone's; all others are answered 503, so that Kaleyra may give them to the bot later. */
  claim(isMine: (activity: Activity) => boolean): void;
  /** Answers the next message of the phone with 500, once. */
  refuseNext(): void;
  /** Resolves with what is found, looked for now and at each webhook, or undefined after `waitMs` milliseconds. */
  until<T>(find: () => T | undefined, waitMs: number): Promise<T | undefined>;
  close(): Promise<void>;
}

/** Where to listen, and how webhooks prove themselves. */
export interface PhoneLineOptions {
  readonly host: string;
  readonly port: number;
  readonly auth: WebhookAuth;
}

/** Listens in the place of the bot; rejects with Node's code where it cannot. Every path takes webhooks. */
export async function openPhoneLine({
  host,
  port,
  auth,
}: PhoneLineOptions): Promise<PhoneLine & { readonly port: number }> {
  const settings = resolveWebhookOptions({ auth });
  const arrivals: Arrival[] = [];
  const statuses: MessageStatus[] = [];
  const strays: Stray[] = [];
  const watchers = new Set<() => void>();
  let isMine: (activity: Activity) => boolean = () => false;
  let refuses = false;

  function take({ activities, statuses: told }: Extract<ParsedWebhook, { ok: true }>): 'taken' | 'refused' | 'foreign' {
    statuses.push(...told);
    const mine = activities.filter((activity) => activity.type === 'message' && isMine(activity));
    const refused = refuses && mine.length > 0;
    if (refused) refuses = false;
    arrivals.push(...mine.map((activity) => ({ activity, atMs: Date.now(), refused })));
    if (refused) return 'refused';
    return activities.length > mine.length ? 'foreign' : 'taken';
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = 'GET', url = '/', headers } = request;
    let what = 'taken' as ReturnType<typeof take>;
    const sink: WebhookSink = {
      isClosing: () => false,
      parse(body) {
        const parsed = parseKaleyraWebhook(body);
        if (!parsed.ok) strays.push(parsed.code === 'V1_CALLBACK' ? 'v1' : 'other');
        return parsed;
      },
      async accept(parsed) {
        what = take(parsed);
        const counts = { accepted: parsed.activities.length, duplicates: 0, statuses: 0, account: 0, skipped: 0 };
        return { full: what === 'foreign', counts, settled: () => Promise.resolve() };
      },
    };
    const {
      status,
      headers: answered,
      body,
    } = await handleWebhook({ method, url, headers, body: request }, settings, sink);
    if (status === 401) strays.push('unauthorized');
    // On a connection of its own: a body that was not read must not be taken for the next request.
    response.writeHead(what === 'refused' ? 500 : status, { ...answered, connection: 'close' });
    response.end(body);
    for (const watcher of [...watchers]) watcher();
  }

  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  server.listen(port, host);
  await once(server, 'listening');

  return {
    port: (server.address() as AddressInfo).port,
    arrivals,
    statuses,
    strays,
    claim(mine) {
      isMine = mine;
    },
    refuseNext() {
      refuses = true;
    },
    until(find, waitMs) {
      return new Promise((resolve) => {
        const end = (found: ReturnType<typeof find>): void => {
          clearTimeout(timer);
          watchers.delete(look);
          resolve(found);
        };
        const look = (): void => {
          const found = find();
          if (found !== undefined) end(found);
        };
        const timer = setTimeout(() => end(undefined), waitMs);
        watchers.add(look);
        look();
      });
    },
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
