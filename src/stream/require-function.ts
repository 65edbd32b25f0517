import { describeValue } from '../describe-value.js';
import { OptionsError } from '../errors.js';

/** Refuses what is no handler, before anything starts. */
export function requireFunction(name: string, handler: unknown): void {
  if (typeof handler === 'function') return;
  throw new OptionsError(`${name}: expected a function (activity, turn), got ${describeValue(handler)}`);
}
