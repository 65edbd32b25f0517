import type { SinonFakeTimers } from 'sinon';
import { createReceipts, type ReceiptEvents, type Receipts } from 'tidemark';
import { silent } from '../../helpers/receipts.js';
import type { TimeGuard } from './guard-time.js';
import { createModelGateway, createModelPolicy } from './model-gateway.js';
import { runScenario } from './run-scenario.js';
import type { Scenario } from './scenario.js';
import { createStage, type SubjectParts } from './stage.js';
import { hears } from './telling.js';
import { underFakeTime } from './under-fake-time.js';

/** The events the model listens to. */
export const receiptEvents: readonly (keyof ReceiptEvents)[] = [
  ...(['sent', 'covered', 'suppressed', 'rejected', 'failed', 'expired'] as const),
  ...(['retrying', 'halted', 'resumed', 'drained'] as const),
];

/** Runs an engine through a scenario beside the model; gives what broke a rule. */
export function runShell(scenario: Scenario): Promise<string[]> {
  return underFakeTime(scenario, (clock, guard) => run(scenario, clock, guard));
}

async function run(scenario: Scenario, clock: SinonFakeTimers, guard: TimeGuard): Promise<string[]> {
  const time = { nowMs: () => performance.now(), wallMs: () => Date.now(), turn: guard.turn };
  const stage = createStage(scenario, time, createEngine);
  const { subject, model } = stage;
  await runScenario(scenario, stage, {
    time: {
      async pass(ms) {
        guard.reset();
        await clock.tickAsync(ms);
        if (model.closed) checkTimers();
      },
      stepWallClock: (ms) => clock.setSystemTime(Date.now() + ms),
    },
    waiting: (what, { activity }) => subject[what](activity),
  });
  return model.violations;

  function checkTimers(): void {
    const left = clock.countTimers() - stage.policyTimers.open;
    if (left > 0) model.fail('R21', `${left} timers left`);
  }
}

function createEngine(parts: SubjectParts): Receipts {
  const { policy, ...options } = parts.scenario.options;
  const shouldRead = policy ? { shouldRead: createModelPolicy(parts) } : {};
  const receipts = createReceipts({ gateway: createModelGateway(parts), logger: silent, ...options, ...shouldRead });
  for (const event of receiptEvents) receipts.on(event, (payload) => hears(parts.model, event, payload));
  return receipts;
}
