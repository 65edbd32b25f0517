import { createHeap, type Heap } from '../../scheduling/heap.js';
import type { Lane } from './lane.js';

/** Conversations of one number whose receipt is due and waits for its turn (R13). */
export interface NumberQueue {
  /** Adds a conversation, or gives it another place when its target has changed or somebody has begun to wait for it. */
  push(lane: Lane): void;
  /** Takes a conversation out that has no call to make now. */
  leave(lane: Lane): void;
  /** What somebody waits for, newest due first; then the rest in due order. */
  pop(): Lane | undefined;
  /** The newest due of all, for a probe (R11). */
  popNewest(): Lane | undefined;
  clear(): void;
}

/** A conversation's place in its number's queue. */
export interface QueuePlace {
  readonly lane: Lane;
  readonly dueMs: number;
  /** Somebody waits for it. */
  readonly isUrgent: boolean;
}

/** Places that were left stay among the others until there are so many more of them. */
const SPARE_PLACES = 64;

export function createNumberQueue(): NumberQueue {
  const urgent = createHeap<QueuePlace>((a, b) => a.dueMs > b.dueMs);
  const rest = createHeap<QueuePlace>((a, b) => a.dueMs < b.dueMs);
  let tidyAt = SPARE_PLACES;

  function put(lane: Lane, isUrgent: boolean): void {
    const place: QueuePlace = { lane, dueMs: dueOf(lane), isUrgent };
    lane.queued = place;
    (isUrgent ? urgent : rest).push(place);
    if (urgent.size + rest.size < tidyAt) return;
    for (const heap of [urgent, rest]) tidy(heap);
    tidyAt = 2 * (urgent.size + rest.size) + SPARE_PLACES;
  }

  return {
    push(lane) {
      const isUrgent = isWaitedFor(lane);
      const { queued } = lane;
      if (queued?.dueMs === dueOf(lane) && (queued.isUrgent || !isUrgent)) return;
      put(lane, isUrgent);
    },
    leave(lane) {
      lane.queued = undefined;
    },
    pop() {
      for (let place = urgent.pop(); place !== undefined; place = urgent.pop()) {
        if (!isHeld(place)) continue;
        if (isWaitedFor(place.lane)) return taken(place.lane);
        put(place.lane, false);
      }
      for (let place = rest.pop(); place !== undefined; place = rest.pop()) {
        if (isHeld(place)) return taken(place.lane);
      }
      return undefined;
    },
    popNewest() {
      let newest: QueuePlace | undefined;
      for (const place of [...urgent.entries(), ...rest.entries()]) {
        if (!isHeld(place) || place.lane.pending === undefined) continue;
        if (newest === undefined || place.dueMs > newest.dueMs) newest = place;
      }
      return newest === undefined ? undefined : taken(newest.lane);
    },
    clear() {
      urgent.clear();
      rest.clear();
    },
  };
}

function dueOf({ pending }: Lane): number {
  return pending?.dueMs ?? Number.POSITIVE_INFINITY;
}

/** What is ready goes on without the call. */
function isWaitedFor({ held }: Lane): boolean {
  return held.some(({ group }) => group !== 'ready');
}

/** A conversation that has left, or has another place by now, leaves its old one behind. */
function isHeld(place: QueuePlace): boolean {
  return place.lane.queued === place;
}

function tidy(heap: Heap<QueuePlace>): void {
  const held = heap.entries().filter(isHeld);
  heap.clear();
  for (const place of held) heap.push(place);
}

function taken(lane: Lane): Lane {
  lane.queued = undefined;
  return lane;
}
