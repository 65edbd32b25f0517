import type { Activity } from '../../activity/activity.js';

/** Options of {@link parseKaleyraWebhook}. */
export interface ParseWebhookOptions {
  /**
   * The API's base URL, which becomes the `serviceUrl` of the activities.
   *
   * @default 'https://api.kaleyra.io'
   */
  serviceUrl?: string;
  /**
   * The business number of a webhook that names none, such as the on-premises form; one that names its own keeps it.
   *
   * @default none: such messages are skipped, since nobody could answer them or mark them read
   */
  businessNumber?: string;
}

/** What became of a message the business sent. */
export interface MessageStatus {
  /**
   * The id of the message: the wamid wherever the webhook tells one. A channel's `status$` has here the id that
   * `turn.reply` resolved to, also where the provider answered with another one of these (the last 10,000 are remembered).
   */
  id: string;
  /** Every id the webhook gives this message, `id` first: which of them the send was answered with is not documented. */
  ids: readonly string[];
  /** `sent`, `delivered`, `read`, `played`, `failed` or a word WhatsApp added since; lower case. */
  status: string;
  /** When it came to pass, by WhatsApp's clock (whole seconds). */
  timestamp?: Date;
  /** Id of the conversation, `<business number>:<user id>`. */
  conversation: string;
  /** Why it failed, as WhatsApp tells it: objects with `code`, `title`, `message`. */
  errors?: readonly unknown[];
  /** The provider's status, whole and frozen: `{provider: 'kaleyra', status, extraInfo?}`. */
  channelData: unknown;
}

/** News about the account rather than from a customer: template status, number quality, an error. */
export interface AccountEvent {
  /** What it is about, such as `message_template_status_update`. */
  field: string;
  /** The provider's value, frozen. */
  value: unknown;
}

/** A part of a webhook that could not be read, while the rest of it went on. */
export interface SkippedMessage {
  /** Its position in the list it stood in. */
  index: number;
  /** Its id, where it has one. */
  id?: string;
  /** The path of the field at fault and what was expected there; never what stood there. */
  reason: string;
}

/** A webhook taken apart, or why it was not recognised. */
export type ParsedWebhook =
  | {
      /** The shape was recognised; single messages may still be among `skipped`. */
      ok: true;
      /** What customers did, in the order of the body. */
      activities: Activity[];
      /** What became of the business's own messages. */
      statuses: MessageStatus[];
      /** Everything that is about the account. */
      account: AccountEvent[];
      /** What could not be read. */
      skipped: SkippedMessage[];
    }
  | {
      /** Nothing could be read. */
      ok: false;
      /** `V1_CALLBACK`: a flat callback of Kaleyra's V1; `UNRECOGNISED_SHAPE`: anything else. */
      code: 'UNRECOGNISED_SHAPE' | 'V1_CALLBACK';
      /** What was expected and what to do; never a text of the body. */
      message: string;
    };
