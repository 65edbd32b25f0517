import { z } from 'zod';
import { check, joined, optionalText } from '../check.js';
import { defined } from '../defined.js';
import { extensionOf } from '../extension-of.js';
import { firstHttpUrl } from '../http-url.js';
import { safeFileName } from '../safe-file-name.js';
import { type Kind, type KindResult, messageContent } from './kind.js';

const mediaSchema = z.looseObject({
  mime_type: optionalText,
  caption: optionalText,
  filename: optionalText,
  url: optionalText,
  link: optionalText,
  voice: z.unknown().optional(),
});

type Media = z.infer<typeof mediaSchema>;

/** What a file is where WhatsApp does not say: `image/*` as Teams has it, so that bots still tell pictures from files. */
const defaultTypes: ReadonlyMap<string, { mimeType: string; extension: string }> = new Map([
  ['image', { mimeType: 'image/*', extension: 'jpg' }],
  ['video', { mimeType: 'video/*', extension: 'mp4' }],
  ['audio', { mimeType: 'audio/*', extension: 'ogg' }],
  // Stickers are WebP, always.
  ['sticker', { mimeType: 'image/webp', extension: 'webp' }],
]);
const unknownType = { mimeType: 'application/octet-stream', extension: 'bin' };

/** `image/jpeg`, `audio/ogg; codecs=opus`: type, subtype and printable parameters. */
const mimeType = /^[\w.+-]{1,100}\/[\w.+-]{1,100}(?:\s*;[ -~]{0,100})?$/;

/** The kind whose file stands under `key` of the message; its default name is made of `family`. */
export function mediaKind(key: string, family: string = key): Kind {
  return (message, path, { mediaUrl }) => {
    const checked = check(mediaSchema, message[key], joined(path, key));
    return checked.ok ? { ok: true, value: mediaContent(checked.value, { key, family, mediaUrl }) } : checked;
  };
}

function mediaContent(
  media: Media,
  { key, family, mediaUrl }: { key: string; family: string; mediaUrl: unknown },
): KindResult {
  const told = media.mime_type !== undefined && mimeType.test(media.mime_type) ? media.mime_type : undefined;
  const fallback = defaultTypes.get(family) ?? unknownType;
  const extension = told === undefined ? fallback.extension : extensionOf(told);
  const attachment = {
    contentType: told ?? fallback.mimeType,
    // Kaleyra keeps the file itself and tells its link beside the message; Meta's own object may hold `url` or `link`.
    ...defined({ contentUrl: firstHttpUrl(mediaUrl, media.url, media.link) }),
    name: safeFileName(media.filename, `${family}.${extension}`),
  };
  const content = messageContent(media.caption, { attachments: [attachment] });
  // The cloud API marks a voice note with `voice: true`, the on-premises one gives it a type of its own.
  return media.voice === true || key === 'voice' ? { content, marks: { voice: true } } : { content };
}
