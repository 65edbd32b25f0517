import type { Activity } from '../../activity/activity.js';
import {
  type ConversationRecord,
  type Mark,
  type NumberRecord,
  newConversation,
  newNumber,
  type PendingMessage,
} from '../core/record.js';
import type { NumberQueue } from './number-queue.js';
import { createNumberQueue } from './number-queue.js';

/** A message with what the shell needs to hand it on. */
export interface HeldMessage extends PendingMessage {
  /** Handed on without waiting for the receipt, though never before an earlier one. */
  readonly passes: boolean;
  handedOn: boolean;
  activity?: Activity;
  onReleased?: (activity: Activity) => void;
  releaseWaiters?: (() => void)[];
  answerWaiters?: (() => void)[];
}

/** A business number and the conversations that wait for it. */
export interface NumberLane extends NumberRecord {
  readonly kind: 'number';
  wakeAtMs: number;
  readonly queue: NumberQueue;
  /** Messages whose outcome is open. */
  waiting: number;
}

/** A conversation that has something to do. */
export interface Lane extends ConversationRecord<HeldMessage> {
  readonly kind: 'conversation';
  readonly number: NumberLane;
  wakeAtMs: number;
  /** Waits in its number's queue, and in which half of it. */
  queued: 'urgent' | 'rest' | undefined;
  /** Held messages that have not been handed on. */
  unhanded: number;
  call: AbortController | undefined;
}

/** What is kept of a conversation that has nothing to do. */
export interface IdleConversation {
  mark: Mark | undefined;
  arrivals: number;
  typingNotBeforeMs: number;
}

export function createNumberLane(businessNumber: string, capacity: number, nowMs: number): NumberLane {
  return {
    ...newNumber(businessNumber, capacity, nowMs),
    kind: 'number',
    wakeAtMs: Number.POSITIVE_INFINITY,
    queue: createNumberQueue(),
    waiting: 0,
  };
}

export function createLane(conversation: string, number: NumberLane, idle: IdleConversation | undefined): Lane {
  const lane: Lane = {
    ...newConversation<HeldMessage>(conversation),
    kind: 'conversation',
    number,
    wakeAtMs: Number.POSITIVE_INFINITY,
    queued: undefined,
    unhanded: 0,
    call: undefined,
  };
  if (idle === undefined) return lane;
  lane.mark = idle.mark;
  lane.arrivals = idle.arrivals;
  if (idle.typingNotBeforeMs > Number.NEGATIVE_INFINITY) {
    lane.typing = {
      wanted: false,
      fallbackId: undefined,
      notBeforeMs: idle.typingNotBeforeMs,
      untilMs: 0,
      plainId: undefined,
    };
  }
  return lane;
}

/** Whether nothing is pending, in flight, held or typing: then only the mark is worth keeping (R19). */
export function isIdle(lane: Lane): boolean {
  return (
    lane.pending === undefined && lane.flight === undefined && lane.held.length === 0 && lane.typing?.wanted !== true
  );
}

export function toIdle({ mark, arrivals, typing }: Lane): IdleConversation {
  return { mark, arrivals, typingNotBeforeMs: typing?.notBeforeMs ?? Number.NEGATIVE_INFINITY };
}
