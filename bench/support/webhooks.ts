import type { WebhookRequest } from 'tidemark';
import { kaleyraWebhook, textMessage } from 'tidemark/testing';
import { numberOf } from './activities.js';

/** What the webhooks say. */
export interface WebhookOptions {
  messages: number;
  perBody: number;
  /** Customers are spread over so many business numbers. */
  businessNumbers: number;
  /** Customers and messages of another series are others. */
  series: number;
}

const BURST = 5;
const MOST_CUSTOMERS = 1_000_000;

/** Webhooks as Kaleyra posts them, as text: bursts of 5 messages, interleaved over as many customers as that takes. */
export function makeWebhooks({ messages, perBody, businessNumbers, series }: WebhookOptions): WebhookRequest[] {
  const customerOf = (message: number): string => numberOf('customer', series * MOST_CUSTOMERS + (message % customers));
  const customers = Math.max(perBody, Math.ceil(messages / BURST));
  return Array.from({ length: Math.ceil(messages / perBody) }, (_, body) => {
    const first = body * perBody;
    const count = Math.min(perBody, messages - first);
    const webhook = kaleyraWebhook({
      from: customerOf(first),
      businessNumber: numberOf('business', body % businessNumbers),
      messages: Array.from({ length: count }, (_, place) =>
        textMessage({
          id: `wamid.HBgM${`${series}.${first + place}`.padStart(40, 'A')}`,
          from: customerOf(first + place),
          text: 'Hello, I have a question about my order of last week.',
        }),
      ),
    });
    return {
      method: 'POST',
      url: '/webhook',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(webhook),
    };
  });
}
