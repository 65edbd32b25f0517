import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Action, EntryDetail, State, Update } from '../../src/emulator/protocol.js';
import { buildPage } from './build-page.js';

/** What speaks to the page as the emulator does, and says only what a test lets it say. */
export interface StubEmulator {
  readonly address: string;
  readonly actions: Action[];
  /** What a page that connects is told first. */
  state: State;
  /** What is answered to the next action, instead of 204. */
  refuseNext?: string;
  /** Answers actions only once it resolves. */
  gate?: Promise<void>;
  tell(update: Update): void;
  /** Cuts the streams of all pages. */
  cut(): void;
  close(): Promise<void>;
}

const csp =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; media-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const picture =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 160 90"><rect width="160" height="90" fill="#6a4bbc"/></svg>';
const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.md': 'text/markdown',
};

/** Starts one, on a free port. */
export async function startStubEmulator(state: State, details: readonly EntryDetail[] = []): Promise<StubEmulator> {
  const folder = await buildPage();
  const streams = new Set<ServerResponse>();

  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://stub');
    response.setHeader('content-security-policy', csp);
    if (pathname === '/api/events') {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(`retry: 50\n${line({ type: 'state', state: stub.state })}`);
      streams.add(response);
      response.on('close', () => streams.delete(response));
    } else if (pathname === '/api/actions') {
      stub.actions.push(JSON.parse(await text(request)) as Action);
      await stub.gate;
      const error = stub.refuseNext;
      delete stub.refuseNext;
      response.writeHead(error === undefined ? 204 : 400).end(error === undefined ? '' : JSON.stringify({ error }));
    } else if (pathname.startsWith('/api/entries/')) {
      const detail = details.find(({ seq }) => pathname.endsWith(`/${seq}`));
      response.writeHead(detail ? 200 : 404).end(JSON.stringify(detail ?? { error: 'no such entry' }));
    } else if (pathname.startsWith('/media/')) {
      response.writeHead(200, { 'content-type': 'image/svg+xml' }).end(picture);
    } else {
      const file = pathname === '/' ? '/index.html' : normalize(pathname);
      const body = await readFile(join(folder, file)).catch(() => undefined);
      response.writeHead(body ? 200 : 404, { 'content-type': types[extname(file)] ?? 'text/plain' }).end(body);
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  const stub: StubEmulator = {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    actions: [],
    state,
    tell: (update) => {
      for (const stream of streams) stream.write(line(update));
    },
    cut: () => {
      for (const stream of streams) stream.destroy();
    },
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
  return stub;
}

const line = (update: Update): string => `data: ${JSON.stringify(update)}\n\n`;
