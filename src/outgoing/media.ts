import type { Attachment } from '../activity/activity.js';
import { TidemarkError } from '../errors.js';
import type { MediaContent } from '../message-content.js';

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

/** How WhatsApp shows a file of this MIME type. */
function mediaKindOf(contentType: string): MediaContent['type'] {
  const type =
    String(contentType ?? '')
      .split(';')[0]
      ?.trim()
      .toLowerCase() ?? '';
  return kinds.get(aliases.get(type) ?? type) ?? 'document';
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
  if (contentUrl.startsWith('data:')) return inlineFile(contentUrl, name);
  const { protocol } = URL.canParse(contentUrl) ? new URL(contentUrl) : { protocol: '' };
  if (protocol !== 'https:' && protocol !== 'http:') {
    throw unreadable();
  }
  return { kind: mediaKindOf(contentType), source: { url: contentUrl }, fileName: name };
}

function unreadable(): TidemarkError {
  return new TidemarkError(
    'UNSUPPORTED_ACTIVITY',
    'an attachment: expected a contentUrl that begins with https:, http: or data:, which WhatsApp can fetch',
  );
}

function inlineFile(url: string, name: string | undefined): OutgoingFile {
  const comma = url.indexOf(',');
  const [contentType = '', ...parameters] = url.slice('data:'.length, Math.max(0, comma)).split(';');
  // Other data would be text, which needs no file.
  if (comma < 0 || contentType === '' || !parameters.includes('base64')) {
    throw new TidemarkError('UNSUPPORTED_ACTIVITY', 'an attachment: expected data:<MIME type>;base64,<data>');
  }
  const data = Buffer.from(url.slice(comma + 1), 'base64');
  return { kind: mediaKindOf(contentType), source: { contentType, data }, fileName: name };
}
