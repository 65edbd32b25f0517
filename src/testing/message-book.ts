import { type IncomingMessage, incomingMessagesOf } from './incoming-messages.js';
import { keepNewest } from './keep-newest.js';

/** The customers' messages, and what of them is read. */
export interface MessageBook {
  /** Takes the messages of a webhook that is about to be posted; gives the function that says it was accepted. */
  post(body: unknown): () => void;
  /** Takes the id of a message the business sent. */
  sent(id: string): void;
  /** What is wrong with reading this id from this number. */
  check(id: string, businessNumber: string): string | undefined;
  /** Marks a message and all earlier ones of its conversation. */
  read(id: string): void;
  knows(id: string): boolean;
  isRead(id: string): boolean;
  unread(): string[];
  clear(): void;
}

interface Entry extends IncomingMessage {
  readonly arrival: number;
  readonly timestampS: number;
  accepted: boolean;
}

// A reaction and a notice of the system are no messages a customer sees ticks at.
const withoutTicks: readonly string[] = ['reaction', 'system'];

function compare(one: Entry, other: Entry): number {
  return one.timestampS - other.timestampS || one.arrival - other.arrival;
}

const conversationOf = ({ businessNumber, customer }: Entry): string => `${businessNumber}:${customer}`;

/** Options of a book. */
export interface MessageBookOptions {
  /** Whether every id it does not know is wrong. */
  readonly strictIds: boolean;
  /** How many messages of each side are remembered: the newest ones. */
  readonly maxMessages: number;
}

/** Keeps the messages of a fake. */
export function createMessageBook({ strictIds, maxMessages }: MessageBookOptions): MessageBook {
  let arrivals = 0;
  const entries = new Map<string, Entry>();
  const sentIds = new Set<string>();
  const readIds = new Set<string>();
  const readUpTo = new Map<string, Entry>();

  function isRead(id: string): boolean {
    if (readIds.has(id)) return true;
    const entry = entries.get(id);
    const mark = entry && readUpTo.get(conversationOf(entry));
    return entry !== undefined && mark !== undefined && compare(entry, mark) <= 0;
  }

  return {
    post(body) {
      const posted = incomingMessagesOf(body).map((message) => {
        const timestampS = message.timestampS ?? Math.floor(Date.now() / 1000);
        const known = entries.get(message.id);
        const entry = known ?? { ...message, timestampS, arrival: arrivals++, accepted: false };
        entries.set(message.id, entry);
        keepNewest(entries, maxMessages);
        return entry;
      });
      return () => {
        for (const entry of posted) entry.accepted = true;
      };
    },
    sent(id) {
      sentIds.add(id);
      keepNewest(sentIds, maxMessages);
    },
    check(id, businessNumber) {
      // Only what a customer wrote can be marked read.
      if (sentIds.has(id)) return `messaging_object.message_id "${id}" is a message of the business.`;
      const entry = entries.get(id);
      if (entry === undefined) return strictIds ? `messaging_object.message_id "${id}" is not known.` : undefined;
      if (entry.businessNumber === '' || entry.businessNumber === businessNumber) return undefined;
      return `messaging_object.message_id "${id}" was sent to another business number.`;
    },
    read(id) {
      readIds.add(id);
      keepNewest(readIds, maxMessages);
      const entry = entries.get(id);
      if (entry === undefined) return;
      // Kaleyra's page: "Marking a message as 'read' will also mark earlier messages in the conversation as 'read'."
      const conversation = conversationOf(entry);
      const mark = readUpTo.get(conversation);
      if (mark !== undefined && compare(entry, mark) <= 0) return;
      // Anew, so that the one longest unchanged is the oldest.
      readUpTo.delete(conversation);
      readUpTo.set(conversation, entry);
      keepNewest(readUpTo, maxMessages);
    },
    knows: (id) => entries.has(id),
    isRead,
    unread: () =>
      [...entries.values()]
        .filter(({ id, type, accepted }) => accepted && !withoutTicks.includes(type) && !isRead(id))
        .sort(compare)
        .map(({ id }) => id),
    clear() {
      for (const store of [entries, sentIds, readIds, readUpTo]) store.clear();
    },
  };
}
