import { z } from 'zod';
import type { Activity } from '../activity/activity.js';
import { checkOptions } from '../check-options.js';

/** Options of {@link collectBursts}; times are in milliseconds. */
export interface CollectOptions {
  /** A burst ends this long after its last message. With `when: 'beforeHandler'` the receipt's window is shared instead. @default 1000 */
  quietMs?: number;
  /** But not longer than this after its first. @default 5000 */
  maxWaitMs?: number;
  /** A burst of so many ends at once. @default 50 */
  maxCount?: number;
  /** What is never collected: it flushes what waits and passes at once. @default nothing but what is no plain message */
  passes?: (activity: Activity) => boolean;
}

/** {@link CollectOptions} with every default filled in. */
export type CollectSettings = Readonly<Required<CollectOptions>>;

const ms = (fallback: number): z.ZodDefault<z.ZodNumber> =>
  z.number({ error: 'expected a number of milliseconds' }).min(0, 'expected 0 or more').default(fallback);
const schema = z
  .strictObject({
    quietMs: ms(1000),
    maxWaitMs: ms(5000),
    maxCount: z.int({ error: 'expected a whole number' }).min(1, 'expected 1 or more').default(50),
    passes: z
      .custom<(activity: Activity) => boolean>((value) => typeof value === 'function', 'expected a function')
      .default(() => () => false),
  })
  .refine(({ quietMs, maxWaitMs }) => maxWaitMs >= quietMs, {
    path: ['maxWaitMs'],
    error: 'expected at least quietMs',
  });

/**
 * Checks how bursts are collected.
 *
 * @throws {OptionsError} for an unknown option or a value out of range.
 */
export function resolveCollectOptions(options: CollectOptions): CollectSettings {
  return Object.freeze(checkOptions(schema, options, { name: 'collectBursts' }));
}

const handleSchema = z.strictObject({
  collect: z.union([z.boolean(), z.looseObject({})], { error: 'expected true, false or an object' }).optional(),
});

/**
 * Checks the options of `handle`; gives how bursts are collected, if they are.
 *
 * @throws {OptionsError} for an unknown option.
 */
export function resolveHandleOptions(options: { collect?: CollectOptions | boolean }): CollectOptions | undefined {
  const { collect } = checkOptions(handleSchema, options, { name: 'handle' });
  if (collect === undefined || collect === false) return undefined;
  return collect === true ? {} : resolveCollectOptions(collect);
}
