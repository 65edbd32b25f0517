import { z } from 'zod';
import type { Activity } from '../activity/activity.js';
import { checkOptions } from '../check-options.js';
import { milliseconds } from '../option-schemas.js';
import { seededRandom } from '../seeded-random.js';

/** How long somebody takes to notice and read a burst (R18). */
export interface Pace {
  /** Time to read one message, in milliseconds. */
  readingMsOf(activity: Activity): number;
  /** Quiet time after the last message of a burst that takes so long to read, in milliseconds. */
  quietMsOf(readingMs: number): number;
  /** The longest quiet time, in milliseconds: `maxWaitMs` is at least this by default. */
  readonly maxMs: number;
}

/** Time for an attachment by its kind, in milliseconds. */
export interface MediaMs {
  /** A picture that is no sticker. @default 1500 */
  image: number;
  /** A sticker, which is an `image/webp`. @default 700 */
  sticker: number;
  /** A voice note or other sound. @default 4000 */
  audio: number;
  /** A video. @default 4000 */
  video: number;
  /** Documents, contacts, and what has no kind. @default 2500 */
  other: number;
}

/** Options of {@link humanPace}; times are in milliseconds. */
export interface HumanPaceOptions {
  /** Until somebody looks. @default 800 */
  attentionMs?: number;
  /** Reading speed: 238 words a minute is the mean of 190 studies (Brysbaert 2019). @default 238 */
  wordsPerMinute?: number;
  /** Time for an attachment, for all or by kind. @default { image: 1500, sticker: 700, audio: 4000, video: 4000, other: 2500 } */
  mediaMs?: number | Partial<MediaMs>;
  /** The quiet time varies by this part of itself, up and down. @default 0.2 */
  jitter?: number;
  /** A whole number; the same seed gives the same variation. @default none: it differs each time */
  seed?: number;
  /** Shortest quiet time. @default 600 */
  minMs?: number;
  /** Longest quiet time. @default 6000 */
  maxMs?: number;
}

const ms = (fallback: number): z.ZodDefault<z.ZodNumber> => milliseconds().default(fallback);

const schema = z
  .strictObject({
    attentionMs: ms(800),
    wordsPerMinute: z.number({ error: 'expected a number' }).min(1, 'expected 1 or more').default(238),
    mediaMs: z
      .union([
        milliseconds().transform((all) => ({ image: all, sticker: all, audio: all, video: all, other: all })),
        z.strictObject({ image: ms(1500), sticker: ms(700), audio: ms(4000), video: ms(4000), other: ms(2500) }),
      ])
      .prefault({}),
    jitter: z
      .number({ error: 'expected a number' })
      .min(0, 'expected 0 or more')
      .max(1, 'expected at most 1')
      .default(0.2),
    seed: z.int({ error: 'expected a whole number' }).optional(),
    minMs: ms(600),
    maxMs: ms(6000),
  })
  .refine(({ minMs, maxMs }) => maxMs >= minMs, {
    path: ['maxMs'],
    error: 'expected at least minMs (the default is 6000)',
  });

/**
 * A pace that looks human: the tick comes after the time it takes to notice and read the burst.
 *
 * @throws {OptionsError} `INVALID_OPTIONS` for an unknown option or a value out of range.
 * @example
 * ```ts
 * createChannel({ gateway, webhook, receipts: { pace: humanPace({ attentionMs: 1200 }) } });
 * ```
 */
export function humanPace(options: HumanPaceOptions = {}): Pace {
  const { attentionMs, wordsPerMinute, mediaMs, jitter, seed, minMs, maxMs } = checkOptions(schema, options, {
    name: 'humanPace',
  });
  const random = seed === undefined ? () => Math.random() : seededRandom(seed);
  return {
    maxMs,
    // Foreign adapters say null where there is nothing.
    readingMsOf: ({ text, attachments }) =>
      (wordsOf(text ?? '') * 60_000) / wordsPerMinute +
      (attachments ?? []).reduce((sum, { contentType }) => sum + mediaMs[kindOf(contentType)], 0),
    quietMsOf: (readingMs) => {
      const spread = 1 + jitter * (2 * random() - 1);
      return Math.min(maxMs, Math.max(minMs, (attentionMs + readingMs) * spread));
    },
  };
}

function kindOf(contentType: string): keyof MediaMs {
  if (contentType === 'image/webp') return 'sticker';
  const [kind] = contentType.split('/');
  return kind === 'image' || kind === 'audio' || kind === 'video' ? kind : 'other';
}

function wordsOf(text: string): number {
  return text.split(/\s+/).filter((word) => word !== '').length;
}
