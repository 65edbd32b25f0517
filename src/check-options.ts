import { type core, ZodObject, ZodPipe, type ZodType } from 'zod';
import { describeValue, showValue } from './describe-value.js';
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
  const known = keysOf(schema);
  const problems = result.error.issues.map((issue) => describe(issue, options, { ...context, known }));
  throw new OptionsError(problems.join('; '));
}

/** The names of the options themselves, where the schema is an object's. */
function keysOf(schema: unknown): readonly string[] {
  if (schema instanceof ZodPipe) return keysOf(schema.in);
  return schema instanceof ZodObject ? Object.keys(schema.shape) : [];
}

function describe(
  issue: core.$ZodIssue,
  options: unknown,
  { name, secret = false, known }: CheckContext & { known: readonly string[] },
): string {
  const path = [name, ...issue.path.map(String)].join('.');
  if (issue.code === 'unrecognized_keys') {
    const expected = issue.path.length === 0 && known.length > 0 ? known.join(', ') : 'known options';
    return `${path}: expected only ${expected}, got ${issue.keys.map((key) => `"${key}"`).join(', ')}`;
  }
  // A schema that says nothing of its own about the whole.
  if (issue.path.length === 0 && issue.code === 'invalid_type' && issue.message.startsWith('Invalid input')) {
    return `${path}: expected an object with options, got ${describeValue(options)}`;
  }
  const got = issue.path.reduce<unknown>(
    (value, key) => (value as Record<PropertyKey, unknown> | undefined)?.[key],
    options,
  );
  return `${path}: ${issue.message}, got ${secret ? describeValue(got) : showValue(got)}`;
}
