import { type ConversationModel, resume, takeHandled } from './conversation-model.js';
import { endCall } from './model-calls.js';
import { haltedMsOf } from './number-model.js';
import {
  decide,
  decisionOf,
  isAsked,
  isDecided,
  listen,
  mayBeWithheld,
  notMade,
  type QuestionPlace,
  withheld,
} from './question.js';
import type { ReceiptsModel } from './receipts-model.js';

/** Changes a conversation as time alone does: questions are decided, waiting ends. */
export function catchUp(rules: ReceiptsModel, model: ConversationModel): void {
  const { options, clock, closeByMs } = rules;
  const nowMs = clock.nowMs();
  const where = { ...options, model, number: rules.numberOf(model), nowMs, wallMs: clock.wallMs(), turn: clock.turn() };
  answer(where);
  if (!rules.ending) takeHandled(model, { closing: closeByMs !== undefined, maxWaitMs: options.maxWaitMs, nowMs });
  giveUp(rules, model);
  resume(model, nowMs);
  giveUp(rules, model);
}

/** When giving up comes with nothing waiting, a later message starts anew (R10). */
function giveUp(rules: ReceiptsModel, model: ConversationModel): void {
  if (model.failing === undefined || model.pending.length > 0 || model.call !== undefined) return;
  model.failing.firm = false;
  // What is taken up again at that very moment may be given up as well.
  const untilMs = (model.postponed?.notBeforeMs ?? Number.POSITIVE_INFINITY) - 1;
  const atMs = Math.min(rules.clock.nowMs(), untilMs);
  if (atMs >= giveUpAt(rules, model))
    Object.assign(model, { failing: undefined, notBeforeMs: Number.NEGATIVE_INFINITY });
}

function answer(where: QuestionPlace): void {
  const { call, typing } = where.model;
  // An answer that goes between the policy's word and the request drops it (R8).
  if (call?.alone && call.stage === 'allowed' && call.repeats === undefined && !typing.wanted) notMade(where, call);
  else if (call !== undefined && mayBeWithheld(where, call) && isOver(where)) withheld(where, call);
  if (call?.question === undefined || call.stage !== 'asking' || !isAsked(call.question)) return;
  listen(call.question, where);
  if (!isDecided(call.question, where)) return;
  const { atMs, timedOut } = decisionOf(call.question, where);
  const then = { ...where, nowMs: atMs };
  if (timedOut) endCall(then, call, { ok: false, kind: 'retry' });
  else decide(then, call, call.question);
}

/** The number was not barred just now. */
function isOver({ number: { barred }, nowMs, turn }: QuestionPlace): boolean {
  return turn !== barred.turn && nowMs > barred.ms;
}

/** When a conversation is given up (R10): the time halted does not count. */
export function giveUpAt(rules: ReceiptsModel, model: ConversationModel): number {
  const { failing } = model;
  const number = rules.numberOf(model);
  if (failing === undefined || number.halt !== undefined) return Number.POSITIVE_INFINITY;
  return failing.sinceMs + rules.options.giveUpMs + haltedMsOf(number, rules.clock.nowMs()) - failing.haltedMs;
}
