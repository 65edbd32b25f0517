import type { z } from 'zod';

/** Each issue as a sentence; the schemas' messages begin with "must". */
export function violationsOf(schema: z.ZodType, value: unknown, name?: string): string[] {
  const result = schema.safeParse(value);
  if (result.success) return [];
  return result.error.issues.flatMap((issue) => {
    const path = [...(name === undefined ? [] : [name]), ...issue.path.map(String)];
    const where = path.length === 0 ? 'The body' : path.join('.');
    if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => `${where} must not have the key "${key}".`);
    return [`${where} ${issue.message}.`];
  });
}
