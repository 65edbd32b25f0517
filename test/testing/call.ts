import { type IncomingHttpHeaders, request } from 'node:http';
import type { FakeKaleyra } from 'tidemark/testing';

/** What is unusual about a call; all else is right. */
export interface CallOptions {
  method?: string;
  path?: string;
  sid?: string;
  number?: string;
  headers?: Record<string, string | undefined>;
  body?: unknown;
  signal?: AbortSignal;
}

/** What came back, unparsed. */
export interface CallAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
}

/** A correct read call's body. */
export function readBody(messageId: string, typing = false): Record<string, unknown> {
  return {
    messaging_object: {
      messaging_product: 'whatsapp',
      status: 'read',
      message_id: messageId,
      ...(typing ? { typing_indicator: { type: 'text' } } : {}),
    },
  };
}

/** A correct text message's body. */
export function sendBody(text = 'Hello', fields: object = {}): Record<string, unknown> {
  return {
    messaging_object: {
      messaging_product: 'whatsapp',
      recipient_type: 'individual',
      to: '919876543210',
      type: 'text',
      text: { body: text },
      ...fields,
    },
  };
}

/** The body of a message of any type. */
export function messageBody(type: string, content: unknown): Record<string, unknown> {
  return sendBody('', { type, text: undefined, [type]: content });
}

/** Calls the fake by nothing but node:http. */
export function call(fake: FakeKaleyra, options: CallOptions = {}): Promise<CallAnswer> {
  const {
    method = 'POST',
    sid = fake.sid,
    number = fake.businessNumbers[0] ?? '',
    body = readBody('wamid.1'),
  } = options;
  const { path = `/v2/${sid}/whatsapp/${number}/messages`, signal } = options;
  const sent = typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body);
  const given = {
    'content-type': 'application/json',
    'api-key': fake.apiKey,
    // node:http sends a body of DELETE without a length otherwise.
    'content-length': String(Buffer.byteLength(sent)),
    ...options.headers,
  };
  const headers = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));

  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(fake.baseUrl);
    const outgoing = request(
      { hostname, port, method, path, headers, agent: false, ...(signal && { signal }) },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString('utf8');
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
        });
      },
    );
    outgoing.on('error', reject);
    outgoing.end(sent);
  });
}
