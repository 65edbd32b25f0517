import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';

/** A request to the provider. */
export interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** What the provider answers. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Starts a provider that answers as it is told, never, or by cutting the connection; it is closed when the test ends. */
export async function startProvider(
  answer: (request: Received) => Answer | 'hang' | 'cut',
): Promise<{ baseUrl: string; received: readonly Received[] }> {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    const entry = { path: request.url ?? '', headers: request.headers, body: await text(request) };
    received.push(entry);
    const said = answer(entry);
    if (said === 'cut') request.socket.destroy();
    else if (said !== 'hang') response.writeHead(said.status, said.headers).end(said.body ?? '');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(async () => {
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  });
  return { baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, received };
}

/** The address of a port where nobody listens. */
export async function closedAddress(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return `http://127.0.0.1:${port}`;
}
