import { type Channel, checkAdapterOptions, requireChannel } from '../../src/index.js';

/** Options of {@link toFetchHandler}. */
export interface FetchHandlerOptions {
  /**
   * Keeps the platform awake after the answer: it gets a promise that settles when the webhook's receipts and turns are
   * done. Give it where timers freeze once the answer is out.
   *
   * @default none
   */
  waitUntil?: (done: Promise<void>) => void;
  /** Answer as soon as the webhook is accepted, or when its receipts and turns are done. @default 'accepted' */
  ack?: 'accepted' | 'afterTurn';
}

/** From a Fetch `Request` to a `Response`; never rejects. */
export type FetchHandler = (request: Request) => Promise<Response>;

/**
 * Gives a Fetch handler for a channel's webhook.
 *
 * @throws {OptionsError} `INVALID_OPTIONS` for what is no channel, an unknown option or another value.
 * @example
 * ```ts
 * import { Hono } from 'hono';
 * import { createChannel, KaleyraClient } from 'tidemark';
 * import { toFetchHandler } from 'tidemark/adapters/web';
 *
 * const { KALEYRA_SID: sid = '', KALEYRA_API_KEY: apiKey = '', WEBHOOK_SECRET: secret = '' } = process.env;
 * const gateway = new KaleyraClient({ region: 'in', sid, apiKey });
 * const channel = createChannel({ gateway, webhook: { auth: { header: 'x-webhook-secret', secret } } });
 * const handler = toFetchHandler(channel);
 * export default new Hono().post('/webhook', (c) => handler(c.req.raw));
 * // where the platform gives waitUntil with each request:
 * // toFetchHandler(channel, { waitUntil: (done) => context.waitUntil(done) })(request)
 * ```
 */
export function toFetchHandler(
  channel: Pick<Channel, 'handleWebhook'>,
  options: FetchHandlerOptions = {},
): FetchHandler {
  requireChannel('toFetchHandler', channel);
  checkAdapterOptions('toFetchHandler', options, { waitUntil: 'function', ack: ['accepted', 'afterTurn'] });
  const { waitUntil, ack = 'accepted' } = options;
  return async (request) => {
    const { method, url, headers, body } = request;
    const answer = await channel.handleWebhook({
      method,
      url,
      headers,
      body: body as AsyncIterable<Uint8Array> | null,
    });
    const done = ack === 'afterTurn' || waitUntil !== undefined ? answer.settled() : undefined;
    if (ack === 'afterTurn') await done;
    if (done !== undefined) keepAwake(waitUntil, done);
    return new Response(answer.body, { status: answer.status, headers: answer.headers });
  };
}

function keepAwake(waitUntil: FetchHandlerOptions['waitUntil'], done: Promise<void>): void {
  try {
    waitUntil?.(done);
  } catch (error) {
    // The messages are accepted: an answer that says otherwise would have them delivered again.
    process.emitWarning(`waitUntil threw: ${error}`, { code: 'TIDEMARK_WAIT_UNTIL' });
  }
}
