import { oldestEntryOf } from '../../oldest-entry.js';
import type { ReceiptSettings } from '../options.js';
import { fromIdle, type IdleConversation, toIdle } from './idle-conversation.js';
import { createLane, createNumberLane, isIdle, type Lane, type NumberLane } from './lane.js';

/** All conversations: the busy ones whole, the idle ones as their mark (R19). */
export interface LaneTable {
  /** The conversation's lane, made when it is not there. */
  open(conversation: string, businessNumber: string): Lane;
  /** The conversation's lane, if it has something to do. */
  busy(conversation: string): Lane | undefined;
  /** Whether anything is known of the conversation. */
  knows(conversation: string): boolean;
  /** The conversation as a lane to look at, if anything is known of it. */
  peek(conversation: string): Lane | undefined;
  /** Knows nothing of the conversation any more. */
  forget(conversation: string): void;
  number(businessNumber: string): NumberLane;
  /** Makes an idle conversation small. */
  rest(lane: Lane): void;
  lanes(): Iterable<Lane>;
  numbers(): Iterable<NumberLane>;
}

/** What the table tells when it is full. */
export interface LaneTableListener {
  onEvicted(conversation: string, idle: IdleConversation): void;
  /** Every conversation is busy: this one has waited longest and must go. */
  onOverload(lane: Lane): void;
}

export function createLaneTable(
  { maxConversations, maxPerSecond }: Pick<ReceiptSettings, 'maxConversations' | 'maxPerSecond'>,
  { onEvicted, onOverload }: LaneTableListener,
): LaneTable {
  const busy = new Map<string, Lane>();
  // In order of going idle, so the first is the longest idle.
  const idle = new Map<string, IdleConversation>();
  const longestIdle = oldestEntryOf(idle);
  const numbers = new Map<string, NumberLane>();

  function numberOf(businessNumber: string): NumberLane {
    let number = numbers.get(businessNumber);
    if (number === undefined) {
      number = createNumberLane(businessNumber, maxPerSecond, performance.now());
      numbers.set(businessNumber, number);
    }
    return number;
  }

  const known = (): number => busy.size + idle.size;

  function makeRoom(): void {
    while (known() >= maxConversations) {
      const before = known();
      const oldest = longestIdle();
      if (oldest !== undefined) {
        idle.delete(oldest[0]);
        onEvicted(...oldest);
        continue;
      }
      const lane = oldestDue(busy.values());
      if (lane === undefined) return;
      onOverload(lane);
      // It may rest now, and then goes in the next round; what still runs stays.
      if (known() === before && busy.get(lane.conversation) === lane) return;
    }
  }

  return {
    open(conversation, businessNumber) {
      const present = busy.get(conversation);
      if (present !== undefined) return present;
      const record = idle.get(conversation);
      if (record === undefined) makeRoom();
      else idle.delete(conversation);
      const start = record === undefined ? undefined : fromIdle(record);
      const lane = createLane(conversation, record?.number ?? numberOf(businessNumber), start);
      busy.set(conversation, lane);
      return lane;
    },
    busy: (conversation) => busy.get(conversation),
    peek(conversation) {
      const record = idle.get(conversation);
      return record === undefined ? busy.get(conversation) : createLane(conversation, record.number, fromIdle(record));
    },
    forget(conversation) {
      busy.delete(conversation);
      idle.delete(conversation);
    },
    number: numberOf,
    knows: (conversation) => busy.has(conversation) || idle.has(conversation),
    rest(lane) {
      if (!isIdle(lane) || busy.get(lane.conversation) !== lane) return;
      busy.delete(lane.conversation);
      const record = toIdle(lane);
      if (record !== undefined) idle.set(lane.conversation, record);
    },
    lanes: () => busy.values(),
    numbers: () => numbers.values(),
  };
}

function oldestDue(lanes: Iterable<Lane>): Lane | undefined {
  let oldest: Lane | undefined;
  for (const lane of lanes) {
    if (lane.pending === undefined) continue;
    if (oldest?.pending === undefined || lane.pending.dueMs < oldest.pending.dueMs) oldest = lane;
  }
  return oldest;
}
