import { GatewayError, TidemarkError } from '../../errors.js';
import { causeOf } from '../client/cause-of.js';
import { failureKindOf } from '../client/failure-kind.js';
import { retryAfterMsOf } from '../client/retry-after.js';
import type { Stopped } from '../client/stop-signal.js';

// The longest name there is; a longer one in a link is made to fill a log.
const maxHostLength = 253;

/** How a host is called in an error. */
export function shownHost({ hostname }: URL): string {
  return hostname.length > maxHostLength ? `a host name of ${hostname.length} characters` : hostname;
}

/** Gives the error of an index without an attachment, or of an attachment without a file. */
export function noAttachment(message: string): TidemarkError {
  return new TidemarkError('NO_ATTACHMENT', message);
}

/** Gives the error of a link that is not followed; the message holds no more of it than its scheme and host. */
export function refused(message: string): TidemarkError {
  return new TidemarkError('DOWNLOAD_REFUSED', message);
}

/** Gives the error of a host that is, or resolves to, an address it may not be fetched from. */
export function refusedAddress(hostname: string): TidemarkError {
  return refused(
    `The file is not fetched from ${hostname}: its address is private or reserved; expected one of the public network.`,
  );
}

/** Gives the error of a file that is too large; `sizeBytes` is its size, where it is known. */
export function tooLarge(maxBytes: number, sizeBytes?: number): TidemarkError {
  const got = sizeBytes === undefined ? 'more' : `${sizeBytes}`;
  return new TidemarkError(
    'DOWNLOAD_TOO_LARGE',
    `The file is too large: expected at most ${maxBytes} bytes (maxBytes), got ${got}.`,
  );
}

/** Gives the error of a download whose time ran out or that was aborted by its signal. */
export function stopped({ why, cause }: Stopped, timeoutMs: number): GatewayError {
  const message =
    why === 'ABORTED'
      ? 'The download was aborted by its signal. It can be repeated.'
      : `The download was not complete after ${timeoutMs} ms (timeoutMs). It can be repeated.`;
  return new GatewayError(message, { code: why, kind: 'retry', cause });
}

/** Gives the error of a connection that failed before the last byte came. */
export function broken(url: URL, error: unknown): GatewayError {
  const cause = causeOf(error, url.href);
  return new GatewayError(
    `The connection to ${shownHost(url)} failed during the download (${cause.code ?? cause.name}). It can be repeated.`,
    { code: 'NETWORK', kind: 'retry', cause },
  );
}

/** Gives the error of an answer that is no file, by its status. */
export function refusedBy(url: URL, status: number, retryAfter: string | undefined): GatewayError {
  const isRetry = failureKindOf({ status, code: undefined }) === 'retry';
  const advice = isRetry
    ? 'It can be repeated.'
    : 'The link has probably expired: fetch a file soon after its message, and once.';
  return new GatewayError(`${shownHost(url)} did not give the file: HTTP ${status}. ${advice}`, {
    code: `HTTP_${status}`,
    kind: isRetry ? 'retry' : 'reject',
    status,
    retryAfterMs: retryAfterMsOf(retryAfter, Date.now()),
  });
}

/** Gives the error of an answer that came in an encoding which was not asked for. */
export function unreadable(url: URL, status: number): GatewayError {
  return new GatewayError(`${shownHost(url)} gave the file with a content-encoding: expected none, as asked for.`, {
    code: 'BAD_RESPONSE',
    kind: 'reject',
    status,
  });
}
