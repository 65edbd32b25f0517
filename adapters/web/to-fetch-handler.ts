import { type Channel, OptionsError } from '../../src/index.js';

/** Options of {@link toFetchHandler}. */
export interface FetchHandlerOptions {
  /**
   * Keeps the platform awake after the answer: it gets a promise that settles when the webhook's receipts and turns are
   * done. Give it where timers freeze once the answer is out.
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
 * @throws {OptionsError} for an option out of range.
 * @example
 * ```ts
 * const handler = toFetchHandler(channel);
 * app.post('/webhook', (c) => handler(c.req.raw)); // Hono
 * ```
 */
export function toFetchHandler(
  channel: Pick<Channel, 'handleWebhook'>,
  { waitUntil, ack = 'accepted' }: FetchHandlerOptions = {},
): FetchHandler {
  if (ack !== 'accepted' && ack !== 'afterTurn') {
    throw new OptionsError(`toFetchHandler.ack: expected 'accepted' or 'afterTurn', got ${JSON.stringify(ack)}`);
  }
  if (waitUntil !== undefined && typeof waitUntil !== 'function') {
    throw new OptionsError(`toFetchHandler.waitUntil: expected a function, got a value of type ${typeof waitUntil}`);
  }
  return async (request) => {
    const { method, url, headers, body } = request;
    const answer = await channel.handleWebhook({
      method,
      url,
      headers,
      body: body as AsyncIterable<Uint8Array> | null,
    });
    if (ack === 'afterTurn') await answer.settled();
    else waitUntil?.(answer.settled());
    return new Response(answer.body, { status: answer.status, headers: answer.headers });
  };
}
