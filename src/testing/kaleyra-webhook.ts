import { randomUUID } from 'node:crypto';

/** Fields of {@link kaleyraWebhook}. */
export interface KaleyraWebhookOptions {
  /** The customer: digits, a "+" is taken off. */
  from: string;
  /** The number the customer wrote to: digits, a "+" is taken off. */
  businessNumber: string;
  /**
   * The customer's profile name.
   * @default 'Sam'
   */
  name?: string;
  /** Elements of `messages`; those without `from` get the webhook's. */
  messages: readonly object[];
  /**
   * Overrides fields of `extra_info`, such as `media_url`.
   * @default none
   */
  extraInfo?: Readonly<Record<string, unknown>>;
}

/** The phone number ids and the account id in the builders' webhooks. */
export const webhookIds: Readonly<Record<'phoneNumberId' | 'wabaId', string>> = Object.freeze({
  phoneNumberId: '177000000000040',
  wabaId: '347000000000069',
});

/** Kaleyra's samples write every number as digits without "+". */
export function digitsOf(number: string): string {
  return number.replace(/^\+/, '');
}

/** The head of `value` that messages and statuses share. */
export function valueHead(businessNumber: string): object {
  return {
    messaging_product: 'whatsapp',
    metadata: { display_phone_number: digitsOf(businessNumber), phone_number_id: webhookIds.phoneNumberId },
  };
}

/** The body of an incoming webhook as Kaleyra V2 posts it: one change of Meta's, and `extra_info`. */
export function kaleyraWebhook(options: KaleyraWebhookOptions): object {
  const { from, businessNumber, name = 'Sam', messages, extraInfo } = options;
  const customer = digitsOf(from);
  return {
    meta_object: {
      value: {
        ...valueHead(businessNumber),
        contacts: [{ profile: { name }, wa_id: customer }],
        messages: messages.map((message) => ({ from: customer, ...message })),
      },
      field: 'messages',
    },
    extra_info: {
      // The samples have `media_url: ""` where there is no file; the rest is taken to be empty likewise.
      media_url: '',
      ref: '',
      ref1: '',
      ref2: '',
      reply_to: '',
      trace_id: randomUUID(),
      waba_id: webhookIds.wabaId,
      ...extraInfo,
    },
  };
}
