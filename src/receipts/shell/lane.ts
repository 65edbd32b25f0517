import type { Activity } from '../../activity/activity.js';
import { type ConversationRecord, type NumberRecord, newNumber, type PendingMessage } from '../core/record.js';
import type { Question } from './ask-policy.js';
import { createNumberQueue, type NumberQueue, type QueuePlace } from './number-queue.js';

/** A bot that never tells the end of its turn does not keep the indicator alive for ever. */
export const TYPING_TTL_MS = 300_000;
// WhatsApp marks messages of the last 30 days (R14).
const MAX_AGE_MS = 30 * 86_400_000;

/** A message with what the shell needs to hand it on. */
export interface HeldMessage extends PendingMessage {
  /** Handed on without waiting for the receipt, though never before an earlier one. */
  readonly passes: boolean;
  handedOn: boolean;
  readonly activity: Activity;
  onReleased: ((activity: Activity) => void) | undefined;
  waiters: Waiters | undefined;
}

/** Who waits for a message to be handed on, and who to answer it; made when somebody does. */
export interface Waiters {
  release: (() => void)[];
  answer: (() => void)[];
}

/** A business number and the conversations that wait for it. */
export interface NumberLane extends NumberRecord {
  wakeAtMs: number | undefined;
  readonly queue: NumberQueue;
  /** Messages whose outcome is open. */
  waiting: number;
}

/** A conversation that has something to do. */
export interface Lane extends ConversationRecord<HeldMessage> {
  readonly number: NumberLane;
  wakeAtMs: number | undefined;
  /** Waits in its number's queue, and where. */
  queued: QueuePlace | undefined;
  /** Held messages that have not been handed on. */
  unhanded: number;
  /** Messages whose hand-over is being told just now: what comes meanwhile queues behind them. */
  handing: HeldMessage[] | undefined;
  call: AbortController | undefined;
  /** The policy is being asked. */
  question: Question | undefined;
  /** The newest message, kept where a policy is asked about the indicator (R15). */
  newest: NewestMessage | undefined;
  /** Turns without a receipt to come that run or wait in the line, by id; noted where receipts wait for it (R17). */
  others: Set<string | Activity> | undefined;
}

/** A message and its place. */
export interface NewestMessage {
  activity: Activity;
  at: number;
  arrival: number;
}

export function createNumberLane(businessNumber: string, capacity: number, nowMs: number): NumberLane {
  return {
    ...newNumber(businessNumber, capacity, nowMs),
    wakeAtMs: undefined,
    queue: createNumberQueue(),
    waiting: 0,
  };
}

/** What a conversation that was forgotten or resting begins with. */
export type LaneStart = Pick<Lane, 'arrivals' | 'mark' | 'typing' | 'rejected' | 'newest'>;

const nothingKnown: LaneStart = {
  arrivals: 0,
  mark: undefined,
  typing: undefined,
  rejected: undefined,
  newest: undefined,
};

export function createLane(conversation: string, number: NumberLane, start: LaneStart = nothingKnown): Lane {
  // Written out: an object made by spreading others is several times slower to make and to use.
  return {
    conversation,
    number,
    arrivals: start.arrivals,
    mark: start.mark,
    pending: undefined,
    flight: undefined,
    awaiting: undefined,
    postponed: undefined,
    backoff: undefined,
    typing: start.typing,
    held: [],
    rejected: start.rejected,
    wakeAtMs: undefined,
    queued: undefined,
    unhanded: 0,
    handing: undefined,
    call: undefined,
    question: undefined,
    newest: start.newest,
    others: undefined,
  };
}

/** Whether nothing is pending, in flight, held or typing: then only the mark is worth keeping (R19). */
export function isIdle(lane: Lane): boolean {
  return (
    lane.pending === undefined &&
    lane.flight === undefined &&
    lane.awaiting === undefined &&
    lane.postponed === undefined &&
    (lane.others?.size ?? 0) === 0 &&
    lane.held.length === 0 &&
    lane.handing === undefined &&
    lane.typing?.wanted !== true &&
    lane.typing?.repeatsPlain !== true
  );
}

/** Whether a message is too old to be marked (R14). */
export function isExpired({ at }: { at: number }): boolean {
  return at < oldestSecond();
}

/** The oldest second that can still be marked (R14). */
export function oldestSecond(): number {
  return (Date.now() - MAX_AGE_MS) / 1000;
}

/**
 * Notes that nothing follows on a message any more, so that its receipt shows no indicator (R8). With `'afterHandler'`
 * only the handler's end counts.
 */
export function markDone({ held, pending, flight, postponed, awaiting }: Lane, id: string): void {
  for (const batch of [{ messages: held }, pending, flight, postponed, awaiting]) {
    for (const message of batch?.messages ?? []) {
      if (message.id === id && (message.manual || awaiting?.messages.includes(message) !== true)) message.done = true;
    }
  }
}
