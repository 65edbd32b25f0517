import { z } from 'zod';
import type { Activity } from '../activity/activity.js';
import { checkOptions } from '../check-options.js';
import { milliseconds, wholeNumber } from '../option-schemas.js';

/** Options of {@link collectBursts}; times are in milliseconds. */
export interface CollectOptions {
  /** A burst ends this long after its last message. With `when: 'beforeHandler'` the receipt's window is shared instead. @default 1000 */
  quietMs?: number;
  /** But not longer than this after its first. @default 5000 */
  maxWaitMs?: number;
  /** A burst of so many ends at once. @default 50 */
  maxCount?: number;
  /** Messages that are never collected either: such a one ends the burst that waits and passes at once. @default none */
  passes?: (activity: Activity) => boolean;
}

/** {@link CollectOptions} with every default filled in. */
export type CollectSettings = Readonly<Required<CollectOptions>>;

const schema = z
  .strictObject({
    quietMs: milliseconds().default(1000),
    maxWaitMs: milliseconds().default(5000),
    maxCount: wholeNumber().default(50),
    passes: z
      .custom<(activity: Activity) => boolean>((value) => typeof value === 'function', 'expected a function')
      .default(() => () => false),
  })
  .refine(({ quietMs, maxWaitMs }) => maxWaitMs >= quietMs, {
    path: ['maxWaitMs'],
    error: 'expected at least quietMs (the default is 5000)',
  });

/**
 * Checks how bursts are collected.
 *
 * @throws {OptionsError} for an unknown option or a value out of range.
 */
export function resolveCollectOptions(options: CollectOptions): CollectSettings {
  return Object.freeze(checkOptions(schema, options, { name: 'collectBursts' }));
}
