import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A webhook's receiver that keeps what it gets. */
export interface Receiver {
  readonly url: string;
  readonly received: { method: string; url: string; headers: IncomingHttpHeaders; text: string }[];
  status: number;
  headers: Record<string, string | string[]>;
  answer: string;
  /** Runs before the answer. */
  onRequest: () => Promise<void> | void;
  close(): Promise<void>;
}

export async function startReceiver(): Promise<Receiver> {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { method = '', url = '', headers } = request;
    receiver.received.push({ method, url, headers, text: Buffer.concat(chunks).toString('utf8') });
    await receiver.onRequest();
    response.writeHead(receiver.status, receiver.headers).end(receiver.answer);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const receiver: Receiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook?secret=1`,
    received: [],
    status: 200,
    headers: {},
    answer: '',
    onRequest: () => undefined,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return receiver;
}
