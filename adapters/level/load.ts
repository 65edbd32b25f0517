import type { Counts } from './counts.js';
import type { Database } from './database.js';
import type { KeptConversation, LoadedConversation } from './kept-conversations.js';
import { conversationOf, type KeyRange, type Row, ranges, sequenceOf } from './records.js';
import { headOf } from './stored-message.js';

/** What a store knows when it has been opened. */
export interface Loaded {
  readonly counts: Counts;
  /** Written longest ago first. */
  readonly conversations: readonly LoadedConversation[];
}

const PAGE = 500;

/** Reads what has to be known before anything is taken or handed out. */
export async function load(database: Database): Promise<Loaded> {
  const conversations: (LoadedConversation & { readonly waiting: Set<string> })[] = [];
  await eachRow(database, ranges.conversations, ([key, text]) => {
    const record = JSON.parse(text) as KeptConversation;
    conversations.push({ conversation: conversationOf(key), ...record, waiting: new Set() });
  });
  conversations.sort((one, other) => one.atMs - other.atMs);
  // Without a pending receipt it does not matter what is handed out again.
  const busy = new Map(conversations.filter(({ busy }) => busy).map((entry) => [entry.conversation, entry]));
  const counts: Counts = { waiting: 0, dead: 0, nextSequence: 1 };
  await eachRow(database, ranges.messages, ([key, text]) => {
    counts.waiting += 1;
    counts.nextSequence = sequenceOf(key) + 1;
    if (busy.size === 0) return;
    const { conversation, id } = headOf(text);
    if (id !== undefined) busy.get(conversation)?.waiting.add(id);
  });
  await eachRow(database, ranges.dead, () => {
    counts.dead += 1;
  });
  return { counts, conversations };
}

async function eachRow(database: Database, range: KeyRange, tell: (row: Row) => void): Promise<void> {
  for (let after: string | undefined; ; ) {
    const rows = await database.rows(range, { limit: PAGE, ...(after !== undefined && { after }) });
    for (const row of rows) tell(row);
    if (rows.length < PAGE) return;
    after = rows.at(-1)?.[0];
  }
}
