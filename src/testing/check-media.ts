import { z } from 'zod';
import { anyString, httpUrl, nonEmpty, strict, upTo } from './rules.js';

/** The kinds of message that show a file. */
export type MediaKind = 'image' | 'video' | 'audio' | 'document' | 'sticker';

export const mediaKinds: readonly MediaKind[] = ['image', 'video', 'audio', 'document', 'sticker'];

function media(keys: z.ZodRawShape): z.ZodType {
  return strict({ id: nonEmpty.optional(), link: httpUrl.optional(), ...keys }).refine(
    ({ id, link }) => (id === undefined) !== (link === undefined),
    { error: 'must have exactly one of "id" and "link"' },
  );
}

const caption = upTo(1024, anyString).optional();
const filename = anyString.optional();

/** The media objects of messages. */
export const mediaMessages: Readonly<Record<MediaKind, z.ZodType>> = {
  image: media({ caption }),
  video: media({ caption }),
  audio: media({ voice: z.boolean({ error: 'must be a boolean' }).optional() }),
  document: media({ caption, filename }),
  sticker: media({}),
};

/** The media objects in headers, of interactive messages and of templates: no captions, for there is a body. */
export const mediaHeaders: Readonly<Record<'image' | 'video' | 'document', z.ZodType>> = {
  image: media({}),
  video: media({}),
  document: media({ filename }),
};
