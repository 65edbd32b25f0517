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

/**
 * Builds the form that uploads a file: Kaleyra's page "Upload Media Files" of API V2.
 *
 * @throws {GatewayError} `INVALID_REQUEST`, kind `reject`, for a file that is empty, too large, or has no MIME type.
 */
export function uploadFormOf({ contentType, data, fileName }: UploadFile): FormData {
  const type = typeof contentType === 'string' ? (contentType.split(';')[0]?.trim().toLowerCase() ?? '') : '';
  if (!/^[\w.+-]+\/[\w.+-]+$/.test(type)) {
    throw invalidRequest(
      `The file cannot be uploaded: contentType: expected a MIME type, got ${describeValue(contentType)}.`,
    );
  }
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
  form.append('file', new Blob([data as Uint8Array<ArrayBuffer>], { type }), fileName ?? `file.${type.split('/')[1]}`);
  form.append('type', type);
  return form;
}
