import type { ConversationRecord, PendingMessage } from './record.js';

/** Whether a message may be handed on, and its answer go out (R7, R17); earlier ones may still be in its way. */
export function isReady(
  record: ConversationRecord,
  message: PendingMessage,
  { halted, answerWaitMs, nowMs }: { halted: boolean; answerWaitMs: number; nowMs: number },
): boolean {
  return halted || readyAt(record, message, answerWaitMs) <= nowMs;
}

/** When a message may be handed on at the latest, as things stand; a number that halts lets all go at once. */
export function readyAt(record: ConversationRecord, message: PendingMessage, answerWaitMs: number): number {
  if (message.group === 'ready') return Number.NEGATIVE_INFINITY;
  if (message.group === 'flight') return (record.flight?.dueMs ?? Number.NEGATIVE_INFINITY) + answerWaitMs;
  if (record.pending === undefined) return Number.NEGATIVE_INFINITY;
  return record.pending.dueMs + (record.backoff === undefined ? answerWaitMs : 0);
}

/** Moves some messages to another group, and with them the held duplicates that share their hand-over (R17). */
export function regroupMessages(
  record: ConversationRecord,
  messages: readonly PendingMessage[],
  to: PendingMessage['group'],
): void {
  const arrivals = new Map(messages.map(({ id, arrival }) => [id, arrival]));
  for (const message of [...messages, ...record.held]) {
    const arrival = arrivals.get(message.id);
    // What came before and has the same id was not remembered any more: it is not one of these.
    if (arrival !== undefined && message.arrival >= arrival && message.group !== 'ready') message.group = to;
  }
}

/** Moves what is pending and not among the remembered any more: it shares the lot of the oldest that was (R20). */
export function regroupForgotten(record: ConversationRecord, to: PendingMessage['group']): void {
  const kept = new Set(record.pending?.messages.map(({ id }) => id));
  for (const message of record.held) if (message.group === 'pending' && !kept.has(message.id)) message.group = to;
}

/** Moves the held messages of one group to another: their call has begun, or is settled. */
export function regroup(record: ConversationRecord, from: PendingMessage['group'], to: PendingMessage['group']): void {
  for (const message of record.held) if (message.group === from) message.group = to;
}
