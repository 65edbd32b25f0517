import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ChannelHealth, Receipts } from 'tidemark';
import { failStart } from './environment.js';

/** What an example serves. */
export interface ServeOptions {
  host: string;
  port: number;
  /** Answers `POST /webhook`. */
  webhook: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
  /** Its statistics are the answer to `GET /healthz`. */
  receipts: Receipts;
  /** Added to it; a channel that is not ready is answered 503. @default ready */
  health?: () => Promise<ChannelHealth>;
  /** Ends the example: pending receipts and replies go out first. */
  close: () => Promise<unknown>;
}

/** Listens until SIGTERM or SIGINT, then closes and exits 0. */
export async function serve({ host, port, webhook, receipts, health, close }: ServeOptions): Promise<void> {
  const server = createServer((request, response) => {
    const path = (request.url ?? '/').split('?')[0];
    if (path === '/webhook') void webhook(request, response);
    else if (path === '/healthz' && request.method === 'GET') {
      void tellHealth(response, receipts, health);
    } else response.writeHead(404).end();
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, host, resolve));
  process.off('uncaughtException', failStart);
  let stopping = false;
  const stop = async (): Promise<void> => {
    // A terminal and a service manager signal the whole process group, and npm passes its signal on: it comes twice.
    if (stopping) return;
    stopping = true;
    // Webhooks are answered 503 until all is out.
    await close();
    server.close(() => process.exit(0));
    server.closeAllConnections();
  };
  process.on('SIGTERM', () => void stop());
  process.on('SIGINT', () => void stop());
  console.log(`listening on http://${host}:${(server.address() as AddressInfo).port}`);
}

async function tellHealth(response: ServerResponse, receipts: Receipts, health: ServeOptions['health']): Promise<void> {
  const how = (await health?.()) ?? { ready: true };
  response.writeHead(how.ready ? 200 : 503, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ ...receipts.stats(), ...how }));
}
