import type { z } from 'zod';
import type { Activity } from '../../../activity/activity.js';
import { type Checked, check } from '../check.js';
import type { JsonObject } from '../json.js';

/** The part of an activity that depends on the kind of the message. */
export type Content = Pick<Activity, 'type'> &
  Partial<
    Pick<
      Activity,
      | 'text'
      | 'textFormat'
      | 'attachments'
      | 'entities'
      | 'name'
      | 'value'
      | 'replyToId'
      | 'reactionsAdded'
      | 'reactionsRemoved'
    >
  >;

/** What a message's `channelData` says about it beside the message itself. */
export interface Marks {
  /** A voice note, not a file of sound. */
  voice?: true;
  /** A tap on a button, a list row or a flow: nobody goes on typing after it. */
  tap?: true;
}

/** What a kind made of a message. */
export interface KindResult {
  content: Content;
  marks?: Marks;
}

/** What a kind may use beside the message. */
export interface KindHints {
  /** `extra_info.media_url`, where it can only belong to this message. */
  mediaUrl: unknown;
}

/** Makes the content of one kind of message; `path` is where the message stands in the body. */
export type Kind = (message: JsonObject, path: string, hints: KindHints) => Checked<KindResult>;

/** A kind made of the schema of its messages and of what to make of a good one. */
export function createKind<T>(schema: z.ZodType<T>, toContent: (message: T, hints: KindHints) => KindResult): Kind {
  return (message, path, hints) => {
    const checked = check(schema, message, path);
    return checked.ok ? { ok: true, value: toContent(checked.value, hints) } : checked;
  };
}

/** A message activity; its text is always a string, since bots call `activity.text.toLowerCase()`. */
export function messageContent(text: string | undefined, more?: Partial<Content>): Content {
  return { type: 'message', text: text ?? '', textFormat: 'plain', ...more };
}
