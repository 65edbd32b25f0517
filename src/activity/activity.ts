/** A party of a conversation: the customer or the business number. */
export interface ChannelAccount {
  /** The customer's WhatsApp id (digits) or business-scoped user id; for the business its number, digits only. */
  id: string;
  /** Profile name, where WhatsApp tells one. */
  name?: string;
  /** `user` for the customer, `bot` for the business number. */
  role?: string;
}

/** The conversation an activity belongs to. */
export interface ConversationAccount {
  /** `<business number>:<user id>`: unique across all numbers that one deployment serves. */
  id: string;
  /** Always `false`: WhatsApp business conversations have one customer. */
  isGroup?: boolean;
}

/** A file or a structured object that travels with a message. */
export interface Attachment {
  /** MIME type. */
  contentType: string;
  /** Where the file can be fetched. */
  contentUrl?: string;
  /** Structured content, for attachments that are not files. */
  content?: unknown;
  /** A safe base name: never a path. */
  name?: string;
}

/** Metadata of an activity, such as `GeoCoordinates` or `Place`. */
export interface Entity {
  /** Kind of the entity. */
  type: string;
  [field: string]: unknown;
}

/** An emoji put on a message or taken away from it. */
export interface MessageReaction {
  /** The emoji; `unknown` where WhatsApp does not tell which one was removed. */
  type: string;
}

/**
 * One event of a conversation, in the shape of Bot Framework's Activity schema.
 *
 * Absent fields are omitted, never `null`; `text` is always a string on an incoming message.
 */
export interface Activity {
  /** `message`, `messageReaction`, `event`, `conversationUpdate`, `typing`, … */
  type: string;
  /** The WhatsApp message id (wamid); what is no message of its own, such as a status, has one made from it. */
  id?: string;
  /** When the customer sent it, by WhatsApp's clock (whole seconds). */
  timestamp?: Date;
  /** Always `whatsapp` on incoming activities. */
  channelId: string;
  /** The provider's API base URL. */
  serviceUrl: string;
  /** Who sent it. */
  from: ChannelAccount;
  /** Who receives it. */
  recipient: ChannelAccount;
  /** Where it belongs. */
  conversation: ConversationAccount;
  /** The text, the caption, or the value of a tapped button. */
  text?: string;
  /** `plain` on incoming messages. */
  textFormat?: string;
  /** Files and structured objects. */
  attachments?: Attachment[];
  /** Locations and other metadata. */
  entities?: Entity[];
  /** Who has come to the conversation, on a `conversationUpdate`. */
  membersAdded?: ChannelAccount[];
  /** Name of an event. */
  name?: string;
  /** Content of a tap, a flow answer, an order or an event. */
  value?: unknown;
  /** The message this one answers or reacts to. */
  replyToId?: string;
  /** Reactions the customer added. */
  reactionsAdded?: MessageReaction[];
  /** Reactions the customer removed. */
  reactionsRemoved?: MessageReaction[];
  /** The provider's message, whole. */
  channelData?: unknown;
}

/** A button, as both SDKs have it: of a card, or suggested with a message. */
export interface CardAction {
  /** `imBack`, `postBack` and `messageBack` answer; `openUrl`, `call` and their like open something. @default 'imBack' */
  type?: string | undefined;
  /** What is shown. @default the value or the text */
  title?: string | undefined;
  /** What comes back, or what is opened. @default the title */
  value?: unknown;
  /** The text of the message that a `messageBack` becomes. @default the title */
  text?: string | undefined;
  /** Not used: WhatsApp shows the title in the customer's own bubble. @default none */
  displayText?: string | undefined;
}

/** What a bot sends: any part of an activity; addresses are filled in from the turn. */
export interface OutgoingActivity extends Partial<Activity> {
  /** Choices: up to three become buttons, up to ten a list, more a numbered text. @default none */
  suggestedActions?: {
    /** The choices, in order. */
    actions?: readonly CardAction[] | null;
  } | null;
  /** Said instead of cards that WhatsApp has no form for. @default what stands in them */
  summary?: string | null;
  /**
   * What WhatsApp has and activities do not: `quote: true` quotes the message of the turn and `quoteOf: '<id>'` another one;
   * `reactTo: '<id>'` is what a `messageReaction` is for, where it is not the message of the turn; `header`, `footer` and
   * `listButton` stand around choices; `template`, `interactive` and `raw` are the whole message in WhatsApp's own form.
   *
   * @default none
   */
  channelData?: unknown;
}

/** The address of a conversation, as plain JSON: what a proactive message needs. */
export interface ConversationReference {
  /** The conversation; its `id` is enough to reach the customer. */
  conversation: ConversationAccount;
  /** The last activity known when the reference was taken. */
  activityId?: string;
  /** The customer. */
  user?: ChannelAccount;
  /** The business number. */
  bot?: ChannelAccount;
  /** The channel, `whatsapp`. */
  channelId?: string;
  /** The provider's API base URL. */
  serviceUrl?: string;
}
