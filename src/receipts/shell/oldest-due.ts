import { createHeap } from '../../scheduling/heap.js';
import type { Lane } from './lane.js';

/** Finds the conversation whose receipt has been due longest, while every place is taken (R19). */
export interface OldestDue {
  /** Takes it out; looks at every conversation only the first time. */
  take(lanes: Iterable<Lane>): Lane | undefined;
  /** A conversation that came since. */
  add(lane: Lane): void;
  /** There is room again. */
  clear(): void;
}

export function createOldestDue(isBusy: (lane: Lane) => boolean): OldestDue {
  const heap = createHeap<{ lane: Lane; dueMs: number }>((a, b) => a.dueMs < b.dueMs);

  // A due time that has moved since is put right when its turn comes.
  function takeKnown(): Lane | undefined {
    for (let entry = heap.pop(); entry !== undefined; entry = heap.pop()) {
      const { lane, dueMs } = entry;
      if (!isBusy(lane) || lane.pending === undefined) continue;
      if (lane.pending.dueMs === dueMs) return lane;
      heap.push({ lane, dueMs: lane.pending.dueMs });
    }
    return undefined;
  }

  return {
    take(lanes) {
      const known = takeKnown();
      if (known !== undefined) return known;
      for (const lane of lanes) if (lane.pending !== undefined) heap.push({ lane, dueMs: lane.pending.dueMs });
      return takeKnown();
    },
    add(lane) {
      if (heap.size > 0) heap.push({ lane, dueMs: Number.NEGATIVE_INFINITY });
    },
    clear() {
      if (heap.size > 0) heap.clear();
    },
  };
}
