import { z } from 'zod';
import { MAX_DELAY_MS } from './scheduling/max-delay.js';

/** A time in milliseconds. */
export const milliseconds = (): z.ZodNumber =>
  z
    .number({ error: 'expected a number of milliseconds' })
    .min(0, 'expected 0 or more')
    .max(MAX_DELAY_MS, `expected at most ${MAX_DELAY_MS} (25 days)`);

/** A number of things. */
export const wholeNumber = (): z.ZodInt => z.int({ error: 'expected a whole number' }).min(1, 'expected 1 or more');

/** One of some words. */
export const oneOf = <const T extends readonly [string, ...string[]]>(values: T): z.ZodEnum<{ [K in T[number]]: K }> =>
  z.enum(values, { error: `expected ${values.map((value) => `'${value}'`).join(', ')}` });

/** An object with functions, of whatever class it is. */
export const withFunctions = (
  names: readonly string[],
  { required = false }: { required?: boolean } = {},
): z.ZodOptional<z.ZodUnknown> =>
  // `optional` first: in some releases of zod a missing key never reaches a refinement of `unknown`.
  z
    .unknown()
    .optional()
    .refine((value) => (value === undefined ? !required : hasFunctions(value, names)), {
      error: `expected an object with the functions ${names.join(', ')}`,
    });

/** A logger, which may be left out. */
export const aLogger = (): z.ZodOptional<z.ZodUnknown> => withFunctions(['debug', 'info', 'warn', 'error']);

function hasFunctions(value: unknown, names: readonly string[]): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return names.every((name) => typeof (value as Record<string, unknown>)[name] === 'function');
}
