import { z } from 'zod';
import { checkOptions } from '../../check-options.js';
import { milliseconds, wholeNumber, withFunctions } from '../../option-schemas.js';
import { allowsHosts, defaultAllowedHosts, isHostPattern } from './allowed-hosts.js';

/** Options of {@link downloadAttachment}. */
export interface DownloadOptions {
  /**
   * Hosts media may come from, redirects included: `media.example` or, with everything below it, `*.example`.
   *
   * @default ['*.amazonaws.com', '*.kaleyra.io', '*.kaleyra.ai', '*.kaleyra.com']
   */
  allowedHosts?: readonly string[];
  /** In bytes; a longer file is refused, or broken off where it did not tell its length. @default 104857600 */
  maxBytes?: number;
  /** For the whole of it, until the last byte was read from the stream, in milliseconds. @default 30000 */
  timeoutMs?: number;
  /** Ends the download, also while the stream is read. @default none */
  signal?: AbortSignal;
  /** Sent to the host of the link, and after a redirect to another host no more. @default none */
  headers?: Readonly<Record<string, string>>;
  /** Takes `http:` links to this machine (localhost, 127.x.x.x, [::1]) too, for an emulator and for tests. @default false */
  allowLoopback?: boolean;
}

/** {@link DownloadOptions}, checked and with every default filled in. */
export interface DownloadSettings {
  readonly allowsHost: (hostname: string) => boolean;
  readonly maxBytes: number;
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly allowLoopback: boolean;
}

// What decides about the connection is not the caller's; another Host would lead past the allowed ones.
const ownHeaders: ReadonlySet<string> = new Set([
  'accept-encoding',
  'connection',
  'content-length',
  'expect',
  'host',
  'keep-alive',
  'transfer-encoding',
  'upgrade',
]);
const tokenPattern = /^[\w!#$%&'*+.^`|~-]+$/;
const valuePattern = /^[\t\x20-\x7e]*$/;

function areHeaders(value: unknown): value is Record<string, string> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Object.entries(value).every(
    ([name, text]) =>
      tokenPattern.test(name) &&
      !ownHeaders.has(name.toLowerCase()) &&
      typeof text === 'string' &&
      valuePattern.test(text),
  );
}

const schema = z.strictObject({
  allowedHosts: z
    .array(
      z
        .string({ error: 'expected a host name' })
        .refine(
          isHostPattern,
          'expected a host name such as media.example or *.example, without scheme, port and path',
        ),
      { error: 'expected an array of host names' },
    )
    .default([...defaultAllowedHosts]),
  // The largest file WhatsApp takes is a document of 100 MiB.
  maxBytes: wholeNumber().default(100 * 1024 * 1024),
  timeoutMs: milliseconds().min(1, 'expected 1 or more').default(30_000),
  signal: withFunctions(['addEventListener', 'removeEventListener']),
  headers: z
    .custom<Record<string, string>>(
      areHeaders,
      `expected an object of header names and texts in ASCII, without ${[...ownHeaders].join(', ')}`,
    )
    .default({}),
  allowLoopback: z.boolean({ error: 'expected true or false' }).default(false),
});

/**
 * Checks how media is to be downloaded.
 *
 * @throws {OptionsError} for an unknown option or a value that cannot be meant.
 */
export function resolveDownloadOptions(options: DownloadOptions): DownloadSettings {
  const { allowedHosts, headers, signal, ...rest } = checkOptions(schema, options, {
    name: 'downloadAttachment',
    // A header may hold a token.
    secret: true,
  });
  return Object.freeze({
    ...rest,
    allowsHost: allowsHosts(allowedHosts),
    headers: { ...headers },
    signal: signal as AbortSignal | undefined,
  });
}
