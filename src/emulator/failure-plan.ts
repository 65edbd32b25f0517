import { seededRandom } from '../seeded-random.js';
import type { Failure as KaleyraFailure } from '../testing/failures.js';
import type { FakeKaleyra } from '../testing/fake-kaleyra.js';
import type { FaultKind, Faults } from './protocol.js';
import { sharesOf } from './shares-of.js';

const tooMany = { code: 'FAKE429', message: 'Too many requests', data: {}, error: { error: 'Too many requests' } };

const failures: Readonly<Record<FaultKind, KaleyraFailure>> = {
  '429': { status: 429, body: tooMany, headers: { 'retry-after': '1' } },
  '500': 'WA500',
  '401': 'RBC001',
  lowBalance: 'E110',
  drop: 'drop',
};

const success: KaleyraFailure = { delayMs: 0 };
const draws = 1000;

function shuffled<T>(values: T[], random: () => number): T[] {
  for (let last = values.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    [values[last], values[other]] = [values[other] as T, values[last] as T];
  }
  return values;
}

/** What the next thousand calls get, so that exactly the asked share of them fails; the same for the same seed. */
export function drawFailures(faults: Faults, seed: number): readonly KaleyraFailure[] {
  const plan = sharesOf(faults).flatMap(({ kind, share }) =>
    Array.from({ length: Math.round(share * draws) }, () => failures[kind]),
  );
  if (plan.length === 0) return [];
  const rest = Array.from({ length: draws - plan.length }, () => success);
  return shuffled([...plan, ...rest], seededRandom(seed));
}

/** Makes the API behave by some faults, instead of those before. */
export function applyFaults(kaleyra: FakeKaleyra, faults: Faults, seed: number): void {
  kaleyra.clearFaults();
  kaleyra.setLatency(faults.latencyMs);
  const plan = drawFailures(faults, seed);
  if (plan.length > 0) kaleyra.fail(plan, { times: Infinity });
}
