import { z } from 'zod';
import { isJsonObject, type JsonObject } from './json.js';

/** A value that has the shape asked for, or what is wrong with it: the path of a field and what was expected there. */
export type Checked<T> = { ok: true; value: T } | { ok: false; problem: string };

/** A text that may be missing; an empty one, or one of another kind, counts as missing rather than as a bad message. */
export const optionalText: z.ZodType<string | undefined> = z.string().min(1).optional().catch(undefined);

/**
 * The longest id there can be of a message, a status, a customer or a number; WhatsApp's have some 60 characters. Ids are
 * remembered by the hundred thousand and are part of one another: what is longer would fill the memory.
 */
const maxIdLength = 512;

/** An id. */
export const idText: z.ZodType<string> = z.string().min(1).max(maxIdLength);

/** An id that may be missing; one that cannot be an id counts as missing. */
export const optionalId: z.ZodType<string | undefined> = idText.optional().catch(undefined);

/** An object, given on as it stands: what is frozen stays the same object. */
export const jsonObject: z.ZodType<JsonObject> = z.custom<JsonObject>(isJsonObject, { params: { expected: 'object' } });

/** An array, given on as it stands, so that its elements are looked at one by one and only as many as are wanted. */
export const jsonArray: z.ZodType<readonly unknown[]> = z.custom<readonly unknown[]>(Array.isArray, {
  params: { expected: 'array' },
});

/** Checks a value that stands at `path` of the body against a schema. */
export function check<T>(schema: z.ZodType<T>, value: unknown, path: string): Checked<T> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return { ok: true, value: parsed.data };
  return { ok: false, problem: problemOf(parsed.error.issues[0], path) };
}

// Not zod's own message: an application can replace it for all of zod, with one that quotes the input.
function problemOf(issue: z.core.$ZodIssue | undefined, path: string): string {
  const at = (issue?.path ?? []).reduce<string>(
    (before, key) => (typeof key === 'number' ? `${before}[${key}]` : joined(before, String(key))),
    path,
  );
  if (issue?.code === 'invalid_type') return `${at}: expected ${issue.expected}`;
  if (issue?.code === 'custom') return `${at}: expected ${String(issue.params?.expected)}`;
  if (issue?.code === 'too_big') return `${at}: expected at most ${issue.maximum} characters`;
  return `${at}: must not be empty`;
}

/** The path of a field below another path. */
export function joined(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}
