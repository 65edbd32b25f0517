import { isJsonObject, type JsonObject, ownValue } from '../json.js';
import type { Content, Kind } from './kind.js';

/** Everything that is no message of a known kind becomes an event with its type in the name: nothing is dropped. */
export const eventKind: Kind = (message) => ({
  ok: true,
  value: { content: eventContent(String(message.type), message) },
});

/** The event `whatsapp/<type>`; its value is what stands under the type, with the message's `errors` where it has some. */
export function eventContent(type: string, message: JsonObject): Content {
  // A name is logged and branched on: a type that is no plain word stays in `channelData`.
  const name = `whatsapp/${/^[\w.-]{1,64}$/.test(type) ? type : 'unknown'}`;
  const value = contentOf(ownValue(message, type), ownValue(message, 'errors'));
  return value === undefined ? { type: 'event', name } : { type: 'event', name, value };
}

// An unsupported message tells why in `errors`, beside its content or instead of it.
function contentOf(content: unknown, errors: unknown): unknown {
  const own = content ?? undefined;
  if (!Array.isArray(errors) || errors.length === 0) return own;
  return own === undefined || isJsonObject(own) ? { ...own, errors } : own;
}
