import { randomUUID } from 'node:crypto';
import { digitsOf, valueHead, webhookIds } from './kaleyra-webhook.js';
import { timestampOf } from './webhook-messages.js';

/** Fields of {@link statusWebhook}. */
export interface StatusWebhookOptions {
  /** The id of the message the business sent. */
  id: string;
  /** What became of it; any other word is passed on too. */
  status: 'sent' | 'delivered' | 'read' | 'played' | 'failed' | (string & {});
  /** The number that sent it: digits, a "+" is taken off. */
  businessNumber: string;
  /** The customer: digits, a "+" is taken off. */
  recipient: string;
  /**
   * Unix seconds.
   * @default now
   */
  timestamp?: number | string;
  /**
   * The id inside `statuses`, where it is to differ: in Kaleyra's sample it is not the message's.
   * @default the `id`
   */
  statusId?: string;
  /**
   * Fields to add to the status, such as `errors`, `conversation` or `pricing`.
   * @default none
   */
  details?: Readonly<Record<string, unknown>>;
  /**
   * Overrides fields of `extra_info`, such as `ref`.
   * @default none
   */
  extraInfo?: Readonly<Record<string, unknown>>;
}

/** The body of a status webhook as Kaleyra V2 posts it: one change of Meta's, `extra_info`, and the status once more. */
export function statusWebhook(options: StatusWebhookOptions): object {
  const { id, status, businessNumber, recipient, timestamp, statusId = id, details, extraInfo } = options;
  return {
    meta_object: {
      value: {
        ...valueHead(businessNumber),
        statuses: [
          {
            id: statusId,
            status,
            timestamp: timestampOf(timestamp),
            recipient_id: digitsOf(recipient),
            ...details,
          },
        ],
      },
      field: 'messages',
    },
    extra_info: {
      trace_id: randomUUID(),
      message_id: id,
      waba_id: webhookIds.wabaId,
      ref: '',
      ref1: '',
      ref2: '',
      enable_url_tracking_body: false,
      enable_url_tracking_button: false,
      ...extraInfo,
    },
    status,
    message_id: id,
  };
}
