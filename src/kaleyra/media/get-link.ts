import type { Readable } from 'node:stream';
import { Client } from 'undici';
import { isTidemarkError } from '../../errors.js';
import type { StopSignal } from '../client/stop-signal.js';
import { broken, stopped } from './download-errors.js';
import { type GuardParts, guardedConnector } from './guarded-connector.js';

/** One GET of a link that was checked. */
export interface LinkRequest {
  url: URL;
  headers: Readonly<Record<string, string>>;
  stop: StopSignal;
  timeoutMs: number;
}

/** An answer whose body is still to be read. */
export interface LinkAnswer {
  status: number;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  body: Readable;
  /** Closes the connection, whatever is still to come. */
  close(): void;
}

/**
 * Gets one link, on a connection of its own that is not kept: the next one looks its host up again.
 *
 * @throws {TidemarkError} `DOWNLOAD_REFUSED` for an address that may not be reached.
 * @throws {GatewayError} `NETWORK`, `TIMEOUT` or `ABORTED`.
 */
export async function getLink(
  { url, headers, stop, timeoutMs }: LinkRequest,
  parts: Omit<GuardParts, 'signal'>,
): Promise<LinkAnswer> {
  const closing = new AbortController();
  const client = new Client(url.origin, { connect: guardedConnector({ ...parts, signal: closing.signal }) });
  const close = (): void => {
    // Both: a client that is destroyed leaves a connection that is being made to itself.
    closing.abort();
    void client.destroy();
  };
  // A race, because undici takes notice of a signal only once it is connected.
  const stopping = stop.stopped.then((why) => {
    throw stopped(why, timeoutMs);
  });
  const asking = client.request({
    method: 'GET',
    path: url.pathname + url.search,
    headers: { ...headers, 'accept-encoding': 'identity' },
    // The connection is not used again.
    reset: true,
    // The time limit is ours and holds for the whole download.
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  try {
    const { statusCode, headers: answered, body } = await Promise.race([stopping, asking]);
    return { status: statusCode, headers: answered, body, close };
  } catch (error) {
    close();
    throw isTidemarkError(error) ? error : broken(url, error);
  }
}
