import { removeAwaiting } from './awaiting.js';
import { isNewer } from './batch.js';
import { regroupForgotten } from './hold.js';
import type { Ended } from './outcome.js';
import {
  type Batch,
  type ConversationRecord,
  type Flight,
  type Mark,
  type PendingMessage,
  type Position,
  REMEMBERED,
} from './record.js';

/** Ids of its second that a mark keeps. */
const MOST_IDS = 4 * REMEMBERED;

/** Notes what a successful call has marked read; gives what waited for another call and is covered by this one (R5). */
export function moveMark<M extends PendingMessage>(record: ConversationRecord<M>, flight: Flight<M>): Ended<M>[] {
  // A typing call marks read as well: where no mark was known, its message is one now.
  const target = flight.messages.find(({ id }) => id === flight.targetId) ?? flight.shownAt;
  if (target === undefined) return [];
  const carried = flight.messages.filter((one) => one !== target);
  const before = record.mark;
  if (before !== undefined && !isNewer(target, before)) {
    if (before.at === target.at) record.mark = { ...before, ids: known(before, [target, ...carried]) };
    return [];
  }
  const covered = [
    ...coveredAwaiting(record, target),
    ...coveredPostponed(record, target),
    ...coveredPending(record, target),
  ];
  const { id, at, arrival } = target;
  const same = [...carried, ...covered.map(({ message }) => message), target].filter((one) => one.at === at);
  const ids = before?.at === at ? known(before, same) : same.slice(-MOST_IDS).map((one) => one.id);
  record.mark = { id, at, arrival, ids };
  return covered;
}

function known({ at, ids }: Mark, more: readonly Position[]): string[] {
  const ofSecond = more.filter((one) => one.at === at && !ids.includes(one.id));
  return [...ids, ...ofSecond.map(({ id }) => id)].slice(-MOST_IDS);
}

function coveredAwaiting<M extends PendingMessage>(record: ConversationRecord<M>, mark: Position): Ended<M>[] {
  const messages = (record.awaiting?.messages ?? []).filter((message) => !isNewer(message, mark));
  removeAwaiting(record, messages);
  return messages.map((message) => ({ message, outcome: 'covered', older: 0, assumed: message.at === mark.at }));
}

// A call for the indicator asks the policy anew, and marks read.
function coveredPostponed<M extends PendingMessage>(record: ConversationRecord<M>, mark: Position): Ended<M>[] {
  const ended = takeCovered(record.postponed, mark);
  if (record.postponed?.messages.length === 0) record.postponed = undefined;
  return ended;
}

// What was made pending while the call was in the air.
function coveredPending<M extends PendingMessage>(record: ConversationRecord<M>, mark: Position): Ended<M>[] {
  const ended = takeCovered(record.pending, mark);
  if (ended.length > 0) regroupForgotten(record, 'ready');
  if (record.pending?.messages.length === 0) record.pending = undefined;
  return ended;
}

function takeCovered<M extends PendingMessage>(batch: Batch<M> | undefined, mark: Position): Ended<M>[] {
  const messages = (batch?.messages ?? []).filter((message) => !isNewer(message, mark));
  if (batch === undefined || messages.length === 0) return [];
  // All that has no remembered id is older still.
  const { older } = batch;
  batch.older = 0;
  batch.messages = batch.messages.filter((message) => isNewer(message, mark));
  return messages.map((message, index) => ({
    message,
    outcome: 'covered',
    older: index === 0 ? older : 0,
    assumed: message.at === mark.at,
  }));
}
