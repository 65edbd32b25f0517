import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, isIP, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import {
  createDownload,
  type DownloadedAttachment,
  type DownloadParts,
} from '../../../src/kaleyra/media/create-download.js';
import type { DownloadOptions } from '../../../src/kaleyra/media/download-options.js';
import type { ConnectorFactory, Lookup } from '../../../src/kaleyra/media/guarded-connector.js';

/** An address of the public network; nothing connects to it. */
export const PUBLIC = '52.216.10.20';

/** Answers a request of whatever host. */
export type Answer = (response: ServerResponse, request: IncomingMessage) => void;

/** A server on loopback; it is closed when the test ends. */
export interface MediaServer {
  readonly port: number;
  readonly url: string;
  /** `host/path` of each request. */
  readonly received: readonly string[];
  readonly requests: readonly IncomingMessage[];
  readonly connections: () => number;
  /** Resolves when every connection that was opened is closed, as this end sees it. */
  allClosed(): Promise<void>;
}

/** Starts an HTTP server that answers by the function given. */
export async function startMedia(answer: Answer): Promise<MediaServer> {
  const requests: IncomingMessage[] = [];
  const closings: Promise<void>[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((request, response) => {
    requests.push(request);
    answer(response, request);
  });
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    closings.push(new Promise((resolve) => void socket.on('close', () => resolve())));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(async () => {
    const closed = once(server, 'close');
    server.close();
    for (const socket of sockets) socket.destroy();
    await closed;
  });
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    get received() {
      return requests.map(({ headers, url }) => `${headers.host}${url}`);
    },
    requests,
    connections: () => sockets.size,
    allClosed: async () => void (await Promise.all(closings)),
  };
}

/** What a name resolves to; a list of lists answers each lookup with the next one. */
export type Names = Readonly<Record<string, readonly string[]>>;

/** A lookup by a table, in which every other name has a public address; notes what it was asked for. */
export function lookupIn(names: Names | ((hostname: string) => readonly string[]), asked: string[] = []): Lookup {
  return (hostname, _options, callback) => {
    asked.push(hostname);
    const found = typeof names === 'function' ? names(hostname) : (names[hostname] ?? [PUBLIC]);
    setImmediate(
      callback,
      null,
      found.map((address) => ({ address, family: isIP(address) })),
    );
  };
}

/**
 * Connections that look up as real ones do and then lead to a local port, whatever host and scheme; notes the addresses
 * a real one would have connected to.
 */
export function connectorTo(port: number, reached: string[] = []): ConnectorFactory {
  return ({ lookup, signal }) =>
    ({ hostname }, callback) => {
      const go = (address: string): void => {
        reached.push(address);
        const socket = connect({ port, host: '127.0.0.1', signal });
        socket.on('error', () => {}).once('connect', () => callback(null, socket));
      };
      if (isIP(hostname) !== 0) return go(hostname);
      lookup(hostname, { all: true }, (error, addresses) => {
        if (error !== null) return callback(error, null);
        for (const { address } of (addresses as { address: string }[]).slice(0, 1)) go(address);
      });
    };
}

/** A download that takes the local server for the whole of the public network. */
export interface Internet extends MediaServer {
  readonly download: ShortDownload;
  /** Names that were looked up. */
  readonly asked: readonly string[];
  /** Addresses that were connected to. */
  readonly reached: readonly string[];
}

type ShortDownload = (link: string, options?: DownloadOptions) => Promise<DownloadedAttachment>;

/** Downloads the only attachment of an activity. */
export function downloadWith(parts: DownloadParts): ShortDownload {
  const download = createDownload(parts);
  return (contentUrl, options = {}) =>
    download({ attachments: [{ contentType: 'image/png', contentUrl, name: 'a.png' }] }, 0, options);
}

/** Starts a server that stands for every host of the public network. */
export async function startInternet(
  answer: Answer,
  names: Names | ((hostname: string) => readonly string[]) = {},
): Promise<Internet> {
  const server = await startMedia(answer);
  const asked: string[] = [];
  const reached: string[] = [];
  const parts = { lookup: lookupIn(names, asked), connectorOf: connectorTo(server.port, reached) };
  return Object.assign(Object.create(server) as MediaServer, { download: downloadWith(parts), asked, reached });
}
