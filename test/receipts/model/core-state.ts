import type { Activity, ReceiptStats } from 'tidemark';
import type { Ended } from '../../../src/receipts/core/outcome.js';
import type { PolicyVerdict } from '../../../src/receipts/core/policy.js';
import {
  type ConversationRecord,
  type NumberRecord,
  newNumber,
  type PendingMessage,
} from '../../../src/receipts/core/record.js';
import type { Verdict } from './question.js';
import type { Scenario } from './scenario.js';
import type { SubjectParts } from './stage.js';
import { hears } from './telling.js';

/** A message in the loop around the core. */
export interface CoreMessage extends PendingMessage {
  readonly passes: boolean;
  handedOn: boolean;
  readonly onReleased: () => void;
}

/** A conversation in the loop around the core. */
export interface CoreLane {
  readonly record: ConversationRecord<CoreMessage>;
  readonly number: NumberRecord;
  /** Turns without a receipt that have not ended. */
  others: number;
  newest: { id: string; at: number; arrival: number } | undefined;
  /** What the policy is asked, and what it has said by now. */
  asked: { verdicts: readonly Verdict[]; said: (PolicyVerdict | undefined)[]; atMs: number } | undefined;
  /** When the question or the call in the air ends, and what then. */
  ends: { atMs: number; run: () => void } | undefined;
}

/** What the loop keeps. */
export interface CoreState extends SubjectParts {
  readonly options: Scenario['options'];
  readonly lanes: Map<string, CoreLane>;
  readonly numbers: Map<string, NumberRecord>;
  readonly stats: ReceiptStats;
  nowMs: number;
  wallAheadMs: number;
  /** Counts what is done one after the other. */
  turn: number;
  closeByMs: number | undefined;
  closed: boolean;
  onClosed: () => void;
}

export function laneOf(
  state: CoreState,
  { conversation, recipient }: Pick<Activity, 'conversation' | 'recipient'>,
): CoreLane {
  const { id } = conversation;
  const { maxPerSecond } = state.options;
  const number = state.numbers.get(recipient.id) ?? newNumber(recipient.id, maxPerSecond, state.nowMs);
  state.numbers.set(recipient.id, number);
  const lane = state.lanes.get(id) ?? {
    record: newRecord(id),
    number,
    others: 0,
    newest: undefined,
    asked: undefined,
    ends: undefined,
  };
  state.lanes.set(id, lane);
  return lane;
}

function newRecord(conversation: string): ConversationRecord<CoreMessage> {
  return {
    conversation,
    arrivals: 0,
    ...{ mark: undefined, pending: undefined, flight: undefined, awaiting: undefined, postponed: undefined },
    ...{ backoff: undefined, typing: undefined, held: [], rejected: undefined },
  };
}

/** Tells the model of outcomes, and counts them. */
export function tell(state: CoreState, { record, number }: CoreLane, ended: readonly Ended<CoreMessage>[]): void {
  for (const { message, outcome, reason = outcome, older, assumed = false } of ended) {
    state.stats[outcome] += 1;
    state.stats[outcome === 'sent' ? 'covered' : outcome] += older;
    state.stats.pending -= 1 + older;
    const { businessNumber } = number;
    const about = { conversation: record.conversation, businessNumber, id: message.id, older, reason };
    hears(state.model, outcome, { ...about, assumed, latencyMs: 0, typing: false });
  }
}

/** The oldest second that can still be marked (R14). */
export function oldestSecond({ nowMs, wallAheadMs }: CoreState): number {
  return (nowMs + wallAheadMs - 30 * 86_400_000) / 1000;
}
