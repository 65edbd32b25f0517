import type { Failure } from './protocol.js';

/** All failures of some faults. */
export function sharesOf(faults: {
  readonly failure?: Failure | undefined;
  readonly others?: readonly Failure[] | undefined;
}): readonly Failure[] {
  return [...(faults.failure === undefined ? [] : [faults.failure]), ...(faults.others ?? [])];
}
