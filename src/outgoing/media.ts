import type { Attachment } from '../activity/activity.js';
import { TidemarkError } from '../errors.js';
import type { MediaContent } from '../message-content.js';
import { nameForType } from './type-of-url.js';

/** A file inside the activity, which is uploaded before it can be sent. */
export interface InlineFile {
  contentType: string;
  data: Uint8Array;
}

/** A file to send: by its URL, or with its data. */
export interface OutgoingFile {
  kind: MediaContent['type'];
  source: { url: string } | InlineFile;
  fileName: string | undefined;
}

// What WhatsApp takes as such (Meta, "Media": supported types); everything else goes as a document.
const kinds: ReadonlyMap<string, MediaContent['type']> = new Map([
  ['image/jpeg', 'image'],
  ['image/png', 'image'],
  ['image/webp', 'sticker'],
  ['video/mp4', 'video'],
  ['video/3gpp', 'video'],
  ['audio/aac', 'audio'],
  ['audio/amr', 'audio'],
  ['audio/mpeg', 'audio'],
  ['audio/mp4', 'audio'],
  ['audio/ogg', 'audio'],
]);
const aliases: ReadonlyMap<string, string> = new Map([
  ['image/jpg', 'image/jpeg'],
  ['audio/mp3', 'audio/mpeg'],
  ['audio/m4a', 'audio/mp4'],
  ['audio/x-m4a', 'audio/mp4'],
]);

/** A MIME type as WhatsApp knows it, without parameters. */
function knownType(contentType: unknown): string {
  const [type = ''] = String(contentType ?? '').split(';');
  const name = type.trim().toLowerCase();
  return aliases.get(name) ?? name;
}

/** How WhatsApp shows a file of this MIME type. */
function mediaKindOf(contentType: unknown): MediaContent['type'] {
  return kinds.get(knownType(contentType)) ?? 'document';
}

/** Whether a text can stand under it. */
export function takesCaption(kind: MediaContent['type']): boolean {
  return kind !== 'audio' && kind !== 'sticker';
}

/**
 * Reads an attachment that is a file.
 *
 * @throws {TidemarkError} `UNSUPPORTED_ACTIVITY` for a URL that is neither http, https nor data.
 */
export function fileOf(attachment: Attachment): OutgoingFile {
  const { contentUrl, contentType, name } = attachment;
  if (typeof contentUrl !== 'string') throw unreadable();
  const fileName = typeof name === 'string' && name.trim() !== '' ? name : undefined;
  if (/^data:/i.test(contentUrl)) return inlineFile(contentUrl, fileName);
  const { protocol } = URL.canParse(contentUrl) ? new URL(contentUrl) : { protocol: '' };
  if (protocol !== 'https:' && protocol !== 'http:') {
    throw unreadable();
  }
  return { kind: mediaKindOf(contentType), source: { url: contentUrl }, fileName };
}

function unreadable(): TidemarkError {
  return new TidemarkError(
    'UNSUPPORTED_ACTIVITY',
    'an attachment: expected a contentUrl that begins with https:, http: or data:, which WhatsApp can fetch',
  );
}

function inlineFile(url: string, fileName: string | undefined): OutgoingFile {
  const comma = url.indexOf(',');
  const [contentType = '', ...parameters] = url.slice('data:'.length, Math.max(0, comma)).split(';');
  // Other data would be text, which needs no file.
  if (comma < 0 || contentType === '' || !parameters.some((one) => one.trim().toLowerCase() === 'base64')) {
    throw new TidemarkError('UNSUPPORTED_ACTIVITY', 'an attachment: expected data:<MIME type>;base64,<data>');
  }
  const data = Buffer.from(url.slice(comma + 1), 'base64');
  const [kind, type] = [mediaKindOf(contentType), knownType(contentType)];
  // Of a document by its URL, WhatsApp takes the name from there.
  const name = kind === 'document' ? (fileName ?? nameForType(type)) : fileName;
  return { kind, source: { contentType: type, data }, fileName: name };
}
