import type { Activity } from '../../activity/activity.js';
import { joined } from './check.js';
import { createContactIndex } from './contact-index.js';
import { isJsonObject, type JsonObject } from './json.js';
import { isMediaType, kindOf } from './kinds/kinds.js';
import { messageOf } from './message.js';
import { missingNumber, type Reading, skip, withinLimit } from './reading.js';
import { toActivity, toEcho } from './to-activity.js';

/** Where the messages of a change stand and to whom they were sent. */
export interface MessagesSource {
  /** Path of the value that holds them. */
  path: string;
  messages: readonly unknown[];
  contacts: readonly unknown[];
  businessNumber: string | undefined;
  serviceUrl: string;
  extraInfo: JsonObject | undefined;
  /** Whether this change is the only one of the body, so that what stands beside it can only be about it. */
  alone: boolean;
}

/** Reads the messages of a change one by one: a bad one is told and skipped, the others go on. */
export function readMessages(reading: Reading, source: MessagesSource): void {
  const path = joined(source.path, 'messages');
  const messages = withinLimit(reading, source.messages, { kind: 'messages', path });
  const contactOf = createContactIndex(source.contacts, source.messages.length);
  const common: Common = { contactOf, mediaUrl: mediaUrlOf(source, messages), ...source };
  for (const [index, element] of messages.entries()) {
    const activity = activityOf(element, `${path}[${index}]`, common);
    if (typeof activity === 'string') skip(reading, index, { element, reason: activity });
    else reading.activities.push(activity);
  }
}

/** What the messages of a change have in common. */
interface Common extends MessagesSource {
  contactOf: ReturnType<typeof createContactIndex>;
  mediaUrl: unknown;
}

function activityOf(element: unknown, path: string, common: Common): Activity | string {
  const checked = messageOf(element, path);
  if (!checked.ok) return checked.problem;
  const message = checked.value;
  const { businessNumber, serviceUrl, extraInfo, mediaUrl } = common;
  if (businessNumber === undefined) return missingNumber(common.path);
  const scene = { businessNumber, serviceUrl, extraInfo, contact: common.contactOf(message.senderIds) };
  if (message.sender === businessNumber) return toEcho(message, scene);
  const result = kindOf(message.type)(message.raw, path, { mediaUrl });
  return result.ok ? toActivity(message, result.value, scene) : result.problem;
}

// There is one `media_url` for a body: of two files nobody could tell whose it is, and a wrong picture is worse than none.
function mediaUrlOf({ extraInfo, alone }: MessagesSource, messages: readonly unknown[]): unknown {
  const files = messages.filter((message) => isJsonObject(message) && isMediaType(message.type));
  return alone && files.length === 1 ? extraInfo?.media_url : undefined;
}
