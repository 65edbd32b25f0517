import { randomBytes } from 'node:crypto';
import type { WebhookAuth } from '../webhook/webhook-options.js';
import { type Call, call } from './call.js';
import type { DoctorSettings } from './settings.js';

/** With which secret a webhook is posted: none, one that nobody set, or the right one. */
export type Knock = 'without' | 'wrong' | 'right';

/**
 * Kaleyra's envelope of a status webhook, with no status in it: a bot has nothing to do for it. Never a message, which a
 * bot would answer.
 */
const harmlessBody = JSON.stringify({
  meta_object: { value: { messaging_product: 'whatsapp', statuses: [] }, field: 'messages' },
  extra_info: {},
});

/** Posts a webhook in which nothing happened. Never rejects. */
export function knock(url: URL, how: Knock, { auth, timeoutMs }: DoctorSettings): Promise<Call> {
  const place = auth === 'none' || auth === undefined ? { header: 'x-webhook-secret' } : auth;
  const bare = new URL(url);
  // Node would send them as basic authentication, also with the knock that is to have no secret.
  bare.username = '';
  bare.password = '';
  if ('query' in place) bare.searchParams.delete(place.query);
  const secret = how === 'right' ? secretOf(auth) : how === 'wrong' ? randomBytes(16).toString('hex') : undefined;
  if (secret === undefined) return call(bare, { body: harmlessBody, timeoutMs });
  if ('query' in place) bare.searchParams.set(place.query, secret);
  const headers = 'header' in place ? { [place.header]: secret } : {};
  return call(bare, { body: harmlessBody, headers, timeoutMs });
}

/** The secret of a header or of the query. */
export function secretOf(auth: WebhookAuth | undefined): string | undefined {
  return typeof auth === 'object' && 'secret' in auth ? auth.secret : undefined;
}
