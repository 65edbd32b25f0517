import type { core, ZodType } from 'zod';
import { OptionsError } from './errors.js';

/**
 * Checks options against a schema and gives them with their defaults.
 *
 * @throws {OptionsError} naming the option, what was expected and what was got.
 */
export function checkOptions<T>(schema: ZodType<T>, options: unknown, name: string): T {
  const result = schema.safeParse(options);
  if (result.success) return result.data;
  throw new OptionsError(result.error.issues.map((issue) => describe(issue, options, name)).join('; '));
}

function describe(issue: core.$ZodIssue, options: unknown, name: string): string {
  const path = [name, ...issue.path.map(String)].join('.');
  if (issue.code === 'unrecognized_keys') {
    return `${path}: unknown option ${issue.keys.map((key) => `"${key}"`).join(', ')}; check its spelling`;
  }
  const got = issue.path.reduce<unknown>(
    (value, key) => (value as Record<PropertyKey, unknown> | undefined)?.[key],
    options,
  );
  return `${path}: ${issue.message}, got ${show(got, path)}`;
}

function show(value: unknown, path: string): string {
  if (/secret|password|bearer|apikey/i.test(path))
    return value === undefined ? 'nothing' : `a ${typeof value} (hidden)`;
  if (value === undefined) return 'nothing';
  if (typeof value === 'string') return JSON.stringify(value.slice(0, 80));
  return typeof value === 'number' || typeof value === 'boolean' || value === null
    ? String(value)
    : `a value of type ${typeof value}`;
}
