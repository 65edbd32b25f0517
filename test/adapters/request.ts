import { type Agent, request as httpRequest } from 'node:http';
import { kaleyraWebhook, textMessage } from 'tidemark/testing';
import { customer, secret } from './kaleyra-host.js';

/** What came back. */
export interface Answer {
  status: number;
  headers: NodeJS.Dict<string | string[]>;
  body: string;
  /** Whether the request went over a connection that was used before. */
  reused: boolean;
}

/** How a request is sent. */
export interface RequestParts {
  method?: string;
  headers?: Readonly<Record<string, string>>;
  /** The body; several pieces go out chunked, without a content-length. */
  body?: string | readonly (string | Buffer)[];
  agent?: Agent;
}

/** The headers of a genuine webhook. */
export const genuine: Readonly<Record<string, string>> = Object.freeze({
  ...secret,
  'content-type': 'application/json',
});

/** The body of a webhook with one text. */
export function textWebhook(businessNumber: string, id?: string): string {
  const messages = [textMessage({ text: 'hello', ...(id !== undefined && { id }) })];
  return JSON.stringify(kaleyraWebhook({ from: customer, businessNumber, messages }));
}

/** Sends a request by node:http, which shows what happens to its connection. */
export function send(url: string, parts: RequestParts = {}): Promise<Answer> {
  const { method = 'POST', headers = genuine, body = '', agent } = parts;
  return new Promise((resolve, reject) => {
    const pieces = typeof body === 'string' ? undefined : body;
    const length = typeof body === 'string' ? { 'content-length': `${Buffer.byteLength(body)}` } : {};
    const request = httpRequest(url, { method, agent: agent ?? false, headers: { ...headers, ...length } });
    let answered = false;
    request.once('response', async (response) => {
      answered = true;
      const chunks: Buffer[] = [];
      for await (const chunk of response) chunks.push(chunk as Buffer);
      resolve({
        status: response.statusCode ?? 0,
        headers: response.headers,
        body: Buffer.concat(chunks).toString('utf8'),
        reused: request.reusedSocket,
      });
    });
    // Whoever refuses a large body may close before all of it was sent; what counts is that the answer arrived.
    request.on('error', (error) => (answered ? undefined : reject(error)));
    for (const piece of pieces ?? []) request.write(piece);
    request.end(pieces === undefined ? body : undefined);
  });
}
