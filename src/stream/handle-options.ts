import { z } from 'zod';
import { checkOptions } from '../check-options.js';
import { OptionsError } from '../errors.js';
import { type CollectOptions, resolveCollectOptions } from './collect-options.js';

/** Options of {@link dispatch}. */
export interface DispatchOptions {
  /**
   * How often an activity is handed to a handler that throws, from 1 to 100: again after 1 s, 2 s, 4 s … 30 s, while its
   * conversation waits. More than 1 takes a store that keeps count.
   *
   * @default 1
   */
  maxAttempts?: number;
}

/** Options of {@link Channel.handle}. */
export interface HandleOptions extends DispatchOptions {
  /** Give the handler a burst as one activity; `true` for the defaults of {@link CollectOptions}. @default false */
  collect?: CollectOptions | boolean;
}

const maxAttempts = z
  .int({ error: 'expected a whole number from 1 to 100' })
  .min(1, { error: 'expected a whole number from 1 to 100' })
  .max(100, { error: 'expected a whole number from 1 to 100' })
  .default(1);
const dispatchSchema = z.strictObject({ maxAttempts });
const handleSchema = z.strictObject({
  collect: z.union([z.boolean(), z.looseObject({})], { error: 'expected true, false or an object' }).optional(),
  maxAttempts,
});

/**
 * Checks the options of `dispatch`; gives how often a handler is tried.
 *
 * @throws {OptionsError} for an unknown option or a value out of range.
 */
export function resolveDispatchOptions(options: DispatchOptions, { repeats }: { repeats: boolean }): number {
  const { maxAttempts: most } = checkOptions(dispatchSchema, options, { name: 'dispatch' });
  checkRepeats('dispatch', most, repeats);
  return most;
}

/**
 * Checks the options of `handle`; gives how bursts are collected, if they are, and how often a handler is tried.
 *
 * @throws {OptionsError} for an unknown option or a value out of range.
 */
export function resolveHandleOptions(
  options: HandleOptions,
  { repeats }: { repeats: boolean },
): { collect: CollectOptions | undefined; maxAttempts: number } {
  const { collect, maxAttempts: most } = checkOptions(handleSchema, options, { name: 'handle' });
  checkRepeats('handle', most, repeats);
  if (collect === undefined || collect === false) return { collect: undefined, maxAttempts: most };
  return { collect: collect === true ? {} : resolveCollectOptions(collect), maxAttempts: most };
}

// What is repeated must be counted, and the inbox in memory forgets with its process.
function checkRepeats(name: string, most: number, repeats: boolean): void {
  if (most === 1 || repeats) return;
  throw new OptionsError(
    `${name}: maxAttempts: expected 1, since this channel's inbox keeps no count of failed turns (give createChannel a store), got ${most}`,
  );
}
