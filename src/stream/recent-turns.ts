import type { Activity } from '../activity/activity.js';
import type { Turn } from '../ports.js';

/** The turns of the newest activities, running and ended, so that a copy of an activity finds its turn. */
export interface RecentTurns {
  of(activity: Activity): Turn | undefined;
  set(activity: Activity, turn: Turn): void;
}

// Enough for every turn that can run and their late replies; a forgotten one only loses its order and its end.
const LIMIT = 2000;

export function createRecentTurns(): RecentTurns {
  const turns = new Map<string | Activity, Turn>();
  const keyOf = (activity: Activity): string | Activity =>
    activity.id === undefined ? activity : `${activity.conversation.id}\n${activity.id}`;
  return {
    of: (activity) => turns.get(keyOf(activity)),
    set(activity, turn) {
      const key = keyOf(activity);
      turns.delete(key);
      turns.set(key, turn);
      if (turns.size <= LIMIT) return;
      for (const oldest of turns.keys()) {
        turns.delete(oldest);
        return;
      }
    },
  };
}
