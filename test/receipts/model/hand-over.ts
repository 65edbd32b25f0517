import type { ConversationModel } from './conversation-model.js';
import type { Entry } from './entry.js';

/** What may keep an activity, or an answer to it, waiting (R7, R17). */
export interface HoldContext {
  nowMs: number;
  answerWaitMs: number;
  halted: boolean;
}

/** Where an activity waits; a duplicate waits with the message whose id it has. */
function holdOf({ holds, twin }: Entry): Entry['holds'] {
  return twin?.holds ?? holds;
}

/** When the call that an activity waits for is due. */
function dueOf({ dueMs, call }: ConversationModel, entry: Entry): number {
  return holdOf(entry) === 'flight' ? (call?.dueMs ?? Number.NEGATIVE_INFINITY) : dueMs;
}

/** Whether the receipt itself lets an activity go now, or its answer; exact up to the moment it has to. */
export function mayGo(model: ConversationModel, entry: Entry, { nowMs, answerWaitMs, halted }: HoldContext): boolean {
  const holds = holdOf(entry);
  if (holds === 'no' || halted || entry.twin?.handedOn) return true;
  const waitMs = holds === 'pending' && (model.lastCall === 'retry' || model.lastCall === 'other') ? 0 : answerWaitMs;
  return nowMs >= dueOf(model, entry) + waitMs;
}

/** Whether an answer may go: a turn waits no longer than its newest message would be held, and once (R7). */
export function mayAnswer(model: ConversationModel, entry: Entry, context: HoldContext): boolean {
  return entry.letGo || entry.twin?.letGo === true || mayGo(model, entry, context);
}

/** Whether its receipt still keeps it; a failed call and a millisecond for the timers counted. */
function isKept(model: ConversationModel, entry: Entry, { nowMs, answerWaitMs, halted }: HoldContext): boolean {
  const holds = holdOf(entry);
  if (holds === 'no' || halted) return false;
  const waitMs = holds === 'pending' && model.lastCall === 'retry' && model.failing?.firm ? 0 : answerWaitMs;
  return nowMs < dueOf(model, entry) + waitMs + 1;
}

/** Whether an activity may still be held: by its own receipt or by one that arrived before it and is held (R17). */
export function mayBeHeld(model: ConversationModel, entry: Entry, context: HoldContext): boolean {
  return model.arrived.some(
    (other) => other.arrival <= entry.arrival && !other.handedOn && !other.passes && isKept(model, other, context),
  );
}

/** Whether an answer may still wait: for the receipt of its message or of one that arrived before (R7). */
export function mayBeUnanswered(model: ConversationModel, entry: Entry, context: HoldContext): boolean {
  return model.arrived.some((other) => other.arrival <= entry.arrival && isKept(model, other, context));
}
