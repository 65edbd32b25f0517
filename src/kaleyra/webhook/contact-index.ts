import { partyIdOf } from '../../activity/party-id.js';
import { maxItems } from './envelope.js';
import { isJsonObject, type JsonObject } from './json.js';

/** Who sent a message, as the webhook's contacts tell. */
export interface Contact {
  /** The profile name. */
  name: string | undefined;
  /** The whole entry. */
  entry: JsonObject;
}

/**
 * Gives the function that finds the contact of a customer by WhatsApp id or business-scoped user id.
 *
 * A lone contact beside a lone message is its sender whatever the ids: Kaleyra's on-premises sample shows two different
 * numbers in `wa_id` and `from`.
 */
export function createContactIndex(
  contacts: readonly unknown[],
  messageCount: number,
): (ids: readonly string[]) => Contact | undefined {
  let byId: ReadonlyMap<string, Contact> | undefined;
  return (ids) => {
    byId ??= byIdOf(contacts.slice(0, maxItems));
    for (const id of ids) {
      const contact = byId.get(id);
      if (contact !== undefined) return contact;
    }
    const [lone] = contacts;
    return contacts.length === 1 && messageCount === 1 && isJsonObject(lone) ? contactOf(lone) : undefined;
  };
}

function byIdOf(contacts: readonly unknown[]): ReadonlyMap<string, Contact> {
  const byId = new Map<string, Contact>();
  for (const entry of contacts) {
    if (!isJsonObject(entry)) continue;
    const contact = contactOf(entry);
    for (const id of [partyIdOf(textOf(entry.wa_id)), textOf(entry.user_id)]) {
      if (id !== undefined) byId.set(id, contact);
    }
  }
  return byId;
}

function contactOf(entry: JsonObject): Contact {
  return { name: isJsonObject(entry.profile) ? textOf(entry.profile.name) : undefined, entry };
}

// Plain checks, not a schema: a body can hold a million contacts, a thousand for each of a thousand changes.
function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
