import { createHmac } from 'node:crypto';
import { kaleyraWebhook, textMessage } from 'tidemark/testing';
import { numberOf } from '../../support/activities.js';
import { type Subject, secrets } from '../processes/subject.js';
import type { Planned } from './schedule.js';

/** A webhook, ready to be posted. */
export interface Webhook {
  atMs: number;
  headers: Readonly<Record<string, string>>;
  body: string;
}

// So many that no receipt waits for its number's rate.
const BUSINESS_NUMBERS = 20;
const TEXT = 'Hello, I have a question about my order of last week.';

/** One message, as Kaleyra or Meta posts it: the same but for what is around it and how it is signed. */
export function webhookOf({ id, customer, atMs }: Planned, format: Subject['format'], startMs: number): Webhook {
  const from = numberOf('customer', customer);
  const businessNumber = numberOf('business', customer % BUSINESS_NUMBERS);
  const message = textMessage({ id, from, text: TEXT, timestamp: Math.floor((startMs + atMs) / 1000) });
  const kaleyra = kaleyraWebhook({ from, businessNumber, messages: [message] }) as { meta_object: object };
  if (format === 'kaleyra') {
    return { atMs, body: JSON.stringify(kaleyra), headers: { ...json, 'x-webhook-secret': secrets.header } };
  }
  const entry = [{ id: '347000000000069', changes: [kaleyra.meta_object] }];
  const body = JSON.stringify({ object: 'whatsapp_business_account', entry });
  const signature = createHmac('sha256', secrets.app).update(body).digest('hex');
  return { atMs, body, headers: { ...json, 'x-hub-signature-256': `sha256=${signature}` } };
}

const json: Readonly<Record<string, string>> = { 'content-type': 'application/json' };
