import type { MessageStatus } from '../kaleyra/webhook/parsed-webhook.js';
import { createRecentlyUsed } from '../recently-used.js';

/** Which wamid a message became whose send was answered with an id of the provider's own. */
export interface SentIds {
  /** A send was answered with this id. */
  sent(id: string): void;
  /** The status under the id that the send was answered with; it may tell which wamid that became. */
  statusOf(status: MessageStatus): MessageStatus;
  /** The id that the send was answered with; any other id stays as it is. */
  sentIdOf(id: string): string;
  /** The id WhatsApp knows the message by; any other id stays as it is. */
  wamidOf(id: string): string;
}

interface Sent {
  readonly id: string;
  wamid: string | undefined;
}

// Ids of messages that are forgotten stay as they come.
const MAX_SENT = 10_000;

export function createSentIds(): SentIds {
  const byId = createRecentlyUsed<Sent>(MAX_SENT);
  const byWamid = new Map<string, Sent>();

  function forget({ wamid }: Sent): void {
    if (wamid !== undefined) byWamid.delete(wamid);
  }

  return {
    sent(id) {
      // A wamid needs no other name.
      if (isWamid(id) || byId.get(id) !== undefined) return;
      const gone = byId.set(id, { id, wamid: undefined });
      if (gone !== undefined) forget(gone);
    },
    statusOf(status) {
      const { ids } = status;
      const sent = firstOf(ids, byId.get);
      if (sent === undefined) return status;
      const wamid = ids.find(isWamid);
      if (wamid !== undefined && sent.wamid === undefined && !byWamid.has(wamid)) {
        sent.wamid = wamid;
        byWamid.set(wamid, sent);
      }
      return { ...status, id: sent.id, ids: [...new Set([sent.id, ...ids])] };
    },
    sentIdOf: (id) => byWamid.get(id)?.id ?? id,
    wamidOf: (id) => byId.get(id)?.wamid ?? id,
  };
}

function isWamid(id: string): boolean {
  return id.startsWith('wamid.');
}

function firstOf<T>(ids: readonly string[], find: (id: string) => T | undefined): T | undefined {
  for (const id of ids) {
    const found = find(id);
    if (found !== undefined) return found;
  }
  return undefined;
}
