import type { z } from 'zod';
import { anyString, nonEmpty, strict } from './rules.js';

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** One emoji as a reader counts them: a flag, a family and a keycap are several code points each. */
function isEmoji(text: string): boolean {
  return [...graphemes.segment(text)].length === 1 && /\p{Extended_Pictographic}|\p{RI}|\u20E3/u.test(text);
}

/** An empty emoji takes the reaction back. */
export const reaction: z.ZodType = strict({
  message_id: nonEmpty,
  emoji: anyString.refine((text) => text === '' || isEmoji(text), { error: 'must be one emoji or empty' }),
});
