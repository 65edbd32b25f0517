import type { ConversationState, StoreHost } from '../../src/index.js';
import type { Lane } from './lane.js';
import { del, keys, type Operation, put } from './records.js';

/** What is kept of a conversation. */
export interface KeptConversation {
  readonly state: ConversationState;
  readonly busy: boolean;
  /** When it was written last, in milliseconds since the epoch. */
  readonly atMs: number;
}

/** What was kept when the store was opened. */
export interface LoadedConversation extends KeptConversation {
  readonly conversation: string;
  /** Ids of its messages that wait. */
  readonly waiting: ReadonlySet<string>;
}

/** Keeps what the channel remembers of conversations. */
export interface KeptConversations {
  attach(host: StoreHost): void;
  /** What is to be written of a conversation that has changed. */
  changesOf(conversation: string): readonly Operation[];
  /** Forgets what was not written for so long. */
  forgetBefore(ms: number): Promise<void>;
  /** Writes the last changes and listens to no more. */
  stop(): void;
}

/** What keeping works with. */
export interface KeptConversationsOptions {
  readonly lane: Lane;
  /** The oldest first. */
  readonly loaded: readonly LoadedConversation[];
  readonly maxConversations: number;
}

const MAX_AT_ONCE = 500;
// How many busy ones are passed over in search of one that may go.
const MAX_SPARED = 100;

export function createKeptConversations(options: KeptConversationsOptions): KeptConversations {
  const { lane, maxConversations } = options;
  let loaded: readonly LoadedConversation[] | undefined = options.loaded;
  // Written longest ago first.
  const kept = new Map(options.loaded.map(({ conversation, busy, atMs }) => [conversation, { busy, atMs }]));
  const changed = new Set<string>();
  let host: StoreHost | undefined;
  let off = (): void => undefined;
  let writing = false;

  function changesOf(conversation: string): readonly Operation[] {
    if (host === undefined || !changed.delete(conversation)) return [];
    const { state, busy } = host.snapshot(conversation);
    const wasKept = kept.delete(conversation);
    if (state === undefined) return wasKept ? [del(keys.conversation(conversation))] : [];
    const atMs = Date.now();
    kept.set(conversation, { busy, atMs });
    const record: KeptConversation = { state, busy, atMs };
    return [put(keys.conversation(conversation), JSON.stringify(record)), ...makeRoom()];
  }

  function makeRoom(): Operation[] {
    if (kept.size <= maxConversations) return [];
    for (let spared = 0; ; spared += 1) {
      const [conversation, entry] = kept.entries().next().value as [string, { busy: boolean; atMs: number }];
      kept.delete(conversation);
      if (!entry.busy || spared === MAX_SPARED) return [del(keys.conversation(conversation))];
      kept.set(conversation, entry);
    }
  }

  /** Writes what has changed; what changes meanwhile goes with the next batch. */
  async function write(): Promise<void> {
    if (writing) return;
    writing = true;
    try {
      while (changed.size > 0) {
        await lane.transact({
          keep: true,
          plan() {
            const some = [...changed].slice(0, MAX_AT_ONCE);
            return { operations: some.flatMap(changesOf), result: undefined };
          },
        });
      }
    } finally {
      writing = false;
    }
  }

  return {
    attach(given) {
      host = given;
      const all = loaded ?? [];
      loaded = undefined;
      // What has to go out first.
      for (const isFirst of [true, false]) {
        for (const { conversation, state, busy, waiting } of all) {
          if (busy === isFirst) given.restore(conversation, state, { except: waiting });
        }
      }
      off = given.onChange((conversation) => {
        changed.add(conversation);
        // Given up when the store is closed.
        write().catch(() => undefined);
      });
    },
    changesOf,
    async forgetBefore(ms) {
      const old: string[] = [];
      for (const [conversation, { atMs }] of kept) {
        if (atMs >= ms) break;
        old.push(conversation);
      }
      for (let next = old.splice(0, MAX_AT_ONCE); next.length > 0; next = old.splice(0, MAX_AT_ONCE)) {
        await lane.transact({
          plan() {
            const still = next.filter((conversation) => (kept.get(conversation)?.atMs ?? ms) < ms);
            for (const conversation of still) kept.delete(conversation);
            return { operations: still.map((conversation) => del(keys.conversation(conversation))), result: undefined };
          },
        });
      }
    },
    stop() {
      off();
      lane
        .transact({ keep: true, plan: () => ({ operations: [...changed].flatMap(changesOf), result: undefined }) })
        // The store tells it.
        .catch(() => undefined);
    },
  };
}
