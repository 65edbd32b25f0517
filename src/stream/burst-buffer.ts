import type { Activity } from '../activity/activity.js';
import { createWakeQueue } from '../scheduling/wake-queue.js';
import type { CollectSettings } from './collect-options.js';

/** The bursts that are being collected, by conversation. */
export interface BurstBuffer {
  /** Adds a message to its conversation's burst. */
  add(activity: Activity): void;
  /** Ends the conversation's burst now. */
  flush(conversation: string): void;
  /** Ends every burst now. */
  flushAll(): void;
  readonly size: number;
  /** Forgets all and keeps no timer; gives what was collected. */
  stop(): Activity[];
}

/** What a buffer works with. */
export interface BurstBufferOptions {
  settings: CollectSettings;
  /** The receipt's window has collected the burst already: it ends with the present hand-over. */
  sharesWindow: () => boolean;
  /** Calls back when no turn of the conversation runs or waits; tells whether it will: `false` means it is free now. */
  whenFree: (conversation: string, callback: () => void) => boolean;
  emit: (activities: Activity[]) => void;
}

interface Burst {
  conversation: string;
  activities: Activity[];
  firstMs: number;
  dueMs: number;
  wakeAtMs: number;
  /** Due, and waiting for the running turn to end. */
  waiting: boolean;
}

export function createBurstBuffer({ settings, sharesWindow, whenFree, emit }: BurstBufferOptions): BurstBuffer {
  const { quietMs, maxWaitMs, maxCount } = settings;
  const bursts = new Map<string, Burst>();
  const nowMs = (): number => performance.now();
  const wakes = createWakeQueue<Burst>(look, nowMs);

  function look(burst: Burst): void {
    if (bursts.get(burst.conversation) !== burst || burst.waiting) return;
    if (burst.dueMs > nowMs()) {
      wakes.arm(burst, burst.dueMs);
      return;
    }
    burst.waiting = whenFree(burst.conversation, () => end(burst));
    if (!burst.waiting) end(burst);
  }

  function end(burst: Burst): void {
    if (bursts.get(burst.conversation) !== burst) return;
    bursts.delete(burst.conversation);
    emit(burst.activities);
  }

  function newBurst(conversation: string): Burst {
    const firstMs = nowMs();
    const burst = {
      conversation,
      activities: [],
      firstMs,
      dueMs: firstMs,
      wakeAtMs: Number.POSITIVE_INFINITY,
      waiting: false,
    };
    bursts.set(conversation, burst);
    return burst;
  }

  return {
    get size() {
      return bursts.size;
    },
    add(activity) {
      const conversation = activity.conversation.id;
      const burst = bursts.get(conversation) ?? newBurst(conversation);
      burst.activities.push(activity);
      if (burst.activities.length >= maxCount) {
        end(burst);
        return;
      }
      if (sharesWindow()) {
        burst.dueMs = nowMs();
        // After the loop that hands the burst on.
        queueMicrotask(() => look(burst));
        return;
      }
      burst.dueMs = Math.min(nowMs() + quietMs, burst.firstMs + maxWaitMs);
      wakes.arm(burst, burst.dueMs);
    },
    flush(conversation) {
      const burst = bursts.get(conversation);
      if (burst !== undefined) end(burst);
    },
    flushAll() {
      for (const burst of [...bursts.values()]) end(burst);
    },
    stop() {
      const left = [...bursts.values()].flatMap(({ activities }) => activities);
      bursts.clear();
      wakes.clear();
      return left;
    },
  };
}
