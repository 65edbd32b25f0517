import { OptionsError } from '../../errors.js';

/** Throws the {@link OptionsError} of an option of the client: its name, what was expected and what was got. */
export function refuseOption(option: string, expected: string, got: string): never {
  throw new OptionsError(`KaleyraClient: ${option}: expected ${expected}, got ${got}`);
}
