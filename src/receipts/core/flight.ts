import { sizeOf, targetOf } from './batch.js';
import { regroup } from './hold.js';
import type { ConversationRecord, Flight, NumberRecord, PendingMessage } from './record.js';
import { TYPING_PERIOD_MS, typingAt, typingIdOf } from './typing.js';

/** When the conversation's next call may go, its number permitting; `Infinity` when there is none to make. */
export function callAt(record: ConversationRecord, number: NumberRecord): number {
  if (record.flight !== undefined) return Number.POSITIVE_INFINITY;
  if (record.pending === undefined) return typingAt(record, number);
  return Math.max(record.pending.dueMs, record.backoff?.notBeforeMs ?? Number.NEGATIVE_INFINITY);
}

/** Begins the call that {@link callAt} allowed: for the pending target, or for the indicator alone. */
export function beginFlight<M extends PendingMessage>(
  record: ConversationRecord<M>,
  number: NumberRecord,
  { probe, nowMs }: { probe: boolean; nowMs: number },
): Flight<M> {
  const typing = !probe && typingAt(record, number) <= nowMs;
  const flight = record.pending === undefined ? typingFlight(record, nowMs) : receiptFlight(record, nowMs);
  flight.typing = typing && flight.targetId !== record.typing?.plainId;
  flight.probe = probe;
  if (flight.typing && record.typing !== undefined) record.typing.notBeforeMs = nowMs + TYPING_PERIOD_MS;
  record.flight = flight;
  return flight;
}

function receiptFlight<M extends PendingMessage>(record: ConversationRecord<M>, nowMs: number): Flight<M> {
  const pending = record.pending as NonNullable<typeof record.pending>;
  const target = targetOf(pending) as M;
  record.pending = undefined;
  regroup(record, 'pending', 'flight');
  const { messages, older, dueMs } = pending;
  return { messages, older, dueMs, targetId: target.id, at: target.at, typing: false, probe: false, startedMs: nowMs };
}

function typingFlight<M extends PendingMessage>(record: ConversationRecord<M>, nowMs: number): Flight<M> {
  return {
    messages: [],
    older: 0,
    dueMs: nowMs,
    targetId: typingIdOf(record) ?? '',
    at: Number.NEGATIVE_INFINITY,
    typing: true,
    probe: false,
    startedMs: nowMs,
  };
}

/** Whether the flight carries a receipt, not the indicator alone. */
export function carriesReceipt(flight: Flight): boolean {
  return sizeOf(flight) > 0;
}
