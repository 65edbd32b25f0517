import type { SinonSandbox } from 'sinon';

/** Looks after the time of a run. */
export interface TimeGuard {
  /** Something is about to be done, or to be waited for. */
  reset(): void;
  /** Counts the timers that have fired and what was done in between: each is a turn of its own. */
  turn(): number;
}

/** An engine that goes on for ever without time passing would hang the process: asked too often, the clock throws. */
export function guardTime(sandbox: SinonSandbox): TimeGuard {
  let asked = 0;
  let turn = 0;
  const { now } = performance;
  sandbox.replace(performance, 'now', () => {
    asked += 1;
    if (asked > 100_000) throw new Error('the engine spins');
    return now();
  });
  const { setTimeout: set } = globalThis;
  const counting = (done: (...values: unknown[]) => void, ms?: number, ...values: unknown[]): NodeJS.Timeout =>
    set(() => {
      turn += 1;
      done(...values);
    }, ms);
  sandbox.replace(globalThis, 'setTimeout', Object.assign(counting, set) as typeof setTimeout);
  return {
    reset() {
      asked = 0;
      turn += 1;
    },
    turn: () => turn,
  };
}
