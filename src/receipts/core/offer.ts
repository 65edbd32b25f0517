import { hasId, insert } from './batch.js';
import type { ConversationRecord, PendingMessage } from './record.js';

/** What became of a message that was offered. */
export type Verdict = 'scheduled' | 'joined' | 'covered' | 'duplicate';

/** The window of R4. */
export interface Window {
  quietMs: number;
  maxWaitMs: number;
}

/** Takes a message into the record (R3–R6); the message's `group` is set to the call that decides about it. */
export function offerMessage<M extends PendingMessage>(
  record: ConversationRecord<M>,
  message: M,
  { window, tap, nowMs }: { window: Window; tap: boolean; nowMs: number },
): Verdict {
  if (isKnown(record, message.id)) {
    message.group = record.held.find(({ id }) => id === message.id)?.group ?? 'ready';
    return 'duplicate';
  }
  if (record.mark !== undefined && message.at < record.mark.at) {
    message.group = 'ready';
    return 'covered';
  }
  const { flight } = record;
  if (flight !== undefined && message.at < flight.at) {
    insert(flight, message);
    message.group = 'flight';
    return 'joined';
  }
  message.group = 'pending';
  schedule(record, message, { window, tap, nowMs });
  return 'scheduled';
}

function isKnown(record: ConversationRecord, id: string): boolean {
  return (
    hasId(record.pending, id) ||
    hasId(record.flight, id) ||
    record.mark?.ids.includes(id) === true ||
    record.rejected?.includes(id) === true
  );
}

function schedule<M extends PendingMessage>(
  record: ConversationRecord<M>,
  message: M,
  { window, tap, nowMs }: { window: Window; tap: boolean; nowMs: number },
): void {
  const { pending } = record;
  if (pending === undefined) {
    const dueMs = tap ? nowMs : nowMs + window.quietMs;
    record.pending = { messages: [message], older: 0, firstMs: nowMs, dueMs };
    return;
  }
  const isTarget = insert(pending, message);
  if (pending.dueMs <= nowMs) return;
  pending.dueMs = tap && isTarget ? nowMs : Math.min(nowMs + window.quietMs, pending.firstMs + window.maxWaitMs);
}

/** Makes the pending receipt due now. */
export function makeDue(record: ConversationRecord, nowMs: number): void {
  if (record.pending !== undefined) record.pending.dueMs = Math.min(record.pending.dueMs, nowMs);
}
