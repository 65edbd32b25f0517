import { createHeap } from './heap.js';
import { MAX_DELAY_MS } from './max-delay.js';

/** Something that wants to be woken; the queue keeps the time in it. */
export interface Wakeable {
  /** When it will be woken; `undefined` when it will not. */
  wakeAtMs: number | undefined;
}

/** Wakes many things with one timer. */
export interface WakeQueue<T extends Wakeable> {
  /** Wakes the item at this time at the latest; an earlier wish stands. */
  arm(item: T, atMs: number): void;
  /** Forgets all. */
  clear(): void;
}

/**
 * An item that is armed for a later time than it has is left alone and looks again when it wakes: so a message that
 * prolongs its conversation's window costs nothing here.
 */
export function createWakeQueue<T extends Wakeable>(wake: (item: T) => void, nowMs: () => number): WakeQueue<T> {
  const heap = createHeap<{ item: T; atMs: number }>((a, b) => a.atMs < b.atMs);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let timerAtMs = Number.POSITIVE_INFINITY;

  function setTimer(): void {
    const atMs = heap.peek()?.atMs ?? Number.POSITIVE_INFINITY;
    if (atMs >= timerAtMs) return;
    clearTimeout(timer);
    timerAtMs = atMs;
    timer = setTimeout(run, Math.min(MAX_DELAY_MS, Math.max(0, Math.ceil(atMs - nowMs()))));
  }

  function run(): void {
    timer = undefined;
    timerAtMs = Number.POSITIVE_INFINITY;
    const now = nowMs();
    for (let next = heap.peek(); next !== undefined && next.atMs <= now; next = heap.peek()) {
      heap.pop();
      // An entry that no longer carries its item's time was overtaken by an earlier one.
      if (next.item.wakeAtMs !== next.atMs) continue;
      next.item.wakeAtMs = undefined;
      wake(next.item);
    }
    setTimer();
  }

  return {
    arm(item, atMs) {
      if (item.wakeAtMs !== undefined && atMs >= item.wakeAtMs) return;
      item.wakeAtMs = atMs;
      heap.push({ item, atMs });
      setTimer();
    },
    clear() {
      clearTimeout(timer);
      timer = undefined;
      timerAtMs = Number.POSITIVE_INFINITY;
      heap.clear();
    },
  };
}
