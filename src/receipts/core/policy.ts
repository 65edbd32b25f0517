import { insert, isNewer, targetOf } from './batch.js';
import { noteGoingOut, withdrawTyping } from './flight.js';
import { regroup, regroupForgotten, regroupMessages } from './hold.js';
import { makeDue, returnToPending } from './offer.js';
import type { Ended } from './outcome.js';
import type { ConversationRecord, Flight, NumberRecord, PendingMessage } from './record.js';
import { dropTyping } from './typing.js';

/** What the policy says of a message: read it, leave it unread, or ask again at a time of the engine's clock (R15). */
export type PolicyVerdict = true | false | { notBeforeMs: number };

/** What the policy changes: the flight goes on while it has a target. */
export interface PolicyDecision<M extends PendingMessage = PendingMessage> {
  ended: Ended<M>[];
  goes: boolean;
}

/**
 * Applies the policy's verdicts on the remembered messages of a flight, oldest first (R15): the oldest message that may
 * not be read is a ceiling, since marking a newer one would turn it blue.
 */
export function applyPolicy<M extends PendingMessage>(
  record: ConversationRecord<M>,
  verdicts: readonly PolicyVerdict[],
): PolicyDecision<M> {
  const flight = record.flight as Flight<M>;
  flight.asking = false;
  const ceiling = verdicts.findIndex((verdict) => verdict !== true);
  if (ceiling < 0) return { ended: [], goes: true };
  const veto = verdicts.indexOf(false);
  const vetoed = veto < 0 ? [] : flight.messages.slice(veto);
  const postponed = flight.messages.slice(ceiling, veto < 0 ? undefined : veto);
  // What has no remembered id shares the fate of the oldest remembered message.
  const older = ceiling === 0 ? flight.older : 0;
  flight.older -= older;
  flight.messages = flight.messages.slice(0, ceiling);
  const unread = [...vetoed, ...postponed];
  regroupMessages(record, unread, 'ready');
  forgetTyping(record, unread);
  if (ceiling === 0) regroup(record, 'flight', 'ready');
  const first = verdicts[ceiling];
  if (typeof first === 'object') postpone(record, postponed, { older, notBeforeMs: first.notBeforeMs });
  const sharing = typeof first === 'object' ? 0 : older;
  const ended = vetoed.map(
    (message, index): Ended<M> => ({
      message,
      outcome: 'suppressed',
      reason: 'policy',
      older: index === 0 ? sharing : 0,
    }),
  );
  return { ended, goes: lower(record, flight) };
}

// The indicator asks for the newest message (R15), and a call that goes without it is not repeated for what stays unread.
function forgetTyping(record: ConversationRecord, unread: readonly PendingMessage[]): void {
  const { typing, pending } = record;
  if (typing === undefined) return;
  if (pending === undefined) dropTyping(record);
  if (!unread.some(({ id }) => id === typing.plain?.id)) return;
  typing.plain = undefined;
  typing.repeatsPlain = false;
}

/** The policy's word on a call for the indicator alone; tells whether it goes, which it does only while it is wanted. */
export function applyTypingPolicy(
  record: ConversationRecord,
  verdict: PolicyVerdict | undefined,
  { number, nowMs }: { number: NumberRecord; nowMs: number },
): boolean {
  const { flight, typing } = record;
  if (flight === undefined) return false;
  flight.asking = false;
  // One without the indicator repeats a refused one.
  const isWanted = typing?.wanted === true && number.typingRefusedUntilMs <= nowMs;
  if (verdict === true && (isWanted || !flight.typing)) return true;
  withdrawTyping(record);
  dropTyping(record);
  record.flight = undefined;
  return false;
}

function postpone<M extends PendingMessage>(
  record: ConversationRecord<M>,
  messages: M[],
  { older, notBeforeMs }: { older: number; notBeforeMs: number },
): void {
  const { dueMs } = record.flight as Flight<M>;
  record.postponed ??= { messages: [], older: 0, dueMs, notBeforeMs };
  record.postponed.older += older;
  record.postponed.notBeforeMs = notBeforeMs;
  for (const message of messages) insert(record.postponed, message);
  // What came meanwhile and is newer waits too.
  const { pending } = record;
  const [oldest] = messages;
  if (pending === undefined || oldest === undefined) return;
  const newer = pending.messages.filter((one) => isNewer(one, oldest));
  regroupMessages(record, newer, 'ready');
  for (const message of newer) insert(record.postponed, message);
  pending.messages = pending.messages.filter((one) => !isNewer(one, oldest));
  if (pending.messages.length > 0) return;
  record.postponed.older += pending.older;
  record.pending = undefined;
  regroup(record, 'pending', 'ready');
}

/** The time of postponed messages has come: they are due, and the policy is asked again. */
export function resumePostponed<M extends PendingMessage>(record: ConversationRecord<M>, nowMs: number): void {
  const { postponed } = record;
  if (postponed === undefined || nowMs < postponed.notBeforeMs) return;
  record.postponed = undefined;
  returnToPending(record, postponed, nowMs);
  makeDue(record, nowMs);
}

/** Gives the flight its target below the ceiling; tells whether there is one. */
function lower<M extends PendingMessage>(record: ConversationRecord<M>, flight: Flight<M>): boolean {
  // It would show at a message that the bot's answer is not about (R15).
  withdrawTyping(record);
  const target = targetOf(flight);
  if (target === undefined) {
    record.flight = undefined;
    return false;
  }
  flight.targetId = target.id;
  flight.at = target.at;
  return true;
}

/** A call that was allowed may go no more: its number was halted or paused while the policy was asked (R10, R11). */
export function withholdHalted<M extends PendingMessage>(
  record: ConversationRecord<M>,
  { number, nowMs }: { number: NumberRecord; nowMs: number },
): boolean {
  const { flight } = record;
  if (flight === undefined || flight.probe) return false;
  if (number.halt === undefined && number.pausedUntilMs <= nowMs) return false;
  withdrawTyping(record);
  record.flight = undefined;
  returnToPending(record, flight, flight.startedMs);
  regroup(record, 'flight', 'pending');
  return true;
}

/** The request goes out: what came while the policy was asked and is strictly older joins it (R6). */
export function joinOlder<M extends PendingMessage>(
  record: ConversationRecord<M>,
  { number, nowMs }: { number: NumberRecord; nowMs: number },
): void {
  const { pending, flight } = record;
  noteGoingOut(record, number, nowMs);
  if (pending === undefined || flight === undefined) return;
  const joining = pending.messages.filter(({ at }) => at < flight.at);
  if (joining.length === 0) return;
  pending.messages = pending.messages.filter(({ at }) => at >= flight.at);
  regroupMessages(record, joining, 'flight');
  for (const message of joining) insert(flight, message);
  // What has no remembered id is older than what joins.
  flight.older += pending.older;
  pending.older = 0;
  regroupForgotten(record, 'flight');
  if (pending.messages.length === 0) record.pending = undefined;
}
