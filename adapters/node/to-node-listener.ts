import { type Channel, checkAdapterOptions, requireChannel, type WebhookRequest } from '../../src/index.js';

/** What is used of a node:http, Express or Connect request. */
export interface NodeRequest extends AsyncIterable<Uint8Array | string> {
  /** The HTTP method. @default 'GET', which is answered 405 */
  readonly method?: string | undefined;
  /** The path with its query. @default '/' */
  readonly url?: string | undefined;
  /** The headers by name. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** The body, where a parser has read it already. */
  readonly body?: unknown;
  /** Whether somebody has read the stream. */
  readonly readableDidRead?: boolean;
  /** Whether the whole message has arrived. */
  readonly complete?: boolean;
}

/** What is used of a node:http, Express or Connect response. */
export interface NodeResponse {
  /** Set before anything is written. */
  statusCode: number;
  /** Whether somebody has begun to answer. */
  readonly headersSent?: boolean;
  /** Takes one header of the answer. */
  setHeader(name: string, value: string): unknown;
  /** Takes the whole body, JSON text, and sends the answer. */
  end(body: string): unknown;
}

/** A request listener; resolves when the webhook is answered and never rejects. */
export type NodeListener = (request: NodeRequest, response: NodeResponse) => Promise<void>;

/** Options of {@link toNodeListener}. */
export interface NodeListenerOptions {
  /** Answer as soon as the webhook is accepted, or when its receipts and turns are done. @default 'accepted' */
  ack?: 'accepted' | 'afterTurn';
}

/**
 * Gives a request listener for a channel's webhook; the body may be parsed already or not.
 *
 * @throws {OptionsError} `INVALID_OPTIONS` for what is no channel, an unknown option or another value.
 * @example
 * ```ts
 * import { createServer } from 'node:http';
 * import { createChannel, KaleyraClient } from 'tidemark';
 * import { toNodeListener } from 'tidemark/adapters/node';
 *
 * const { KALEYRA_SID: sid = '', KALEYRA_API_KEY: apiKey = '', WEBHOOK_SECRET: secret = '' } = process.env;
 * const gateway = new KaleyraClient({ region: 'in', sid, apiKey });
 * const channel = createChannel({ gateway, webhook: { auth: { header: 'x-webhook-secret', secret } } });
 * createServer(toNodeListener(channel)).listen(3978);
 * // or, with Express, before or after express.json(): app.post('/webhook', toNodeListener(channel));
 * ```
 */
export function toNodeListener(
  channel: Pick<Channel, 'handleWebhook'>,
  options: NodeListenerOptions = {},
): NodeListener {
  requireChannel('toNodeListener', channel);
  checkAdapterOptions('toNodeListener', options, { ack: ['accepted', 'afterTurn'] });
  const { ack = 'accepted' } = options;
  return async (request, response) => {
    const answer = await channel.handleWebhook(toWebhookRequest(request));
    if (ack === 'afterTurn') await answer.settled();
    // A time limit in front of us may have answered already.
    if (response.headersSent) return;
    response.statusCode = answer.status;
    for (const [name, value] of Object.entries(answer.headers)) response.setHeader(name, value);
    // A body that was not read must not be taken for the next request on this connection.
    if (request.readableDidRead === false || request.complete === false) response.setHeader('connection', 'close');
    response.end(answer.body);
  };
}

function toWebhookRequest(request: NodeRequest): WebhookRequest {
  const { method = 'GET', url = '/', headers } = request;
  const head = { method, url, headers };
  // Some parsers set an empty body for a type they do not read: only a stream that was read has been parsed.
  return request.readableDidRead === true && request.body !== undefined
    ? { parsedBody: request.body, ...head }
    : { body: request, ...head };
}
