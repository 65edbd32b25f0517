import type { Activity } from '../../src/index.js';

/** Whose message it is, before the message itself: it can be told without reading the whole. */
export interface MessageHead {
  readonly conversation: string;
  readonly id: string | undefined;
}

// JSON has no line breaks of its own.
const SEPARATOR = '\n';

/** A message as the text of a record. */
export function messageText(activity: Activity): string {
  return JSON.stringify([activity.conversation.id, activity.id]) + SEPARATOR + activityText(activity);
}

/** Whose message a record has. */
export function headOf(text: string): MessageHead {
  const [conversation, id] = JSON.parse(text.slice(0, text.indexOf(SEPARATOR))) as [string, string | null];
  return { conversation, id: id ?? undefined };
}

/** The message of a record. */
export function messageOf(text: string): Activity {
  return activityOf(text.slice(text.indexOf(SEPARATOR) + 1));
}

/** An activity as JSON. */
function activityText(activity: Activity): string {
  return JSON.stringify(activity);
}

/** An activity from its JSON. */
export function activityOf(text: string): Activity {
  const { timestamp, ...activity } = JSON.parse(text) as Activity & { timestamp?: string };
  return timestamp === undefined ? activity : { ...activity, timestamp: new Date(timestamp) };
}
