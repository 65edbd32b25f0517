import { type Activity, type Gateway, GatewayError, type ReadPolicy } from 'tidemark';
import type { ModelResult } from './model-calls.js';
import type { Verdict } from './question.js';
import type { PlannedAnswer, PlannedVerdict } from './scenario.js';
import type { SubjectParts } from './stage.js';

type Parts = Pick<SubjectParts, 'model' | 'answers' | 'verdicts' | 'policyTimers' | 'keyOf'>;

/** A gateway that answers as planned and tells the model of every call. */
export function createModelGateway({ model, answers, keyOf }: Parts): Pick<Gateway, 'markRead'> {
  return {
    async markRead({ id, businessNumber }, { typing = false, signal } = {}) {
      const key = keyOf(id);
      if (!key.startsWith(`${businessNumber}:`)) model.fail('R1', `${id} is marked at ${businessNumber}`);
      const call = model.callBegins(key, { id, typing });
      let open = true;
      const end = (result: ModelResult): void => {
        if (open) model.callEnds(key, call, result);
        open = false;
      };
      signal?.addEventListener('abort', () => end({ ok: false, kind: 'retry' }));
      const result = await answer(answers.shift() ?? { ok: true, afterMs: 0 }, signal);
      end(result);
      if (!result.ok) throw new GatewayError('planned', { code: 'PLANNED', ...result });
    },
  };
}

async function answer(next: PlannedAnswer, signal: AbortSignal | undefined): Promise<ModelResult> {
  const afterMs = next === 'hang' ? undefined : next.afterMs;
  const isAborted = await new Promise<boolean>((resolve) => {
    const timer = afterMs ? setTimeout(resolve, afterMs, false) : undefined;
    signal?.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve(true);
    });
    if (afterMs === 0) resolve(false);
  });
  return isAborted || next === 'hang' ? { ok: false, kind: 'retry' } : next;
}

const atOnce: PlannedVerdict = { says: 'yes', afterMs: undefined, inMs: 0 };

/** Tells the model what the policy is asked; gives what it will say. */
export function ask({ model, verdicts, keyOf }: Parts, id: string): { planned: PlannedVerdict; verdict: Verdict } {
  const planned = verdicts.shift() ?? atOnce;
  const { says, afterMs = 0, inMs } = planned;
  const notBefore = says === 'later' ? new Date(model.clock.wallMs() + inMs) : undefined;
  const verdict: Verdict = { says: says === 'yes' || says === 'later' ? says : 'no', afterMs, notBefore };
  model.asked(keyOf(id), id, verdict);
  return { planned, verdict };
}

/** A policy that says what is planned. */
export function createModelPolicy(parts: Parts): ReadPolicy {
  const { model, policyTimers } = parts;
  function say({ says }: PlannedVerdict, verdict: Verdict): ReturnType<ReadPolicy> {
    const { notBefore } = verdict;
    verdict.givenIn = model.clock.turn();
    if (says === 'throw') throw new Error('planned');
    if (says === 'nonsense') return 'yes' as unknown as boolean;
    return notBefore === undefined ? says === 'yes' : { notBefore };
  }
  return ({ id = '' }: Activity) => {
    const { planned, verdict } = ask(parts, id);
    const { afterMs } = planned;
    if (afterMs === undefined) return say(planned, verdict);
    if (afterMs === Number.POSITIVE_INFINITY) return new Promise(() => undefined);
    const said = async (): Promise<Awaited<ReturnType<ReadPolicy>>> => {
      if (afterMs > 0) {
        policyTimers.open += 1;
        await new Promise((resolve) => setTimeout(resolve, afterMs));
        policyTimers.open -= 1;
      }
      return say(planned, verdict);
    };
    return said();
  };
}
