import type { MediaKind } from './check-media.js';

// Meta's pages say "MB" and "KB" and not of how many bytes: this is the larger reading.
const kilobyte = 1024;
const megabyte = 1024 * kilobyte;

/** The largest file of any kind, in bytes. */
export const maxFileBytes: number = 100 * megabyte;

/** The MIME types of a kind, and the bytes a file of it may have. */
interface MediaLimits {
  readonly kind: MediaKind;
  readonly types: readonly string[];
  readonly most: string;
  readonly maxBytes: number;
}

const office = 'application/vnd.openxmlformats-officedocument';

/** Meta's "Supported media types". */
const supported: readonly MediaLimits[] = [
  {
    kind: 'audio',
    types: ['audio/aac', 'audio/amr', 'audio/mpeg', 'audio/mp4', 'audio/ogg'],
    most: '16 MB',
    maxBytes: 16 * megabyte,
  },
  {
    kind: 'document',
    types: [
      'text/plain',
      'application/pdf',
      'application/msword',
      'application/vnd.ms-excel',
      'application/vnd.ms-powerpoint',
      `${office}.wordprocessingml.document`,
      `${office}.spreadsheetml.sheet`,
      `${office}.presentationml.presentation`,
    ],
    most: '100 MB',
    maxBytes: maxFileBytes,
  },
  { kind: 'image', types: ['image/jpeg', 'image/png'], most: '5 MB', maxBytes: 5 * megabyte },
  // 500 KB is the limit of animated stickers, 100 KB that of others: only the file's bytes would tell which it is.
  { kind: 'sticker', types: ['image/webp'], most: '500 KB', maxBytes: 500 * kilobyte },
  // The pages write video/3gp; video/3gpp is the name registered for it.
  { kind: 'video', types: ['video/mp4', 'video/3gp', 'video/3gpp'], most: '16 MB', maxBytes: 16 * megabyte },
];

/** A MIME type without its parameters. */
export function withoutParameters(type: string): string {
  return (type.split(';', 1)[0] ?? '').trim().toLowerCase();
}

/** What WhatsApp takes of a MIME type; undefined for one it does not take. Only audio/ogg comes with a codec. */
export function limitsOf(type: string): MediaLimits | undefined {
  const name = /^audio\/ogg\s*;\s*codecs="?opus"?$/i.test(type) ? 'audio/ogg' : type.toLowerCase();
  return supported.find(({ types }) => types.includes(name));
}
