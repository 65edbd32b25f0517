import { closing as closingBegins, handled as handledBy } from './commands.js';
import type { Entry } from './entry.js';
import type { Scenario, Step } from './scenario.js';
import { act, type Offered, type Stage, type Subject } from './stage.js';

/** How time passes for a subject. */
export interface Time {
  /** Lets time pass, and whatever follows from it at once. */
  pass(ms: number): Promise<void> | void;
  stepWallClock(ms: number): void;
}

/** A promise that a subject gave. */
interface Wait {
  name: string;
  open: boolean;
  mayWait: () => boolean;
}

/** Waits for what a subject promises; without it nothing is waited for. */
export type Waiting = (what: 'beforeAnswer' | 'released' | 'outcome', offered: Offered) => Promise<unknown>;

/** Runs a subject through a scenario beside the model; gives what broke a rule. */
export async function runScenario(
  { steps }: Scenario,
  stage: Stage<Subject>,
  { time, waiting }: { time: Time; waiting?: Waiting },
): Promise<string[]> {
  const { subject, model, answers, verdicts } = stage;
  const { violations } = model;
  const waits: Wait[] = [];
  let closing = false;

  function wait(what: Parameters<Waiting>[0], offered: Offered): void {
    if (waiting === undefined) return;
    const { activity, entry } = offered;
    const key = activity.conversation.id;
    const wasOpen = what === 'outcome' && entry.accepted && entry.outcome === undefined;
    const mayWait = (): boolean => (what === 'outcome' ? entry.outcome === undefined : model.mayWait(key, entry, what));
    const noted: Wait = { name: `${what}(${activity.id})`, open: true, mayWait };
    waits.push(noted);
    waiting(what, offered).then(
      (value) => {
        noted.open = false;
        if (what === 'released' && !entry.handedOn && !model.closed) model.fail('R17', `${noted.name} is too soon`);
        if (what === 'beforeAnswer' && !model.mayAnswer(key, entry)) model.fail('R7', `${noted.name} is too soon`);
        if (wasOpen && value !== undefined && value !== entry.outcome)
          model.fail('R20', `${noted.name} is ${value}, not ${entry.outcome}`);
      },
      (error) => model.fail('R22', `${noted.name} rejects with ${error}`),
    );
  }

  function close(drainTimeoutMs: number): void {
    if (closing) return;
    closing = true;
    closingBegins(model, drainTimeoutMs);
    const noted: Wait = { name: 'close', open: true, mayWait: () => !model.closed };
    waits.push(noted);
    subject.close({ drainTimeoutMs }).then(
      () => {
        noted.open = false;
        if (!model.closed) model.fail('R21', 'close is over, and nothing was told');
      },
      (error) => model.fail('R22', `close rejects with ${error}`),
    );
  }

  async function take(step: Step): Promise<unknown> {
    switch (step.do) {
      case 'tick':
        return time.pass(step.ms);
      case 'plan':
        return answers.push(...Array.from({ length: step.times }, () => step.answer));
      case 'planVerdict':
        return verdicts.push(step.verdict);
      case 'stepWallClock':
        return time.stepWallClock(step.ms);
      case 'close':
        return close(step.drainTimeoutMs);
      case 'offer':
        for (let n = 0; n < step.times; n += 1) stage.offer(step.conversation, step);
        return undefined;
      case 'pass':
        return stage.pass(step.conversation);
    }
    const known = stage.newest(step.conversation, step.back);
    if (known === undefined) return undefined;
    switch (step.do) {
      case 'again':
        return known.entry.markable ? stage.again(step.conversation, known) : undefined;
      case 'handled':
        return isOver(known.entry) ? undefined : handled(known, step.outcome);
      case 'typing':
      case 'answered':
      case 'markRead':
      case 'flush':
        return act(stage, step.do, known);
      default:
        return wait(step.do, known);
    }
  }

  function isOver(entry: Entry): boolean {
    return entry.ended || !entry.handedOn;
  }

  function handled({ activity, entry }: Offered, outcome: Parameters<Subject['handled']>[1]): void {
    entry.ended = true;
    handledBy(model, activity.conversation.id, { entry, outcome });
    subject.handled(activity, outcome);
  }

  for (const step of steps) {
    await take(step);
    await rest();
    if (violations.length > 0) break;
  }
  close(0);
  await time.pass(model.closeByMs === undefined ? 0 : Math.max(0, model.closeByMs - model.clock.nowMs()));
  await rest();
  for (const { name, open } of waits) if (open) model.fail('R21', `${name} is open after close`);
  const { pending } = subject.stats();
  if (pending > 0) model.fail('R20', `${pending} pending after close`);
  return violations;

  async function rest(): Promise<void> {
    await time.pass(0);
    model.atRest(subject.stats());
    for (const { name, open, mayWait } of waits)
      if (open && !mayWait()) model.fail('R7 R17 R20', `${name} is open too long`);
  }
}
