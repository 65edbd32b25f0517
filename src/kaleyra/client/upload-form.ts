import { FormData } from 'undici';
import { describeValue } from '../../describe-value.js';
import type { UploadFile } from '../../ports.js';
import { invalidRequest } from './invalid-request.js';

// In bytes (Meta, "Media": supported types and their sizes).
const MEGABYTE = 1024 * 1024;
const limits: readonly (readonly [prefix: string, bytes: number])[] = [
  ['image/webp', 500 * 1024],
  ['image/', 5 * MEGABYTE],
  ['video/', 16 * MEGABYTE],
  ['audio/', 16 * MEGABYTE],
  ['', 100 * MEGABYTE],
];

// What WhatsApp takes (Meta, "Media": supported types). It refuses all others whatever they are sent as; as a plain
// file they can be sent as documents, which are opened by their names.
const office = 'application/vnd.openxmlformats-officedocument';
const PLAIN = 'text/plain';
const taken: ReadonlySet<string> = new Set([
  ...['image/jpeg', 'image/png', 'image/webp', 'video/mp4', 'video/3gp', 'video/3gpp'],
  ...['audio/aac', 'audio/amr', 'audio/mpeg', 'audio/mp4', 'audio/ogg'],
  ...[PLAIN, 'application/pdf', 'application/msword', 'application/vnd.ms-excel', 'application/vnd.ms-powerpoint'],
  ...['wordprocessingml.document', 'spreadsheetml.sheet', 'presentationml.presentation'].map((of) => `${office}.${of}`),
]);

/**
 * Builds the form that uploads a file: Kaleyra's page "Upload Media Files" of API V2.
 *
 * @throws {GatewayError} `INVALID_REQUEST`, kind `reject`, for a file that is empty, too large, or has no MIME type.
 */
export function uploadFormOf({ contentType, data, fileName }: UploadFile): FormData {
  const given = typeof contentType === 'string' ? (contentType.split(';')[0]?.trim().toLowerCase() ?? '') : '';
  if (!/^[\w.+-]+\/[\w.+-]+$/.test(given)) {
    throw invalidRequest(
      `The file cannot be uploaded: contentType: expected a MIME type, got ${describeValue(contentType)}.`,
    );
  }
  const type = taken.has(given) ? given : PLAIN;
  if (!(data instanceof Uint8Array) || data.byteLength === 0) {
    throw invalidRequest('The file cannot be uploaded: data: expected bytes, and at least one.');
  }
  const limit = limits.find(([prefix]) => type.startsWith(prefix))?.[1] ?? 0;
  if (data.byteLength > limit) {
    throw invalidRequest(
      `The file cannot be uploaded: expected at most ${limit} bytes of ${type}, got ${data.byteLength}.`,
    );
  }
  const form = new FormData();
  form.append('file', new Blob([data as Uint8Array<ArrayBuffer>], { type }), fileName ?? `file.${given.split('/')[1]}`);
  form.append('type', type);
  return form;
}
