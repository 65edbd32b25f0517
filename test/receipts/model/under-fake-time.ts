import sinon, { type SinonFakeTimers } from 'sinon';
import { START_MS } from '../../helpers/clock.js';
import { guardTime, type TimeGuard } from './guard-time.js';

/** Runs a scenario on a fake clock; gives what broke a rule, a throw among it. */
export async function underFakeTime(
  { random }: { random: number },
  run: (clock: SinonFakeTimers, guard: TimeGuard) => Promise<string[]>,
): Promise<string[]> {
  const clock = sinon.useFakeTimers({
    now: START_MS,
    toFake: [
      ...(['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] as const),
      ...(['setImmediate', 'clearImmediate', 'Date', 'performance'] as const),
    ],
  });
  const sandbox = sinon.createSandbox();
  sandbox.replace(Math, 'random', () => random);
  try {
    return await run(clock, guardTime(sandbox));
  } catch (error) {
    return [`R22: ${error}`];
  } finally {
    sandbox.restore();
    clock.restore();
  }
}
