import { channel } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';
import { KaleyraClient } from '../../../src/kaleyra/client/kaleyra-client.js';

/** A request a local server received. */
export interface Received {
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
}

/** A server of one test; it is closed when the test ends. */
export interface LocalServer {
  readonly url: string;
  readonly received: readonly Received[];
  /** How many connections were opened to it. */
  readonly connections: () => number;
}

/** What every client of these tests is given. */
export const credentials = { sid: 'HXAP1600000097IN', apiKey: 'Ac0ffee00c0ffee00c0ffee00c0ffee00' } as const;

// A client's close waits for its calls, and a call that is never answered ends with its server: so they are awaited last.
const closing: Promise<void>[] = [];

async function listen(server: Server): Promise<{ url: string; connections: () => number }> {
  onTestFinished(async () => void (await Promise.all(closing.splice(0))));
  const sockets = new Set<Socket>();
  let connections = 0;
  server.on('connection', (socket: Socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(async () => {
    const closed = once(server, 'close');
    server.close();
    for (const socket of sockets) socket.destroy();
    await closed;
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, connections: () => connections };
}

/** Starts an HTTP server that answers each request, once its body is there, by the function given. */
export async function startHttp(
  answer: (response: ServerResponse, request: Received) => void | Promise<void>,
): Promise<LocalServer> {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    const { method = '', url = '', headers } = request;
    const entry: Received = { method, path: url, headers, body: await text(request) };
    received.push(entry);
    await answer(response, entry);
  });
  return { ...(await listen(server)), received };
}

/** Starts a server below HTTP: the function writes to, or cuts, the connection as soon as a request's first bytes came. */
export async function startTcp(answer: (socket: Socket, request: string) => void): Promise<LocalServer> {
  const server = createTcpServer((socket) => {
    socket.on('data', (data) => answer(socket, data.toString()));
  });
  return { ...(await listen(server)), received: [] };
}

/** Makes a client for a local server; it is closed when the test ends. */
export function clientOf(
  server: { readonly url: string },
  options: Partial<ConstructorParameters<typeof KaleyraClient>[0]> = {},
): KaleyraClient {
  const client = new KaleyraClient({ region: { baseUrl: server.url }, ...credentials, ...options });
  onTestFinished(() => void closing.push(client.close()));
  return client;
}

/** Answers with a status and a body. */
export function answerWith(
  status: number,
  body: string,
  headers: Record<string, string> = {},
): (response: ServerResponse) => void {
  return (response) => {
    response.writeHead(status, headers).end(body);
  };
}

/** Gives the error a promise rejects with. */
export async function errorOf(promise: Promise<unknown>): Promise<Error & { code?: string; cause?: unknown }> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error('expected a rejection with an Error');
}

/** Resolves when a client of this process has taken in the head of the next answer. */
export function nextHead(): Promise<void> {
  const heads = channel('undici:request:headers');
  return new Promise((resolve) => {
    const onHead = (): void => {
      heads.unsubscribe(onHead);
      // undici tells of the head before it hands it on.
      setImmediate(resolve);
    };
    heads.subscribe(onHead);
  });
}
