import { type ConversationModel, type ModelCall, targetOf } from './conversation-model.js';
import { type Entry, isNewer, newestOf, ofId } from './entry.js';
import { haltOf, type NumberModel, tokensOf } from './number-model.js';
import type { Scenario } from './scenario.js';

/** A call that is about to begin. */
export interface CallInQuestion {
  model: ConversationModel;
  number: NumberModel;
  options: Scenario['options'];
  closed: boolean;
  nowMs: number;
  wallMs: number;
  turn: number;
  fail(rule: string, what: string): void;
}

/** Holds the beginning of a call against the rules: the policy is asked, or the request goes out. */
export function checkBegin(question: CallInQuestion, alone: boolean): void {
  const { model, number, options, closed, nowMs, wallMs, turn, fail } = question;
  const target = alone ? undefined : targetOf(model);
  const id = target?.id ?? 'the indicator';
  if (closed) fail('R21', `a call for ${id} after close`);
  if (model.call !== undefined) fail('R6', `a second call in ${model.key}`);
  // What is told in the same turn may come after.
  if (nowMs < number.pausedUntilMs && turn !== number.barred.turn)
    fail('R10', `a call for ${id} while the number pauses`);
  if (target !== undefined) {
    if (nowMs < model.dueMs) fail('R4', `a call for ${id}, due at ${model.dueMs}`);
    if (nowMs < model.notBeforeMs) fail('R10', `a call for ${id} inside its backoff`);
    if (model.pending.some(({ at, forgotten }) => !forgotten && isTooOld(at, wallMs)))
      fail('R14', `a call that carries what is too old, for ${id}`);
  }
  const tokens = tokensOf(number, options.maxPerSecond, { nowMs, turn });
  if (tokens < 0.999) fail('R13', `a call for ${id} with ${tokens} tokens`);
  const halt = haltOf(number, turn);
  if (halt === undefined) return;
  if (halt.probing) fail('R11', `a second probe for ${id}`);
  if (nowMs < halt.probeAtMs) fail('R11', `a call for ${id} while halted`);
  if (target === undefined) fail('R11', 'a probe without a target');
}

/** Holds a request that goes out against the rules. */
export function checkRequest(
  question: CallInQuestion,
  call: ModelCall,
  { id, typing }: { id: string; typing: boolean },
): void {
  const { model, nowMs, fail } = question;
  const target = newestOf(call.entries);
  if (call.stage !== 'allowed') fail('R15', `a request for ${id} without the policy's word`);
  if (model.rejected.includes(id)) fail('R12', `rejected ${id} is tried again`);
  if (call.alone) checkTypingCall(question, call, { id, typing });
  else if (target?.id !== id) fail('R3', `a call for ${id}, the newest is ${target?.id}`);
  else {
    if (model.mark !== undefined && !isNewer(target, model.mark))
      fail('R5', `${id} is behind the mark ${model.mark.id}`);
    const unread = model.postponed?.entries.find((entry) => !entry.forgotten && !isNewer(entry, target));
    if (unread !== undefined) fail('R15', `${id} would mark ${unread.id}, which is postponed`);
    checkMoment(question, target);
  }
  if (typing) checkTyping(question, { ...call, id });
  if (call.probe && typing) fail('R11', `a probe for ${id} with typing`);
  if (nowMs < call.startedMs) fail('R6', 'a call ends before it begins');
}

/** WhatsApp does not mark what is older than 30 days (R14). */
export function isTooOld(at: number, wallMs: number): boolean {
  return at * 1000 < wallMs - 30 * 86_400_000;
}

/** R17: nothing is marked before its handler has ended, or without the bot's word. */
function checkMoment({ model, fail }: CallInQuestion, target: Entry): void {
  const { when, asked, handledMs } = target;
  if (when === 'manual' && !asked) fail('R17', `${target.id} is marked without the bot's word`);
  if (when !== 'afterHandler' || asked) return;
  if (handledMs === undefined) fail('R17', `${target.id} is marked before it is handled`);
  const running = model.awaiting.find((entry) => !isNewer(entry, target) && entry.offeredMs < (handledMs ?? 0));
  if (running !== undefined) fail('R17', `${target.id} is marked while ${running.id} runs`);
}

function checkTypingCall(
  { model, fail }: CallInQuestion,
  { repeats, question, known }: ModelCall,
  { id, typing }: { id: string; typing: boolean },
): void {
  if (!typing && repeats !== id) fail('R5', `a call for ${id} with nothing pending`);
  if (model.mark !== undefined && model.mark.id !== id)
    fail('R8', `a typing call for ${id}, the mark is ${model.mark.id}`);
  const shown = ofId(model.arrived.slice(0, known), id);
  const unasked = question?.about.find((entry) => shown !== undefined && isNewer(shown, entry));
  if (unasked !== undefined) fail('R15', `typing would mark ${id}, and the policy was asked about ${unasked.id}`);
  if (shown === undefined) fail('R8', `${id} was never offered`);
}

function checkTyping(
  { model, number, options, nowMs, fail }: CallInQuestion,
  { id, alone, startedMs, entries, lowered }: ModelCall,
): void {
  const { wanted, untilMs, lastMs, answeredMs, lastFailed } = model.typing;
  const { typing: mode, when } = options;
  const follows = entries.some(({ over, forgotten }) => !over && !forgotten);
  const rides = mode === 'withReceipt' && !alone && follows && when !== 'afterHandler';
  if (mode === 'off' || when === 'afterHandler') fail('R8 R17', `typing with ${id}`);
  if (when === 'manual' && (alone || mode !== 'withReceipt')) fail('R8 R17', `typing with ${id} though manual`);
  if (!rides && (!wanted || startedMs >= untilMs)) fail('R8', `typing with ${id} that nobody wants`);
  if (lowered) fail('R8 R15', `typing with ${id}, below a message that stays unread`);
  if (nowMs < number.typingRefusedUntilMs) fail('R8', `typing with ${id} though refused`);
  const soonest = answeredMs >= lastMs ? Math.min(lastMs + 20_000, answeredMs + 3000) : lastMs + 20_000;
  if (startedMs < soonest && !lastFailed) fail('R8', `typing with ${id} before ${soonest}`);
}
