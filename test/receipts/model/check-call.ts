import { type ConversationModel, isNewer, targetOf } from './conversation-model.js';
import { type NumberModel, tokensOf } from './number-model.js';

/** A call that is about to go. */
export interface CallInQuestion {
  model: ConversationModel;
  number: NumberModel;
  id: string;
  typing: boolean;
  closed: boolean;
  nowMs: number;
  maxPerSecond: number;
  fail(rule: string, what: string): void;
}

/** Holds a call against the rules. */
export function checkCall(call: CallInQuestion): void {
  const { model, number, id, typing, closed, nowMs, maxPerSecond, fail } = call;
  // A rejected typing call is repeated plain before anything else.
  const target = !typing && model.typing.repeats === id ? undefined : targetOf(model);
  if (closed) fail('R21', `a call for ${id} after close`);
  if (model.call !== undefined) fail('R6', `a second call in ${model.key}`);
  if (model.rejected.includes(id)) fail('R12', `rejected ${id} is tried again`);
  if (nowMs < number.pausedUntilMs && nowMs > number.pausedSinceMs)
    fail('R10', `a call for ${id} while the number pauses`);
  if (target === undefined) checkTypingCall(call);
  else {
    if (target.id !== id) fail('R3', `a call for ${id}, the newest is ${target.id}`);
    if (nowMs < model.dueMs) fail('R4', `a call for ${id}, due at ${model.dueMs}`);
    if (nowMs < model.notBeforeMs) fail('R10', `a call for ${id} inside its backoff`);
    if (model.mark !== undefined && !isNewer(target, model.mark))
      fail('R5', `${id} is behind the mark ${model.mark.id}`);
  }
  if (typing) checkTyping(call);
  const tokens = tokensOf(number, maxPerSecond, nowMs);
  if (!number.halted) {
    if (tokens < 0.999) fail('R13', `a call for ${id} with ${tokens} tokens`);
    return;
  }
  if (number.probing) fail('R11', `a second probe for ${id}`);
  if (nowMs < number.probeAtMs) fail('R11', `a call for ${id} while halted`);
  if (typing) fail('R11', `a probe for ${id} with typing`);
  if (target === undefined) fail('R11', 'a probe without a target');
}

function checkTypingCall({ model, id, typing, fail }: CallInQuestion): void {
  if (!typing && model.typing.repeats !== id) fail('R5', `a call for ${id} with nothing pending`);
  if (model.mark === undefined) {
    if (!model.arrived.some((entry) => entry.id === id)) fail('R8', `${id} was never offered`);
  } else if (model.mark.id !== id) fail('R8', `a typing call for ${id}, the mark is ${model.mark.id}`);
}

function checkTyping({ model, number, id, nowMs, fail }: CallInQuestion): void {
  const { wanted, lastMs, answeredMs, lastFailed } = model.typing;
  if (!wanted) fail('R8', `typing with ${id} that nobody wants`);
  if (nowMs < number.typingRefusedUntilMs) fail('R8', `typing with ${id} though refused`);
  const soonest = answeredMs >= lastMs ? Math.min(lastMs + 20_000, answeredMs + 3000) : lastMs + 20_000;
  if (nowMs < soonest && !lastFailed) fail('R8', `typing with ${id} before ${soonest}`);
}
