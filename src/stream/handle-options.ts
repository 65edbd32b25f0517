import { z } from 'zod';
import { checkOptions } from '../check-options.js';
import { type CollectOptions, resolveCollectOptions } from './collect-options.js';

/** Options of {@link dispatch}. */
export interface DispatchOptions {
  /** How often an activity is handed to a handler that throws. Only 1 so far: the inbox in memory repeats nothing. @default 1 */
  maxAttempts?: number;
}

/** Options of {@link Channel.handle}. */
export interface HandleOptions extends DispatchOptions {
  /** Give the handler a burst as one activity; `true` for the defaults of {@link CollectOptions}. @default false */
  collect?: CollectOptions | boolean;
}

// What is repeated must be stored, and the inbox in memory forgets with its process.
const maxAttempts = z
  .literal(1, { error: 'expected 1, since the inbox in memory does not repeat a failed turn' })
  .optional();
const dispatchSchema = z.strictObject({ maxAttempts });
const handleSchema = z.strictObject({
  collect: z.union([z.boolean(), z.looseObject({})], { error: 'expected true, false or an object' }).optional(),
  maxAttempts,
});

/**
 * Checks the options of `dispatch`.
 *
 * @throws {OptionsError} for an unknown option or a value out of range.
 */
export function checkDispatchOptions(options: DispatchOptions): void {
  checkOptions(dispatchSchema, options, { name: 'dispatch' });
}

/**
 * Checks the options of `handle`; gives how bursts are collected, if they are.
 *
 * @throws {OptionsError} for an unknown option or a value out of range.
 */
export function resolveHandleOptions(options: HandleOptions): CollectOptions | undefined {
  const { collect } = checkOptions(handleSchema, options, { name: 'handle' });
  if (collect === undefined || collect === false) return undefined;
  return collect === true ? {} : resolveCollectOptions(collect);
}
