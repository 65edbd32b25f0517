import { z } from 'zod';
import { mediaHeaders } from './check-media.js';
import { exactly, strict, upTo } from './rules.js';

/** The body of an interactive message. */
export function bodyUpTo(characters: number): z.ZodType {
  return strict({ text: upTo(characters) });
}

export const footer: z.ZodType = strict({ text: upTo(60) }).optional();

const textHeader = strict({ type: exactly('text'), text: upTo(60) });

export const textHeaderOnly: z.ZodType = textHeader.optional();

/** A header of text, or of a file. */
export const anyHeader: z.ZodType = z
  .discriminatedUnion(
    'type',
    [
      textHeader,
      strict({ type: exactly('image'), image: mediaHeaders.image }),
      strict({ type: exactly('video'), video: mediaHeaders.video }),
      strict({ type: exactly('document'), document: mediaHeaders.document }),
    ],
    {
      error: ({ code }) =>
        code === 'invalid_union' ? 'must be "text", "image", "video" or "document"' : 'must be an object',
    },
  )
  .optional();
