import { createHeap } from '../../scheduling/heap.js';
import type { Lane } from './lane.js';

/** Conversations of one number whose receipt is due and waits for its turn (R13). */
export interface NumberQueue {
  /** Adds a conversation, or moves it up when somebody has begun to wait for it. */
  push(lane: Lane): void;
  /** What somebody waits for, newest due first; then the rest in due order. */
  pop(): Lane | undefined;
  /** The newest due of all, for a probe (R11). */
  popNewest(): Lane | undefined;
  clear(): void;
}

interface Entry {
  lane: Lane;
  dueMs: number;
}

export function createNumberQueue(): NumberQueue {
  const urgent = createHeap<Entry>((a, b) => a.dueMs > b.dueMs);
  const rest = createHeap<Entry>((a, b) => a.dueMs < b.dueMs);

  return {
    push(lane) {
      const place = lane.held.length > 0 ? 'urgent' : 'rest';
      if (lane.queued === place || lane.queued === 'urgent') return;
      lane.queued = place;
      (place === 'urgent' ? urgent : rest).push(entryOf(lane));
    },
    pop() {
      for (let entry = urgent.pop(); entry !== undefined; entry = urgent.pop()) {
        const { lane } = entry;
        if (lane.queued !== 'urgent') continue;
        if (lane.held.length === 0) {
          lane.queued = 'rest';
          rest.push(entryOf(lane));
        } else if (entry.dueMs === dueOf(lane)) return taken(lane);
        else urgent.push(entryOf(lane));
      }
      for (let entry = rest.pop(); entry !== undefined; entry = rest.pop()) {
        const { lane } = entry;
        if (lane.queued !== 'rest') continue;
        // What it waited for may have been given up, and another target have come.
        if (entry.dueMs === dueOf(lane)) return taken(lane);
        rest.push(entryOf(lane));
      }
      return undefined;
    },
    popNewest() {
      let newest: Entry | undefined;
      for (const entry of [...urgent.entries(), ...rest.entries()]) {
        const { lane } = entry;
        if (lane.queued === undefined || lane.pending === undefined) continue;
        if (newest === undefined || lane.pending.dueMs > (newest.lane.pending?.dueMs ?? 0)) newest = entry;
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

function entryOf(lane: Lane): Entry {
  return { lane, dueMs: dueOf(lane) };
}

function taken(lane: Lane): Lane {
  lane.queued = undefined;
  return lane;
}
