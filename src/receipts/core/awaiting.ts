import type { TurnOutcome } from '../../ports.js';
import { insert, isNewer } from './batch.js';
import { makeDue, newPending } from './offer.js';
import type { Ended } from './outcome.js';
import type { ConversationRecord, PendingMessage } from './record.js';

/**
 * Notes that a message's handler has ended (R17): with `'afterHandler'` its receipt may go, unless the handler failed;
 * with `'manual'` a message that nobody asked to mark stays unread.
 */
export function noteHandled<M extends PendingMessage>(
  record: ConversationRecord<M>,
  id: string,
  { outcome, nowMs }: { outcome: TurnOutcome; nowMs: number },
): Ended<M> | undefined {
  const { awaiting } = record;
  const message = awaiting?.messages.find((one) => one.id === id);
  if (awaiting === undefined || message === undefined) return undefined;
  const { manual } = message;
  if (!manual && (outcome === 'handled' || outcome === 'emitted')) {
    if (!message.done) awaiting.handled.push({ message, atMs: nowMs });
    message.done = true;
    return undefined;
  }
  removeAwaiting(record, [message]);
  return { message, outcome: 'suppressed', reason: manual ? 'manual' : 'handler failed', older: 0 };
}

/** When handled messages become due though the conversation's line is not empty. */
export function awaitingDueAt({ awaiting }: ConversationRecord, maxWaitMs: number): number {
  return (awaiting?.handled[0]?.atMs ?? Number.POSITIVE_INFINITY) + maxWaitMs;
}

/**
 * Makes handled messages due: all when the line is empty, else, when the oldest handled one has waited long enough, the
 * contiguous prefix: never M3 while M1 runs, since marking M3 marks M1.
 */
export function takeHandled<M extends PendingMessage>(
  record: ConversationRecord<M>,
  {
    maxWaitMs,
    lineIsEmpty,
    closing,
    nowMs,
  }: { maxWaitMs: number; lineIsEmpty: boolean; closing: boolean; nowMs: number },
): void {
  const { awaiting } = record;
  if (awaiting === undefined || awaiting.handled.length === 0) return;
  // A manual one that was answered is done, too, and still waits for the bot's word.
  const running = awaiting.messages.findIndex(({ done, manual }) => manual || !done);
  const waits = running >= 0 || !lineIsEmpty;
  if (waits && !closing && nowMs < awaitingDueAt(record, maxWaitMs)) return;
  makePending(record, running < 0 ? [...awaiting.messages] : awaiting.messages.slice(0, running), nowMs);
}

/** The bot's word: the message and what is older is due now (R17, `'manual'`). */
export function takeUpTo<M extends PendingMessage>(record: ConversationRecord<M>, id: string, nowMs: number): void {
  const { awaiting } = record;
  const message = awaiting?.messages.find((one) => one.id === id);
  if (awaiting === undefined || message === undefined) return;
  makePending(
    record,
    awaiting.messages.filter((one) => !isNewer(one, message)),
    nowMs,
  );
}

function makePending<M extends PendingMessage>(record: ConversationRecord<M>, messages: M[], nowMs: number): void {
  if (messages.length === 0) return;
  removeAwaiting(record, messages);
  const [oldestPostponed] = record.postponed?.messages ?? [];
  for (const message of messages) {
    // What is newer than a postponed message waits with it (R15).
    if (record.postponed !== undefined && oldestPostponed !== undefined && isNewer(message, oldestPostponed)) {
      insert(record.postponed, message);
      continue;
    }
    record.pending ??= newPending([], { dueMs: nowMs, firstMs: nowMs });
    insert(record.pending, message);
  }
  makeDue(record, nowMs);
}

/** Takes some out of those that wait for their handler. */
export function removeAwaiting<M extends PendingMessage>(record: ConversationRecord<M>, gone: readonly M[]): void {
  const { awaiting } = record;
  if (awaiting === undefined) return;
  awaiting.messages = awaiting.messages.filter((message) => !gone.includes(message));
  awaiting.handled = awaiting.handled.filter(({ message }) => !gone.includes(message));
  if (awaiting.messages.length === 0) record.awaiting = undefined;
}
