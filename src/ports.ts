import type { Activity, OutgoingActivity } from './activity/activity.js';
import type { MessageContent } from './message-content.js';

/** The message a read receipt is for. */
export interface ReadTarget {
  /** The WhatsApp message id (wamid). */
  id: string;
  /** The business number the message was sent to: digits, with or without `+`. */
  businessNumber: string;
}

/** Who sends to whom. */
export interface MessageAddress {
  /** The business number that sends: digits, with or without `+`. */
  businessNumber: string;
  /** The customer: WhatsApp id or business-scoped user id. */
  to: string;
  /** The message this one answers visibly. @default none */
  quotes?: string;
}

/** A message to a customer. */
export type OutgoingMessage = MessageAddress & MessageContent;

/** A file to upload. */
export interface UploadFile {
  /** The business number that will send it: digits, with or without `+`. */
  businessNumber: string;
  /** MIME type. */
  contentType: string;
  /** The file. */
  data: Uint8Array;
  /** What it is called. @default a name made of its MIME type */
  fileName?: string;
}

/** A file the provider keeps. */
export interface UploadedFile {
  /** What a {@link MediaContent} names it by. */
  mediaId: string;
}

/** What a provider took over. */
export interface SentMessage {
  /** The id the provider gave the message. */
  id: string;
}

/** Options of {@link Gateway.markRead}. */
export interface MarkReadOptions {
  /** Show the typing indicator with the same call (R8). @default false */
  typing?: boolean;
  /** Stops the call, which then rejects. @default none */
  signal?: AbortSignal;
}

/** Options of {@link Gateway.send}. */
export interface SendOptions {
  /** Stops the call, which then rejects; the message may have gone out all the same. @default none */
  signal?: AbortSignal;
}

/**
 * A way to WhatsApp. Both functions reject with a {@link GatewayError}; any other error counts as `retry`.
 */
export interface Gateway {
  /**
   * Marks a message, and by WhatsApp's rule every earlier one of its conversation, as read.
   *
   * @throws {GatewayError} with the provider's code when the call fails.
   */
  markRead(message: ReadTarget, options?: MarkReadOptions): Promise<void>;
  /**
   * Sends a message.
   *
   * A failure of kind `retry` that says `undelivered: true`, because certainly nothing went out, is repeated up to twice
   * in the reply's place; without it a reply is sent once, since a repetition could deliver it twice.
   *
   * @throws {GatewayError} with the provider's code when the call fails.
   */
  send(message: OutgoingMessage, options?: SendOptions): Promise<SentMessage>;
  /**
   * Uploads a file and gives its media id; left out where files go by URL only. A failure of kind `retry` is repeated up
   * to twice.
   *
   * @throws {GatewayError} with the provider's code when the call fails.
   */
  upload?(file: UploadFile, options?: SendOptions): Promise<UploadedFile>;
  /** The API's base URL, which becomes the `serviceUrl` of incoming activities. */
  readonly serviceUrl?: string;
}

/** The answer to one reply. */
export interface ReplyResult {
  /** The message's id, the last one's of a text that was split, or `''` for what is not sent (such as `trace`). */
  id: string;
  /** All ids, where a long text was sent in several messages. */
  ids?: readonly string[];
}

/** One turn of a bot: what a handler answers with. */
export interface Turn {
  /** The messages of this turn, oldest first: one, unless a burst was collected. */
  readonly activities: readonly Activity[];
  /** Aborted when the turn has run out of time or the channel ends. */
  readonly signal: AbortSignal;
  /**
   * Sends a text or an activity to the customer, in the order of the calls and after the tick (R7).
   *
   * @throws {TurnError} `TURN_ENDED` once {@link Turn.signal} is aborted.
   * @throws {TidemarkError} `EMPTY_TEXT` for a message without a text, `UNSUPPORTED_ACTIVITY` for what is no text and no
   *   activity, has a type that cannot be sent, or has only attachments or suggested actions.
   * @throws {GatewayError} with the provider's code when the call fails, `ABORTED` when the turn ends during it.
   */
  reply(textOrActivity: string | OutgoingActivity): Promise<ReplyResult>;
  /** Asks for the typing indicator; never waits and never fails (R8). */
  typing(): Promise<void>;
  /** Marks this turn's messages read without waiting for the quiet time; resolves when scheduled. */
  markRead(): Promise<void>;
}

/** What answers an activity: a bot. A promise it gives is waited for; throwing or rejecting fails the turn. */
export type Handler = (activity: Activity, turn: Turn) => unknown;

/**
 * How the handling of an activity ended: its handler was done (`handled`), threw (`failed`) or took too long (`timedOut`),
 * or there was none: it went to plain subscribers (`emitted`) or never reached `dispatch` (`unhandled`).
 */
export type TurnOutcome = 'handled' | 'failed' | 'timedOut' | 'emitted' | 'unhandled';

/**
 * What an inbox says to an activity that is offered to it: it is taken over and comes back by `deliver` (`accepted`), or
 * perhaps in another process (`stored`); it is known already, or there is no room.
 */
export type Acceptance = 'accepted' | 'stored' | 'duplicate' | 'full';

/** Accepts each message once, keeps it until somebody listens, and forgets it when it is settled. */
export interface Inbox {
  /** Takes an activity, or tells that it is known already or that there is no room; failing answers its webhook 503. */
  accept(activity: Activity): Acceptance | Promise<Acceptance>;
  /** Starts emitting accepted activities in order; gives the function that stops it. */
  deliver(emit: (activity: Activity) => void): () => void;
  /** Tells that the activity is done with. */
  settle(activity: Activity, outcome: TurnOutcome): void | Promise<void>;
  /**
   * Notes that a turn of the activity failed and gives how many have by now; left out by inboxes that keep no count, which
   * then have their activities handled once.
   */
  failed?(activity: Activity): number | Promise<number>;
  /** Stops; gives the activities that were accepted and not settled, as far as they are here. */
  close(): readonly Activity[] | Promise<readonly Activity[]>;
}

/** Fields of a log entry: never a secret, never a message's text. */
export type LogFields = Readonly<Record<string, unknown>>;

/** A logger as pino has it: fields first, then the message. `console` from `warn` up is the default. */
export interface Logger {
  /** What helps to find a fault, such as a receipt that will be tried again. */
  debug(fields: LogFields, message: string): void;
  /** What is worth knowing and needs no action. */
  info(fields: LogFields, message: string): void;
  /** What went wrong and was dealt with, such as a halted number. */
  warn(fields: LogFields, message: string): void;
  /** What went wrong and needs somebody: a handler that threw, an inbox that cannot store. */
  error(fields: LogFields, message: string): void;
}
