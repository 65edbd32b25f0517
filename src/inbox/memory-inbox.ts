import type { Activity } from '../activity/activity.js';
import type { Inbox } from '../ports.js';

/** Options of {@link createMemoryInbox}. */
export interface MemoryInboxOptions {
  /** Activities accepted and not settled, at the most; then the inbox is full. @default 10000 */
  maxWaiting?: number;
  /** Ids remembered to recognise a redelivery, at least `maxWaiting`. @default 100000 */
  maxRemembered?: number;
}

/**
 * Makes an inbox in this process's memory: nothing to install, and nothing left of it after a crash.
 *
 * @example
 * ```ts
 * createChannel({ gateway, webhook, inbox: createMemoryInbox({ maxWaiting: 50_000 }) });
 * ```
 */
export function createMemoryInbox({ maxWaiting = 10_000, maxRemembered = 100_000 }: MemoryInboxOptions = {}): Inbox {
  const known = new Set<string>();
  const unsettled = new Set<Activity>();
  const byId = new Map<string, Activity>();
  let emit: ((activity: Activity) => void) | undefined;
  const limit = Math.max(maxRemembered, maxWaiting);

  function remember(id: string): void {
    known.add(id);
    if (known.size <= limit) return;
    for (const oldest of known) {
      known.delete(oldest);
      return;
    }
  }

  return {
    accept(activity) {
      const { id } = activity;
      if (id !== undefined && known.has(id)) return 'duplicate';
      if (unsettled.size >= maxWaiting) return 'full';
      if (id !== undefined) {
        remember(id);
        byId.set(id, activity);
      }
      unsettled.add(activity);
      emit?.(activity);
      return 'accepted';
    },
    deliver(next) {
      emit = next;
      for (const activity of [...unsettled]) if (emit === next && unsettled.has(activity)) next(activity);
      return () => {
        if (emit === next) emit = undefined;
      };
    },
    settle(activity) {
      const stored = (activity.id === undefined ? undefined : byId.get(activity.id)) ?? activity;
      unsettled.delete(stored);
      if (activity.id !== undefined) byId.delete(activity.id);
    },
    close() {
      emit = undefined;
      return [...unsettled];
    },
  };
}
