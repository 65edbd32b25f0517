import { createHash, timingSafeEqual } from 'node:crypto';
import type { WebhookAuth } from './webhook-options.js';
import { headerOf, type WebhookRequest } from './webhook-request.js';

/** Whether a request proves where it comes from; the body is not looked at. */
export function isAuthentic(auth: WebhookAuth, { headers, url }: WebhookRequest): boolean {
  if (auth === 'none') return true;
  if ('header' in auth) return isSame(headerOf(headers, auth.header), auth, auth.secret);
  if ('query' in auth) return isSame(queryOf(url, auth.query), auth, auth.secret);
  const [scheme = '', credentials] = splitOnce(headerOf(headers, 'authorization') ?? '');
  if ('bearer' in auth) return scheme.toLowerCase() === 'bearer' && isSame(credentials, auth, auth.bearer);
  const { user, password } = auth.basic;
  const expected = Buffer.from(`${user}:${password}`).toString('base64');
  return scheme.toLowerCase() === 'basic' && isSame(credentials, auth, expected);
}

function splitOnce(value: string): [string, string | undefined] {
  const space = value.indexOf(' ');
  return space < 0 ? [value, undefined] : [value.slice(0, space), value.slice(space + 1).trim()];
}

function queryOf(url: string | undefined, name: string): string | undefined {
  const question = url?.indexOf('?') ?? -1;
  if (url === undefined || question < 0) return undefined;
  return new URLSearchParams(url.slice(question + 1).replace(/#.*$/s, '')).get(name) ?? undefined;
}

// Hashing first makes the lengths equal, so that neither length nor content shows in the time taken.
function isSame(given: string | undefined, auth: object, expected: string): boolean {
  let wanted = digests.get(auth);
  if (wanted === undefined) {
    wanted = digest(expected);
    digests.set(auth, wanted);
  }
  return timingSafeEqual(digest(given ?? ''), wanted) && given !== undefined;
}

// What an `auth` expects does not change: the settings are a frozen copy.
const digests = new WeakMap<object, Buffer>();

function digest(value: string): Buffer {
  return createHash('sha256').update(value).digest();
}
