import { z } from 'zod';
import { countCharacters } from './count-characters.js';

export const anyString: z.ZodString = z.string({ error: 'must be a string' });
export const nonEmpty: z.ZodString = anyString.min(1, { error: 'must not be empty' });

/** A text of at most so many characters; it may be empty only where `text` says so. */
export function upTo(characters: number, text: z.ZodString = nonEmpty): z.ZodString {
  return text.refine((value) => countCharacters(value) <= characters, {
    error: `must not be longer than ${characters} characters`,
  });
}

function isHttpUrl(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}

export const httpUrl: z.ZodString = anyString.refine(isHttpUrl, { error: 'must be an http or https URL' });

/** An object with these keys only: Meta refuses keys it does not know ("Unexpected key"). */
export function strict<Shape extends z.ZodRawShape>(shape: Shape): z.ZodObject<Shape, z.core.$strict> {
  return z.strictObject(shape, { error: 'must be an object' });
}

export function listOf<Item extends z.ZodType>(item: Item): z.ZodArray<Item> {
  return z.array(item, { error: 'must be an array' });
}

export function exactly<const Value extends string>(value: Value): z.ZodLiteral<Value> {
  return z.literal(value, { error: `must be "${value}"` });
}

/** Whether no two of the values are the same. */
export function areDistinct(values: readonly string[]): boolean {
  return new Set(values).size === values.length;
}
