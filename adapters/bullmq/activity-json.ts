import type { Activity } from '../../src/index.js';

/** An activity as text. */
export function activityToJson(activity: Activity): string {
  return JSON.stringify(activity);
}

/** An activity from text; its timestamp is a date again. */
export function activityFromJson(json: string): Activity {
  const activity = JSON.parse(json) as Activity & { timestamp?: Date | string };
  return activity.timestamp === undefined ? activity : { ...activity, timestamp: new Date(activity.timestamp) };
}
