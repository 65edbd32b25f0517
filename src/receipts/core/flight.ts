import { targetOf } from './batch.js';
import { regroup } from './hold.js';
import type { ConversationRecord, Flight, NumberRecord, PendingMessage } from './record.js';
import { mayCarryTyping, TYPING_PERIOD_MS, typingAt, typingOf, typingTargetOf, wantTyping } from './typing.js';

/** When the conversation's next call may go, its number permitting; `Infinity` when there is none to make. */
export function callAt(record: ConversationRecord, number: NumberRecord): number {
  if (record.flight !== undefined) return Number.POSITIVE_INFINITY;
  if (record.typing?.repeatsPlain) return Number.NEGATIVE_INFINITY;
  if (record.pending === undefined) return typingAt(record, number);
  return Math.max(record.pending.dueMs, record.backoff?.notBeforeMs ?? Number.NEGATIVE_INFINITY);
}

/** How a call begins. */
export interface FlightContext {
  /** The one call a halted number makes, without the indicator (R11). */
  probe: boolean;
  /** The policy is asked before the request goes out (R15). */
  asks: boolean;
  /** Receipts show the indicator while a handler follows or runs, and whether it is renewed after (R8). */
  withReceipt: { renewForMs: number } | undefined;
  nowMs: number;
}

/** Begins the call that {@link callAt} allowed: for the pending target, or for the indicator alone. */
export function beginFlight<M extends PendingMessage>(
  record: ConversationRecord<M>,
  number: NumberRecord,
  { probe, asks, withReceipt, nowMs }: FlightContext,
): Flight<M> {
  const typing = !probe && (typingAt(record, number) <= nowMs || carriesTyping(record, number, { withReceipt, nowMs }));
  const alone = record.pending === undefined || record.typing?.repeatsPlain === true;
  // What was to be repeated without the indicator has ended otherwise.
  if (alone && record.typing?.repeatsPlain === false) record.typing.plain = undefined;
  const flight = alone ? typingFlight(record, nowMs) : receiptFlight(record, nowMs);
  flight.typing = typing && flight.targetId !== record.typing?.plain?.id;
  flight.probe = probe;
  flight.asking = asks;
  flight.withReceipt = withReceipt;
  record.flight = flight;
  if (flight.typing) typingOf(record).notBeforeMs = nowMs + TYPING_PERIOD_MS;
  if (!asks) noteGoingOut(record, number, nowMs);
  return flight;
}

function carriesTyping(
  record: ConversationRecord,
  number: NumberRecord,
  { withReceipt, nowMs }: Pick<FlightContext, 'withReceipt' | 'nowMs'>,
): boolean {
  const { pending } = record;
  if (withReceipt === undefined || pending === undefined || !mayCarryTyping(record, number, nowMs)) return false;
  return pending.messages.some(({ done }) => !done);
}

/** The request goes out: the indicator on it is what is wanted now, and what comes with the tick is renewed (R8). */
export function noteGoingOut(record: ConversationRecord, number: NumberRecord, nowMs: number): void {
  const { flight, typing } = record;
  if (flight === undefined || !flight.typing) return;
  // An answer may have brought the next one forward while the policy was asked: this is the next one.
  typingOf(record).notBeforeMs = nowMs + TYPING_PERIOD_MS;
  if (flight.alone) return;
  // Their turns are still to come, or run.
  const open = flight.messages.filter(({ done }) => !done);
  const { startedMs, withReceipt } = flight;
  const isWanted = typing?.wanted === true || (withReceipt !== undefined && open.length > 0);
  if (!isWanted || number.typingRefusedUntilMs > nowMs) {
    // Meanwhile the answer went first, the handler has ended, or the number was refused it.
    withdrawTyping(record);
    return;
  }
  const ttlMs = withReceipt?.renewForMs ?? 0;
  if (ttlMs === 0) return;
  const target = targetOf(flight);
  // Only its place: the wish outlives the message.
  const at = target && { id: target.id, at: target.at, arrival: target.arrival };
  wantTyping(record, { by: open.map(({ id }) => id), at, ttlMs, nowMs: startedMs });
}

/** The call goes without its indicator, or not at all: the next one is not held up. */
export function withdrawTyping(record: ConversationRecord): void {
  const { flight, typing } = record;
  if (flight === undefined || !flight.typing) return;
  flight.typing = false;
  if (typing !== undefined) typing.notBeforeMs = flight.startedMs;
}

function receiptFlight<M extends PendingMessage>(record: ConversationRecord<M>, nowMs: number): Flight<M> {
  const pending = record.pending as NonNullable<typeof record.pending>;
  const target = targetOf(pending) as M;
  record.pending = undefined;
  regroup(record, 'pending', 'flight');
  const { messages, older, dueMs } = pending;
  return {
    messages,
    older,
    dueMs,
    alone: false,
    shownAt: undefined,
    targetId: target.id,
    at: target.at,
    typing: false,
    probe: false,
    asking: false,
    withReceipt: undefined,
    startedMs: nowMs,
  };
}

function typingFlight<M extends PendingMessage>(record: ConversationRecord<M>, nowMs: number): Flight<M> {
  const { typing } = record;
  const target = typing?.repeatsPlain ? typing.plain : typingTargetOf(record);
  if (typing !== undefined) typing.repeatsPlain = false;
  return {
    messages: [],
    older: 0,
    dueMs: nowMs,
    alone: true,
    shownAt: target,
    targetId: target?.id ?? '',
    // It marks read: what is older and comes meanwhile is covered by it.
    at: target?.at ?? Number.NEGATIVE_INFINITY,
    typing: true,
    probe: false,
    asking: false,
    withReceipt: undefined,
    startedMs: nowMs,
  };
}
