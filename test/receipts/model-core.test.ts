import fc from 'fast-check';
import { expect, test } from 'vitest';
import { runCore } from './model/run-core.js';
import { sameMomentScenariosOf } from './model/same-moment.js';
import { scenariosOf } from './model/scenarios.js';

// As for the engine: RECEIPTS_SEED and RECEIPTS_RUNS repeat a run, or try others.
const { RECEIPTS_SEED, RECEIPTS_RUNS } = process.env;
const seed = RECEIPTS_SEED === 'random' ? Date.now() : Number(RECEIPTS_SEED ?? 20_260_301);

test.each(['beforeHandler', 'alongside', 'afterHandler', 'manual'] as const)(
  'R1–R22: the core alone holds the rules with %s, whatever happens in whatever order',
  { timeout: 600_000 },
  async (when) => {
    await fc.assert(
      fc.asyncProperty(scenariosOf(when), async (scenario) => {
        expect(await runCore(scenario)).toEqual([]);
      }),
      { seed, numRuns: Number(RECEIPTS_RUNS ?? 1000), endOnFailure: false },
    );
  },
);

test.each(['beforeHandler', 'alongside'] as const)(
  'R10 R11 R13: the core alone holds the rules with %s, whatever happens in the same millisecond',
  { timeout: 600_000 },
  async (when) => {
    await fc.assert(
      fc.asyncProperty(sameMomentScenariosOf(when), async (scenario) => {
        expect(await runCore(scenario)).toEqual([]);
      }),
      { seed, numRuns: Number(RECEIPTS_RUNS ?? 300), endOnFailure: false },
    );
  },
);
