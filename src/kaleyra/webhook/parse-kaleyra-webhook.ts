import { businessNumberOf } from '../../activity/party-id.js';
import { envelopeOf } from './envelope.js';
import { frozenCopy } from './frozen-copy.js';
import type { ParsedWebhook, ParseWebhookOptions } from './parsed-webhook.js';
import { readChange } from './read-change.js';
import type { Reading } from './reading.js';
import { refusalOf } from './refusal.js';

const defaultServiceUrl = 'https://api.kaleyra.io';

/**
 * Parses the JSON body of a WhatsApp webhook into activities, statuses and account events; never throws, whatever the JSON.
 *
 * Takes Kaleyra's V2 envelope, Meta's own, one bare change and the on-premises form. The body itself is left as it is.
 *
 * @example
 * ```ts
 * import { readFileSync } from 'node:fs';
 * import { parseKaleyraWebhook } from 'tidemark';
 *
 * const parsed = parseKaleyraWebhook(JSON.parse(readFileSync('webhook.json', 'utf8')));
 * if (parsed.ok) for (const activity of parsed.activities) console.log(activity.type, activity.id);
 * else console.warn(parsed.code, parsed.message);
 * ```
 */
export function parseKaleyraWebhook(body: unknown, options: ParseWebhookOptions = {}): ParsedWebhook {
  // Everything below reads the copy: no key of it is `__proto__`, none lies too deep, and parts of it can be handed out.
  const copy = frozenCopy(body);
  const envelope = envelopeOf(copy);
  if (envelope === undefined) return refusalOf(copy);
  const { skipped } = envelope;
  const reading: Reading = { activities: [], statuses: [], account: [], skipped, seen: { messages: 0, statuses: 0 } };
  const context = {
    envelope,
    serviceUrl: options.serviceUrl ?? defaultServiceUrl,
    businessNumber: businessNumberOf(options.businessNumber),
  };
  for (const change of envelope.changes) readChange(reading, change, context);
  const { activities, statuses, account } = reading;
  return { ok: true, activities, statuses, account, skipped };
}
