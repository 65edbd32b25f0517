import type { FailureKind } from '../../errors.js';
import { nextBackoff } from './backoff.js';
import { sizeOf } from './batch.js';
import { regroup } from './hold.js';
import { moveMark } from './mark.js';
import { type FailedCall, noteHalt, noteReject, noteRetry, noteSuccess, noteTypingRefused } from './number.js';
import { returnToPending } from './offer.js';
import type { Ended } from './outcome.js';
import { type ConversationRecord, type Flight, type NumberRecord, type PendingMessage, REMEMBERED } from './record.js';
import { dropTyping, TYPING_REFUSED_MS } from './typing.js';

/** How a call ended. */
export type CallResult =
  | { ok: true }
  | { ok: false; kind: FailureKind; code: string; retryAfterMs?: number | undefined };

/** What a settled call changes. */
export interface Settlement<M extends PendingMessage = PendingMessage> {
  flight: Flight<M>;
  ended: Ended<M>[];
  number?: 'halted' | 'resumed' | undefined;
  /** The next attempt, after a failure that may pass. */
  retryAtMs?: number;
}

/** What the decision about a settled call needs to know. */
export interface SettleContext {
  number: NumberRecord;
  nowMs: number;
  random: () => number;
}

/** Settles the call in the air. */
export function settleFlight<M extends PendingMessage>(
  record: ConversationRecord<M>,
  result: CallResult,
  context: SettleContext,
): Settlement<M> {
  const flight = record.flight as Flight<M>;
  record.flight = undefined;
  regroup(record, 'flight', 'ready');
  if (result.ok) return succeed(record, flight, context);
  if (flight.alone) return typingFailed(record, flight, { result, context });
  // The repetition may carry the indicator again; it was not shown.
  if (flight.typing && record.typing !== undefined) record.typing.notBeforeMs = context.nowMs;
  if (result.kind === 'reject') return rejected(record, flight, { code: result.code, context });
  returnToPending(record, flight, flight.startedMs);
  return result.kind === 'halt' ? halted(flight, result.code, context) : retried(record, flight, { result, context });
}

function succeed<M extends PendingMessage>(
  record: ConversationRecord<M>,
  flight: Flight<M>,
  { number, nowMs }: SettleContext,
): Settlement<M> {
  const resumed = noteSuccess(number, nowMs);
  record.backoff = undefined;
  const overtaken = moveMark(record, flight);
  const { typing } = record;
  if (typing?.plain?.id === flight.targetId && !flight.typing) {
    number.typingRefusedUntilMs = nowMs + TYPING_REFUSED_MS;
    typing.plain = undefined;
  }
  const ended = flight.messages.map((message, index): Ended<M> => {
    const older = index === 0 ? flight.older : 0;
    if (message.id === flight.targetId) return { message, outcome: 'sent', older };
    return message.at === flight.at
      ? { message, outcome: 'covered', older, assumed: true }
      : { message, outcome: 'covered', older };
  });
  return { flight, ended: [...ended, ...overtaken], number: resumed ? 'resumed' : undefined };
}

function typingFailed<M extends PendingMessage>(
  record: ConversationRecord<M>,
  flight: Flight<M>,
  { result, context }: { result: Extract<CallResult, { ok: false }>; context: SettleContext },
): Settlement<M> {
  const { typing } = record;
  returnToPending(record, flight, flight.startedMs);
  if (typing !== undefined) {
    dropTyping(record);
    typing.repeatsPlain = flight.typing && result.kind === 'reject';
    typing.plain = typing.repeatsPlain ? flight.shownAt : undefined;
  }
  if (result.kind === 'reject') return { flight, ended: [], number: noteTypingRefused(context.number, context.nowMs) };
  if (result.kind === 'halt') return halted(flight, result.code, context);
  // What joined it waits like any other receipt that failed; the indicator alone owes nothing.
  if (sizeOf(flight) > 0) return retried(record, flight, { result, context });
  const news = noteRetry(context.number, result.retryAfterMs, failedCall(flight, context));
  return { flight, ended: [], number: news ? 'halted' : undefined };
}

function failedCall({ targetId, probe }: Flight, { nowMs }: SettleContext): FailedCall {
  return { id: targetId, probe, nowMs };
}

function halted<M extends PendingMessage>(flight: Flight<M>, code: string, context: SettleContext): Settlement<M> {
  const news = noteHalt(context.number, code, failedCall(flight, context));
  return { flight, ended: [], number: news ? 'halted' : undefined };
}

function retried<M extends PendingMessage>(
  record: ConversationRecord<M>,
  flight: Flight<M>,
  { result, context }: { result: Extract<CallResult, { ok: false }>; context: SettleContext },
): Settlement<M> {
  const { number, nowMs, random } = context;
  record.backoff = nextBackoff(record.backoff, { number, nowMs, random });
  const news = noteRetry(number, result.retryAfterMs, failedCall(flight, context));
  return { flight, ended: [], number: news ? 'halted' : undefined, retryAtMs: record.backoff.notBeforeMs };
}

/** R12 and R20: only the refused id ends; the rest go on with the newer target, else with the next older id. */
function rejected<M extends PendingMessage>(
  record: ConversationRecord<M>,
  flight: Flight<M>,
  { code, context }: { code: string; context: SettleContext },
): Settlement<M> {
  if (flight.typing && record.typing !== undefined) {
    // It goes again among the pending, where its place is known.
    record.typing.plain = { id: flight.targetId, at: flight.at, arrival: 0 };
    returnToPending(record, flight, flight.startedMs);
    return { flight, ended: [], number: noteTypingRefused(context.number, context.nowMs) };
  }
  if (record.typing?.plain?.id === flight.targetId) record.typing.plain = undefined;
  const news = noteReject(context.number, failedCall(flight, context));
  record.rejected = [...(record.rejected ?? []), flight.targetId].slice(-REMEMBERED);
  const target = flight.messages.find(({ id }) => id === flight.targetId) as M;
  flight.messages = flight.messages.filter((message) => message !== target);
  // What has no remembered id shares the end of the oldest remembered message.
  const older = flight.messages.length === 0 ? flight.older : 0;
  flight.older -= older;
  returnToPending(record, flight, flight.startedMs);
  if (record.pending === undefined) record.backoff = undefined;
  return { flight, ended: [{ message: target, outcome: 'rejected', reason: code, older }], number: news };
}
