import type { core, ZodType } from 'zod';
import { describeValue } from './describe-value.js';
import { OptionsError } from './errors.js';

/** How the options are called in an error, and whether their values may be shown there. */
export interface CheckContext {
  name: string;
  /** Texts among them may be secrets and are never shown. */
  secret?: boolean;
}

/**
 * Checks options against a schema and gives them with their defaults.
 *
 * @throws {OptionsError} naming the option, what was expected and what was got.
 */
export function checkOptions<T>(schema: ZodType<T>, options: unknown, context: CheckContext): T {
  const result = schema.safeParse(options);
  if (result.success) return result.data;
  throw new OptionsError(result.error.issues.map((issue) => describe(issue, options, context)).join('; '));
}

function describe(issue: core.$ZodIssue, options: unknown, { name, secret = false }: CheckContext): string {
  const path = [name, ...issue.path.map(String)].join('.');
  if (issue.code === 'unrecognized_keys') {
    return `${path}: expected only known options, got ${issue.keys.map((key) => `"${key}"`).join(', ')}`;
  }
  // A schema that says nothing of its own about the whole.
  if (issue.path.length === 0 && issue.code === 'invalid_type' && issue.message.startsWith('Invalid input')) {
    return `${path}: expected an object with options, got ${describeValue(options)}`;
  }
  const got = issue.path.reduce<unknown>(
    (value, key) => (value as Record<PropertyKey, unknown> | undefined)?.[key],
    options,
  );
  const shown =
    !secret && typeof got === 'string' && got !== '' ? JSON.stringify(got.slice(0, 80)) : describeValue(got);
  return `${path}: ${issue.message}, got ${shown}`;
}
