import { OptionsError } from '../../errors.js';

/** Names what was got instead of what was expected, without ever showing a text, which could be a secret. */
export function describeValue(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (value === '') return 'an empty string';
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

/** Throws the {@link OptionsError} of an option of the client: its name, what was expected and what was got. */
export function refuseOption(option: string, expected: string, got: string): never {
  throw new OptionsError(`KaleyraClient: ${option}: expected ${expected}, got ${got}`);
}
