import { hasId } from './batch.js';
import { regroup, regroupForgotten, regroupMessages } from './hold.js';
import type { Ended, Outcome } from './outcome.js';
import type { ConversationRecord, PendingMessage } from './record.js';

/** Why a message ends `expired` (R14). */
export const EXPIRED = 'older than 30 days';

/** Ends what waits for its handler: the end of the engine. */
export function endAwaiting<M extends PendingMessage>(
  record: ConversationRecord<M>,
  outcome: Outcome,
  reason: string,
): Ended<M>[] {
  const messages = record.awaiting?.messages ?? [];
  record.awaiting = undefined;
  return messages.map((message) => ({ message, outcome, reason, older: 0 }));
}

/** Ends what the policy has postponed: the end of the engine. */
export function endPostponed<M extends PendingMessage>(
  record: ConversationRecord<M>,
  outcome: Outcome,
  reason: string,
): Ended<M>[] {
  const { messages = [], older = 0 } = record.postponed ?? {};
  record.postponed = undefined;
  return messages.map((message, index) => ({ message, outcome, reason, older: index === 0 ? older : 0 }));
}

/** Ends what has become too old to be marked (R14). */
export function endExpired<M extends PendingMessage>(record: ConversationRecord<M>, oldestSecond: number): Ended<M>[] {
  const { pending } = record;
  if (pending === undefined || (pending.messages[0]?.at ?? oldestSecond) >= oldestSecond) return [];
  const expired = pending.messages.filter(({ at }) => at < oldestSecond);
  if (expired.length === pending.messages.length) return endPending(record, 'expired', EXPIRED);
  pending.messages = pending.messages.slice(expired.length);
  const { older } = pending;
  pending.older = 0;
  regroupMessages(record, expired, 'ready');
  regroupForgotten(record, 'ready');
  return expired.map((message, index) => ({
    message,
    outcome: 'expired',
    reason: EXPIRED,
    older: index === 0 ? older : 0,
  }));
}

/** Ends every pending message of the record the same way: given up, too old, or the end of the engine. */
export function endPending<M extends PendingMessage>(
  record: ConversationRecord<M>,
  outcome: Outcome,
  reason: string,
): Ended<M>[] {
  const { pending } = record;
  // Also where nothing waits any more: a later message starts anew (R10).
  record.backoff = undefined;
  if (pending === undefined) return [];
  record.pending = undefined;
  regroup(record, 'pending', 'ready');
  const { typing } = record;
  if (typing?.plain !== undefined && hasId(pending, typing.plain.id)) {
    typing.plain = undefined;
    typing.repeatsPlain = false;
  }
  return pending.messages.map((message, index) => ({
    message,
    outcome,
    reason,
    older: index === 0 ? pending.older : 0,
  }));
}
