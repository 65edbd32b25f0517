import type { OutgoingActivity } from '../activity/activity.js';

/** A party or a conversation, as far as its id goes. */
export interface WithId {
  /** The id. */
  readonly id?: string | undefined;
}

/** An activity as a bot SDK has it: in this package's shape, but for fields that it does not know. */
export interface SdkActivity {
  /** Kind of the activity; `message` where it has none. */
  readonly type?: string | undefined;
  /** Where it belongs; where a bot sends it, the turn's conversation unless it names one. */
  readonly conversation?: WithId | null | undefined;
  /** Its own id. */
  readonly id?: string | undefined;
  /** Name of an event. */
  readonly name?: string | undefined;
  /** What it answers. */
  readonly replyToId?: string | undefined;
  /** The reference that a proactive turn was made from. */
  readonly relatesTo?: unknown;
}

/** What bot SDKs keep for a turn, by keys of any kind. */
export interface TurnStateMap {
  /** What is kept under a key. */
  get(key: unknown): unknown;
  /** Keeps something under a key. */
  set(key: unknown, value: unknown): unknown;
}

/** What the turn contexts of bot SDKs have in common, as far as this package needs it. */
export interface BotContext {
  /** The activity of the turn. */
  readonly activity: SdkActivity;
  /** What middleware and bot keep for the turn. */
  readonly turnState: TurnStateMap;
  /** What the SDK held back, since the activity asks for its replies at the turn's end (`deliveryMode: 'expectReplies'`). */
  readonly bufferedReplyActivities?: unknown[];
}

/** The same, in this package's type: the SDKs share the schema, and what a bot in JavaScript says is checked later. */
export function outgoingOfSdk(activity: SdkActivity): OutgoingActivity {
  return activity as OutgoingActivity;
}
