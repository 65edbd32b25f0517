import type { SinonSandbox } from 'sinon';

/** An engine that goes on for ever without time passing would hang the process: asked too often, the clock throws. */
export function guardTime(sandbox: SinonSandbox): { reset(): void } {
  let asked = 0;
  const { now } = performance;
  sandbox.replace(performance, 'now', () => {
    asked += 1;
    if (asked > 100_000) throw new Error('the engine spins');
    return now();
  });
  return {
    reset() {
      asked = 0;
    },
  };
}
