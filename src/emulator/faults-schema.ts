import { z } from 'zod';
import { milliseconds } from '../option-schemas.js';
import type { FaultKind, Faults } from './protocol.js';
import { sharesOf } from './shares-of.js';

/** The kinds of failure there are. */
export const faultKinds: readonly FaultKind[] = ['429', '500', '401', 'lowBalance', 'drop'];

const failure = z.strictObject({
  kind: z.enum(faultKinds, { error: `expected one of ${faultKinds.join(', ')}` }),
  share: z
    .number({ error: 'expected a share from 0 to 1' })
    .min(0, 'expected a share from 0 to 1')
    .max(1, 'expected a share from 0 to 1'),
});

/** Faults, as the page and the options name them. */
export const faultsSchema: z.ZodObject<Record<keyof Faults, z.ZodType>> = z.strictObject({
  latencyMs: milliseconds().max(60_000, 'expected at most 60000'),
  failure: failure.optional(),
  others: z.array(failure).max(10).optional(),
  redeliver: z.boolean({ error: 'expected true or false' }),
  reorder: z.boolean({ error: 'expected true or false' }),
});

/** Whether the shares of all failures can hold at once. */
export function fit(faults: object): boolean {
  return sharesOf(faults as Faults).reduce((sum, { share }) => sum + share, 0) <= 1 + Number.EPSILON * 10;
}
