import fc from 'fast-check';
import { expect, test } from 'vitest';
import { runScenario } from './model/run-scenario.js';
import { scenarios } from './model/scenario.js';

// RECEIPTS_SEED=random tries other runs than the ones that are tried every time.
const { RECEIPTS_SEED, RECEIPTS_RUNS } = process.env;
const seed = RECEIPTS_SEED === 'random' ? Date.now() : Number(RECEIPTS_SEED ?? 20_260_301);

test('R1–R22: whatever happens in whatever order, the rules hold', { timeout: 600_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(scenarios, async (scenario) => {
      expect(await runScenario(scenario)).toEqual([]);
    }),
    { seed, numRuns: Number(RECEIPTS_RUNS ?? 400), endOnFailure: false },
  );
});
