import sinon, { type SinonFakeTimers } from 'sinon';
import { START_MS } from '../../helpers/clock.js';
import type { Scenario, Step } from './scenario.js';
import { createStage, type Offered } from './stage.js';

/** Runs an engine through a scenario beside the model; gives what broke a rule. */
export async function runScenario(scenario: Scenario): Promise<string[]> {
  const clock = sinon.useFakeTimers({
    now: START_MS,
    toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date', 'performance'],
  });
  const random = sinon.stub(Math, 'random').returns(scenario.random);
  try {
    return await run(scenario, clock);
  } finally {
    random.restore();
    clock.restore();
  }
}

async function run(scenario: Scenario, clock: SinonFakeTimers): Promise<string[]> {
  const stage = createStage(scenario);
  const { receipts, model, planned, counted } = stage;
  const { violations } = model;
  const waits: { name: string; open: boolean; mayWait: () => boolean }[] = [];
  let closed: Promise<unknown> | undefined;

  function wait(what: 'beforeAnswer' | 'released' | 'outcome', { activity, entry }: Offered): void {
    const mayWait = (): boolean => what === 'outcome' || model.mayWait(activity.conversation.id, entry);
    const noted = { name: `${what}(${activity.id})`, open: true, mayWait };
    waits.push(noted);
    receipts[what](activity).then(
      () => {
        noted.open = false;
      },
      (error) => violations.push(`R22: ${noted.name} rejects with ${error}`),
    );
  }

  function close(drainTimeoutMs: number): void {
    if (closed !== undefined) return;
    model.closing();
    closed = receipts.close({ drainTimeoutMs });
  }

  async function take(step: Step): Promise<unknown> {
    switch (step.do) {
      case 'tick':
        return clock.tickAsync(step.ms);
      case 'plan':
        return planned.push(step.answer);
      case 'stepWallClock':
        return clock.setSystemTime(Date.now() + step.ms);
      case 'close':
        return close(step.drainTimeoutMs);
      case 'offer':
        return stage.offer(step.conversation, step);
      case 'pass':
        return stage.pass(step.conversation);
    }
    const known = stage.newest(step.conversation, 'back' in step ? step.back : 0);
    if (known === undefined) return undefined;
    const { activity } = known;
    const key = activity.conversation.id;
    switch (step.do) {
      case 'again':
        return stage.again(step.conversation, known);
      case 'typing':
        model.typing(key, 'wanted');
        return receipts.typing(activity);
      case 'answered':
        model.typing(key, 'answered');
        return receipts.answered(activity);
      case 'handled':
        model.typing(key, 'handled');
        return receipts.handled(activity, 'handled');
      case 'markRead':
        model.makeDue(key);
        return receipts.markRead(activity);
      case 'flush':
        model.makeDue(key);
        return receipts.flush(key);
      default:
        return wait(step.do, known);
    }
  }

  for (const step of scenario.steps) {
    await take(step);
    await clock.tickAsync(0);
    model.atRest();
    for (const { name, open, mayWait } of waits) {
      if (open && !mayWait()) violations.push(`R7 R17 at ${performance.now()}: ${name} is open too long`);
    }
    if (violations.length > 0) return finish();
  }
  return finish();

  async function finish(): Promise<string[]> {
    close(0);
    await clock.tickAsync(10_000);
    await closed;
    model.atRest();
    const { pending, accepted, sent, covered, suppressed, rejected, failed, expired } = receipts.stats();
    const sum = sent + covered + suppressed + rejected + failed + expired;
    if (accepted !== counted.accepted) violations.push(`R20: ${accepted} accepted, not ${counted.accepted}`);
    if (sum !== accepted || pending !== 0) violations.push(`R20: ${sum} of ${accepted} ended, ${pending} pending`);
    if (counted.ended !== accepted) violations.push(`R20: ${counted.ended} of ${accepted} outcomes told`);
    for (const { name, open } of waits) if (open) violations.push(`R21: ${name} is open after close`);
    if (clock.countTimers() > 0) violations.push(`R21: ${clock.countTimers()} timers left`);
    return violations;
  }
}
