import { hasId, insert, isNewer } from './batch.js';
import type { Batch, ConversationRecord, Pending, PendingMessage } from './record.js';

/** What became of a message that was offered. */
export type Verdict = 'scheduled' | 'joined' | 'covered' | 'duplicate';

/** The window of R4. */
export interface Window {
  /** Quiet time after the last message of a burst that takes so long to read (R18). */
  quietMsOf: (readingMs: number) => number;
  maxWaitMs: number;
}

/** How a message is taken in. */
export interface OfferContext {
  window: Window;
  /** A tap: nobody goes on typing (R4). */
  tap: boolean;
  /** The receipt waits for the handler or the bot's word, not for the window (R17). */
  awaits: boolean;
  /** Time to read it, for a human pace (R18). */
  readingMs: number;
  nowMs: number;
}

/** Takes a message into the record (R3–R6); the message's `group` is set to the call that decides about it. */
export function offerMessage<M extends PendingMessage>(
  record: ConversationRecord<M>,
  message: M,
  context: OfferContext,
): Verdict {
  if (isKnown(record, message.id)) {
    message.group = record.held.find(({ id }) => id === message.id)?.group ?? 'ready';
    return 'duplicate';
  }
  message.group = 'ready';
  if (record.mark !== undefined && message.at < record.mark.at) return 'covered';
  const { flight } = record;
  if (flight !== undefined && !flight.asking && message.at < flight.at) {
    insert(flight, message);
    message.group = 'flight';
    return 'joined';
  }
  if (context.awaits) {
    awaitHandler(record, message);
    return 'scheduled';
  }
  // What is newer than a postponed message waits with it, and nothing waits for that (R15, R17).
  const oldestPostponed = record.postponed?.messages[0];
  if (record.postponed !== undefined && oldestPostponed !== undefined && isNewer(message, oldestPostponed)) {
    insert(record.postponed, message);
    return 'scheduled';
  }
  message.group = 'pending';
  schedule(record, message, context);
  return 'scheduled';
}

function isKnown(record: ConversationRecord, id: string): boolean {
  return (
    hasId(record.pending, id) ||
    hasId(record.flight, id) ||
    record.mark?.ids.includes(id) === true ||
    record.rejected?.includes(id) === true ||
    hasId(record.postponed, id) ||
    record.awaiting?.messages.some((message) => message.id === id) === true
  );
}

function awaitHandler<M extends PendingMessage>(record: ConversationRecord<M>, message: M): void {
  record.awaiting ??= { messages: [], handled: [] };
  const { messages } = record.awaiting;
  const newer = messages.findIndex(({ at }) => at > message.at);
  messages.splice(newer < 0 ? messages.length : newer, 0, message);
}

function schedule<M extends PendingMessage>(
  record: ConversationRecord<M>,
  message: M,
  { window, tap, readingMs, nowMs }: OfferContext,
): void {
  const { pending } = record;
  if (pending === undefined) {
    const quietMs = Math.min(window.quietMsOf(readingMs), window.maxWaitMs);
    record.pending = newPending([message], { dueMs: tap ? nowMs : nowMs + quietMs, firstMs: nowMs, readingMs });
    return;
  }
  const isTarget = insert(pending, message);
  pending.readingMs += readingMs;
  if (pending.dueMs <= nowMs) return;
  const quietMs = window.quietMsOf(pending.readingMs);
  pending.dueMs = tap && isTarget ? nowMs : Math.min(nowMs + quietMs, pending.firstMs + window.maxWaitMs);
}

/** Messages that wait for one call. */
export function newPending<M extends PendingMessage>(
  messages: M[],
  { dueMs, firstMs, readingMs = 0, older = 0 }: Pick<Pending, 'dueMs' | 'firstMs'> & Partial<Pending>,
): Pending<M> {
  return { messages, older, dueMs, firstMs, readingMs };
}

/** Returns messages to the waiting ones; a newer target keeps its own window (R6, R10). */
export function returnToPending<M extends PendingMessage>(
  record: ConversationRecord<M>,
  { messages, older, dueMs }: Batch<M>,
  firstMs: number,
): void {
  if (messages.length + older === 0) return;
  record.pending ??= newPending<M>([], { dueMs, firstMs });
  record.pending.older += older;
  for (const message of messages) insert(record.pending, message);
}

/** Makes the pending receipt due now. */
export function makeDue(record: ConversationRecord, nowMs: number): void {
  if (record.pending !== undefined) record.pending.dueMs = Math.min(record.pending.dueMs, nowMs);
}
