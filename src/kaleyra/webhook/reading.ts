import type { Activity } from '../../activity/activity.js';
import { joined } from './check.js';
import { maxItems } from './envelope.js';
import type { JsonObject } from './json.js';
import type { AccountEvent, MessageStatus, SkippedMessage } from './parsed-webhook.js';

/** What has been read of a body so far. */
export interface Reading {
  readonly activities: Activity[];
  readonly statuses: MessageStatus[];
  readonly account: AccountEvent[];
  readonly skipped: SkippedMessage[];
  /** How many messages and statuses were looked at, good and bad. */
  readonly seen: { messages: number; statuses: number };
}

/** The elements of a list that are still within the body's limit; tells once how many are left out. */
export function withinLimit(
  reading: Reading,
  list: readonly unknown[],
  { kind, path }: { kind: keyof Reading['seen']; path: string },
): readonly unknown[] {
  const room = maxItems - reading.seen[kind];
  reading.seen[kind] += Math.min(list.length, room);
  if (list.length <= room) return list;
  const reason = `${path}[${room}]: ${list.length - room} left out from here on, at most ${maxItems} ${kind} of a body are read`;
  reading.skipped.push({ index: room, reason });
  return list.slice(0, room);
}

// Whatever stands where an id belongs goes into logs: a sentence does not pass.
const idPattern = /^[\w.:+/=-]{1,256}$/;

/** Notes an element that could not be read, with its id where it has one. */
export function skip(reading: Reading, index: number, { element, reason }: { element: unknown; reason: string }): void {
  const id = (element as JsonObject | null | undefined)?.id;
  reading.skipped.push(typeof id === 'string' && idPattern.test(id) ? { index, id, reason } : { index, reason });
}

/** Why nothing can be made of a message or status of nobody knows which number. */
export function missingNumber(path: string): string {
  const field = joined(path, 'metadata.display_phone_number');
  return `${field}: expected the business number; give the option businessNumber`;
}
