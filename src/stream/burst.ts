import type { Activity } from '../activity/activity.js';
import { secondOf } from '../activity/second-of.js';

/** Whether an activity can be part of a burst: a message that is no tap and no order, which stand for themselves. */
export function isCollectable({ type, value }: Activity): boolean {
  return type === 'message' && value === undefined;
}

/** Makes one activity of a burst, in the order of R2, under the newest one's id and timestamp; one stays as it is. */
export function burstOf(activities: readonly Activity[]): Activity {
  // Sorting is stable, so messages of one second stay in order of arrival.
  const ordered = activities.toSorted((a, b) => secondOf(a) - secondOf(b));
  const newest = ordered.at(-1) as Activity;
  if (ordered.length === 1) return newest;
  const attachments = ordered.flatMap((activity) => activity.attachments ?? []);
  const entities = ordered.flatMap((activity) => activity.entities ?? []);
  return {
    ...newest,
    text: ordered.flatMap(({ text }) => (text ? [text] : [])).join('\n'),
    ...(attachments.length > 0 && { attachments }),
    ...(entities.length > 0 && { entities }),
    channelData: Object.freeze({ ...(newest.channelData as object | undefined), burst: Object.freeze(ordered) }),
  };
}

/** The messages an activity stands for, oldest first: one, unless it is a burst. */
export function originalsOf(activity: Activity): readonly Activity[] {
  const { burst } = (activity.channelData ?? {}) as { burst?: unknown };
  return Array.isArray(burst) && burst.length > 0 ? (burst as Activity[]) : [activity];
}
