import type { Activity } from 'tidemark';
import { type Alternative, QUIET_MS, type Running } from './alternative.js';

interface Entry {
  newest: Activity;
  timer: NodeJS.Timeout;
}

/** A timer per conversation, cleared and set anew by each message. */
export const clearAndSet: Alternative = {
  name: 'setTimeout + clearTimeout',
  start() {
    const entries = new Map<string, Entry>();
    const fire = (): void => undefined;
    return {
      offerAll(activities) {
        for (const activity of activities) {
          const entry = entries.get(activity.conversation.id);
          if (entry === undefined) {
            entries.set(activity.conversation.id, { newest: activity, timer: setTimeout(fire, QUIET_MS) });
          } else {
            entry.newest = activity;
            clearTimeout(entry.timer);
            entry.timer = setTimeout(fire, QUIET_MS);
          }
        }
      },
      stop: () => clearAll(entries),
    };
  },
};

/** A timer per conversation, refreshed by each message. */
export const refresh: Alternative = {
  name: 'Timeout.refresh()',
  start(): Running {
    const entries = new Map<string, Entry>();
    const fire = (): void => undefined;
    return {
      offerAll(activities) {
        for (const activity of activities) {
          const entry = entries.get(activity.conversation.id);
          if (entry === undefined) {
            entries.set(activity.conversation.id, { newest: activity, timer: setTimeout(fire, QUIET_MS) });
          } else {
            entry.newest = activity;
            entry.timer.refresh();
          }
        }
      },
      stop: () => clearAll(entries),
    };
  },
};

function clearAll(entries: Map<string, Entry>): void {
  for (const { timer } of entries.values()) clearTimeout(timer);
  entries.clear();
}
