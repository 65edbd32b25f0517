import type { Activity } from 'tidemark';
import type { Alternative } from './alternative.js';

/** The least that can be done: the conversation's entry is found and updated; no clock, no timer. */
export const bareMap: Alternative = {
  name: 'bare Map',
  start() {
    const entries = new Map<string, { newest: Activity; count: number }>();
    return {
      offerAll(activities) {
        for (const activity of activities) {
          const entry = entries.get(activity.conversation.id);
          if (entry === undefined) entries.set(activity.conversation.id, { newest: activity, count: 1 });
          else {
            entry.newest = activity;
            entry.count += 1;
          }
        }
      },
      stop: () => entries.clear(),
    };
  },
};
