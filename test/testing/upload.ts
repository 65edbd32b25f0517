import type { FakeKaleyra } from 'tidemark/testing';
import { type CallAnswer, type CallOptions, call } from './call.js';

/** The parts of an upload; null leaves one out. */
export interface UploadOptions {
  file?: File | string | null;
  type?: string | null;
  /** Further parts. */
  parts?: readonly (readonly [name: string, value: string])[];
}

/** A file of so many bytes. */
export function fileOf(bytes: number, type = 'image/png', name = 'a.png'): File {
  return new File([new Uint8Array(bytes)], name, { type });
}

async function formOf({ file, type, parts = [] }: UploadOptions): Promise<{ body: Buffer; contentType: string }> {
  const form = new FormData();
  if (file !== null) form.append('file', file ?? fileOf(3));
  if (type !== null) form.append('type', type ?? 'image/png');
  for (const [name, value] of parts) form.append(name, value);
  const encoded = new Response(form);
  return {
    body: Buffer.from(await encoded.arrayBuffer()),
    contentType: encoded.headers.get('content-type') ?? '',
  };
}

/** Uploads a small picture, but for what is said otherwise. */
export async function upload(
  fake: FakeKaleyra,
  options: UploadOptions = {},
  { headers, ...unusual }: CallOptions = {},
): Promise<CallAnswer> {
  const { body, contentType } = await formOf(options);
  const path = `/v2/${unusual.sid ?? fake.sid}/whatsapp/${unusual.number ?? fake.businessNumbers[0]}/media`;
  return call(fake, { path, body, ...unusual, headers: { 'content-type': contentType, ...headers } });
}

/** Uploads and gives the id. */
export async function uploaded(fake: FakeKaleyra, type = 'image/png'): Promise<string> {
  const answer = await upload(fake, { file: fileOf(3, type), type });
  return (JSON.parse(answer.text) as { data: { media_id: string } }).data.media_id;
}
