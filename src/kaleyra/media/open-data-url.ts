import { Readable } from 'node:stream';
import { refused } from './download-errors.js';
import type { MediaSource } from './media-source.js';

const percentSign = 0x25;

/** Replaces `%41` by its byte; everything else stays, as the URL standard has it. */
function percentDecoded(text: string): Buffer {
  const bytes = Buffer.from(text);
  if (!bytes.includes(percentSign)) return bytes;
  let length = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    const hex = bytes[at] === percentSign ? bytes.toString('latin1', at + 1, at + 3) : '';
    const isByte = /^[\da-f]{2}$/i.test(hex);
    bytes[length] = isByte ? Number.parseInt(hex, 16) : (bytes[at] ?? 0);
    length += 1;
    if (isByte) at += 2;
  }
  return bytes.subarray(0, length);
}

function base64Decoded(bytes: Buffer): Buffer | undefined {
  const text = bytes.toString('latin1').replace(/[\t\n\f\r ]+/g, '');
  return /^[A-Za-z0-9+/]*={0,2}$/.test(text) ? Buffer.from(text, 'base64') : undefined;
}

/**
 * Opens a `data:` URL (RFC 2397), whose bytes are all there.
 *
 * @throws {TidemarkError} `DOWNLOAD_REFUSED` for one that cannot be read.
 */
export function openDataUrl(link: string): MediaSource {
  const url = link.trimStart();
  const comma = url.indexOf(',');
  const head = url.slice('data:'.length, Math.max(0, comma)).trim();
  const [, type = '', base64] = /^(.*?)(;\s*base64)?$/is.exec(head) ?? [];
  // Behind a hash stands what is no part of the data.
  const raw = percentDecoded(url.slice(comma + 1).split('#', 1)[0] ?? '');
  const data = base64 === undefined ? raw : base64Decoded(raw);
  if (comma < 0 || data === undefined) {
    throw refused('The link of the attachment cannot be read: expected data:<MIME type>;base64,<data>.');
  }
  return {
    body: Readable.from(data.length === 0 ? [] : [data], { objectMode: false }),
    contentType: type === '' ? 'text/plain;charset=US-ASCII' : type.startsWith(';') ? `text/plain${type}` : type,
    sizeBytes: data.length,
    // Bytes in memory do not fail.
    errorOf: (error) => error as Error,
    close: () => {},
  };
}
