import type { ReceiptStats } from 'tidemark';
import { START_MS } from '../../helpers/clock.js';
import { advance } from './core-loop.js';
import type { CoreState } from './core-state.js';
import { createCoreSubject } from './core-subject.js';
import { runScenario } from './run-scenario.js';
import type { Scenario } from './scenario.js';
import { createStage, type SubjectParts } from './stage.js';

/** Runs the core alone through a scenario beside the model; gives what broke a rule. */
export async function runCore(scenario: Scenario): Promise<string[]> {
  const clock: Pick<CoreState, 'nowMs' | 'wallAheadMs' | 'turn'> = { nowMs: 0, wallAheadMs: START_MS, turn: 0 };
  let state: CoreState | undefined;
  const time = {
    nowMs: () => (state ?? clock).nowMs,
    turn: () => (state ?? clock).turn,
    wallMs: () => (state ?? clock).nowMs + (state ?? clock).wallAheadMs,
  };
  const stage = createStage(scenario, time, (parts) => {
    state = newState(parts);
    return createCoreSubject(state);
  });
  return runScenario(scenario, stage, {
    time: {
      pass: (ms) => state && advance(state, ms),
      stepWallClock(ms) {
        if (state !== undefined) state.wallAheadMs += ms;
      },
    },
  });
}

function newState(parts: SubjectParts): CoreState {
  const stats: ReceiptStats = {
    ...{ accepted: 0, pending: 0, sent: 0, covered: 0, suppressed: 0, rejected: 0, failed: 0, expired: 0 },
    ...{ duplicates: 0, calls: 0, typingCalls: 0, failedCalls: 0, callsSaved: 0 },
    halted: {},
    latency: { count: 0, sumMs: 0, buckets: [] },
  };
  const { options } = parts.scenario;
  return {
    ...parts,
    ...{ options, stats, lanes: new Map(), numbers: new Map() },
    ...{ nowMs: 0, wallAheadMs: START_MS, turn: 0, closeByMs: undefined, closed: false, onClosed: () => undefined },
  };
}
