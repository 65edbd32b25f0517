import type { Activity } from '../activity/activity.js';
import { oldestEntryOf } from '../oldest-entry.js';
import type { Turn } from '../ports.js';

/** Which turn an activity has, so that a copy of it finds the same one. */
export interface RecentTurns {
  of(activity: Activity): Turn | undefined;
  /** A turn that runs is kept until it ends. */
  begin(activity: Activity, turn: Turn): void;
  end(activity: Activity): void;
  /** A turn that nobody ends. */
  give(activity: Activity, turn: Turn): void;
}

// For copies that come late; the activity itself finds its turn as long as it lives.
const LIMIT = 2000;

export function createRecentTurns(): RecentTurns {
  const running = new Map<string, Turn>();
  const byActivity = new WeakMap<Activity, Turn>();
  const recent = new Map<string, Turn>();
  const oldestRecent = oldestEntryOf(recent);
  const keyOf = ({ conversation, id }: Activity): string => `${conversation.id}\n${id ?? ''}`;

  function remember(activity: Activity, turn: Turn): void {
    if (activity.id === undefined) return;
    const key = keyOf(activity);
    recent.delete(key);
    recent.set(key, turn);
    const oldest = recent.size > LIMIT ? oldestRecent() : undefined;
    if (oldest !== undefined) recent.delete(oldest[0]);
  }

  return {
    of: (activity) =>
      byActivity.get(activity) ??
      (activity.id === undefined ? undefined : (running.get(keyOf(activity)) ?? recent.get(keyOf(activity)))),
    begin(activity, turn) {
      byActivity.set(activity, turn);
      if (activity.id !== undefined) running.set(keyOf(activity), turn);
    },
    end(activity) {
      const turn = running.get(keyOf(activity));
      running.delete(keyOf(activity));
      if (turn !== undefined) remember(activity, turn);
    },
    give(activity, turn) {
      byActivity.set(activity, turn);
      remember(activity, turn);
    },
  };
}
