import { randomUUID } from 'node:crypto';

/** What every message in a webhook has. */
export interface WebhookMessageOptions {
  /**
   * The message's id.
   * @default a unique one that begins with `wamid.`
   */
  id?: string;
  /**
   * The customer, digits without "+".
   * @default that of the webhook
   */
  from?: string;
  /**
   * Unix seconds.
   * @default now
   */
  timestamp?: number | string;
  /**
   * The message this one quotes.
   * @default none
   */
  context?: {
    /**
     * Who sent the quoted message, digits without "+".
     * @default none
     */
    readonly from?: string;
    /** The quoted message's id. */
    readonly id: string;
  };
}

/** A new id that looks like WhatsApp's. */
function newMessageId(): string {
  return `wamid.${Buffer.from(randomUUID()).toString('base64url')}`;
}

/** Unix seconds as the string WhatsApp writes. */
export function timestampOf(timestamp: number | string = Math.floor(Date.now() / 1000)): string {
  return String(timestamp);
}

type Common = { readonly [Key in keyof WebhookMessageOptions]: WebhookMessageOptions[Key] | undefined };

function message({ id, from, timestamp, context }: Common, type: string, content: object): object {
  return {
    ...(context === undefined ? {} : { context }),
    ...(from === undefined ? {} : { from }),
    id: id ?? newMessageId(),
    timestamp: timestampOf(timestamp),
    type,
    [type]: content,
  };
}

/** A text, as one element of `messages`. */
export function textMessage({
  text,
  ...common
}: WebhookMessageOptions & {
  /** What the customer wrote. */
  text: string;
}): object {
  return message(common, 'text', { body: text });
}

/** What a customer's choice carries. */
export interface ReplyOptions extends WebhookMessageOptions {
  /** The id the bot gave the button or row; the `id` of the message is {@link WebhookMessageOptions.id}. */
  replyId: string;
  /** What the customer saw. */
  title: string;
}

/** A tap on a reply button, as one element of `messages`. */
export function buttonReplyMessage({ replyId, title, ...common }: ReplyOptions): object {
  return message(common, 'interactive', { type: 'button_reply', button_reply: { id: replyId, title } });
}

/** A choice from a list, as one element of `messages`. */
export function listReplyMessage(
  options: ReplyOptions & {
    /**
     * The text under the row's title.
     * @default none
     */
    description?: string;
  },
): object {
  const { replyId, title, description, ...common } = options;
  const reply = { id: replyId, title, ...(description === undefined ? {} : { description }) };
  return message(common, 'interactive', { type: 'list_reply', list_reply: reply });
}

/** A reaction, as one element of `messages`; without an emoji it takes the reaction back. */
export function reactionMessage(
  options: WebhookMessageOptions & {
    /** The id of the message reacted to. */
    messageId: string;
    /**
     * One emoji.
     * @default none, which takes the reaction back
     */
    emoji?: string;
  },
): object {
  const { messageId, emoji, ...common } = options;
  return message(common, 'reaction', { message_id: messageId, ...(emoji === undefined ? {} : { emoji }) });
}

/** What a picture carries. */
export interface ImageOptions extends WebhookMessageOptions {
  /**
   * The text under it.
   * @default none
   */
  caption?: string;
  /**
   * The file's MIME type.
   * @default 'image/jpeg'
   */
  mimeType?: string;
  /**
   * Base64 of the file's SHA-256.
   * @default that of an empty file
   */
  sha256?: string;
  /**
   * The file's id at WhatsApp.
   * @default '1122334455667788'
   */
  mediaId?: string;
}

/** A picture, as one element of `messages`; its link is `media_url` of the webhook's `extraInfo`. */
export function imageMessage(options: ImageOptions = {}): object {
  const { caption, mimeType = 'image/jpeg', sha256, mediaId = '1122334455667788', ...common } = options;
  return message(common, 'image', {
    ...(caption === undefined ? {} : { caption }),
    mime_type: mimeType,
    sha256: sha256 ?? '47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=',
    id: mediaId,
  });
}

/** What a place carries. */
export interface LocationOptions extends WebhookMessageOptions {
  /** Degrees, north positive. */
  latitude: number;
  /** Degrees, east positive. */
  longitude: number;
  /**
   * What the place is called.
   * @default none
   */
  name?: string;
  /**
   * Its postal address.
   * @default none
   */
  address?: string;
  /**
   * A page about it.
   * @default none
   */
  url?: string;
}

/** A location, as one element of `messages`: the current one, or with `name` and `address` a place. */
export function locationMessage(options: LocationOptions): object {
  const { id, from, timestamp, context, ...location } = options;
  return message({ id, from, timestamp, context }, 'location', location);
}
