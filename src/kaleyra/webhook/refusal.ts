import { isJsonObject } from './json.js';
import type { ParsedWebhook } from './parsed-webhook.js';

type Refusal = Extract<ParsedWebhook, { ok: false }>;

/** Who a V1 callback is from or to; Kaleyra documents these variable names, and advises to keep them as keys. */
const v1Parties = ['from', 'wanumber', 'mobile', 'phone_number'];
/** What else the documented V1 callbacks carry, of messages and of statuses. */
const v1Fields = [
  'body',
  'type',
  'created_at',
  'mime_type',
  'media_url',
  'custom_response',
  'message',
  'status',
  'error_code',
];

/** Says why a body in no known envelope is refused; tells its kind, never a key or a text of it. */
export function refusalOf(body: unknown): Refusal {
  if (isV1Callback(body)) {
    return {
      ok: false,
      code: 'V1_CALLBACK',
      message:
        "This is a flat callback of Kaleyra's V1 (Incoming URL or Callback Profile). It carries no message id, so its " +
        'message can neither be marked read nor be recognised when it comes again. Expected a V2 webhook: have the number ' +
        'moved to the WhatsApp API V2 and register this URL as its V2 callback, which posts {meta_object, extra_info}.',
    };
  }
  return {
    ok: false,
    code: 'UNRECOGNISED_SHAPE',
    message:
      "Expected a WhatsApp webhook as parsed JSON: Kaleyra's V2 {meta_object: {value, field}, extra_info}, Meta's " +
      `{object, entry: [{changes}]}, one change {value, field}, or {contacts, messages}; got ${kindOf(body)}. ` +
      'Check which callback is registered for this URL, and that the body was parsed as JSON.',
  };
}

function isV1Callback(body: unknown): boolean {
  if (!isJsonObject(body)) return false;
  const holds = (key: string): boolean => Object.hasOwn(body, key);
  return v1Parties.some(holds) && v1Fields.some(holds);
}

function kindOf(body: unknown): string {
  if (Array.isArray(body)) return 'an array';
  if (body === null || body === undefined) return String(body);
  return typeof body === 'object' ? 'an object of another shape' : `a ${typeof body}`;
}
