import fc from 'fast-check';
import { expect, test } from 'vitest';
import { runShell } from './model/run-shell.js';
import { sameMomentScenariosOf } from './model/same-moment.js';
import { scenariosOf } from './model/scenarios.js';

// RECEIPTS_SEED=random tries other runs than the ones that are tried every time.
const { RECEIPTS_SEED, RECEIPTS_RUNS } = process.env;
const seed = RECEIPTS_SEED === 'random' ? Date.now() : Number(RECEIPTS_SEED ?? 20_260_301);

test.each(['beforeHandler', 'alongside', 'afterHandler', 'manual'] as const)(
  'R1–R22: whatever happens in whatever order, the rules hold with %s',
  { timeout: 600_000 },
  async (when) => {
    await fc.assert(
      fc.asyncProperty(scenariosOf(when), async (scenario) => {
        expect(await runShell(scenario)).toEqual([]);
      }),
      { seed, numRuns: Number(RECEIPTS_RUNS ?? 800), endOnFailure: false },
    );
  },
);

test.each(['beforeHandler', 'alongside'] as const)(
  'R10 R11 R13: whatever happens in the same millisecond, the rules hold with %s',
  { timeout: 600_000 },
  async (when) => {
    await fc.assert(
      fc.asyncProperty(sameMomentScenariosOf(when), async (scenario) => {
        expect(await runShell(scenario)).toEqual([]);
      }),
      { seed, numRuns: Number(RECEIPTS_RUNS ?? 300), endOnFailure: false },
    );
  },
);
