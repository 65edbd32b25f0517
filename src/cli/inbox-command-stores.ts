import type { DeadLetters, Store } from '../store.js';

/** A store with dead letters, as a command uses it. */
export interface InboxStore extends Store {
  readonly deadLetters: DeadLetters;
}

/** Where the messages are: in a folder or on a Redis. */
export interface InboxPlace {
  /** A folder. */
  readonly path?: string;
  /** The URL of a Redis. */
  readonly redis?: string;
  /** What its keys begin with, where it is not the usual prefix. */
  readonly prefix?: string;
}

/** Opens the store of a place. */
export type OpenInbox = (place: InboxPlace) => Promise<InboxStore>;

// By their public names, each with its optional peers: a command loads only what it is asked for.
const levelAdapter = 'tidemark/adapters/level';
const bullmqAdapter = 'tidemark/adapters/bullmq';

// The bot may keep more, and for longer, than a store does by itself: nothing is forgotten by looking.
const most = Number.MAX_SAFE_INTEGER;
const untouched = { create: false, rememberMs: most, maxConversations: most, maxDead: most, maxWaiting: most };

interface LevelAdapter {
  openLevelStore(options: typeof untouched & { path: string }): Promise<InboxStore>;
}

interface BullmqAdapter {
  createBullmqStore(options: { connection: string; prefix?: string }): InboxStore & { ready(): Promise<void> };
}

/** Opens the store of a place; a folder is not made where there is none. */
export async function openInbox({ path = '', redis, prefix }: InboxPlace): Promise<InboxStore> {
  if (redis === undefined) {
    const { openLevelStore } = await load<LevelAdapter>(levelAdapter, 'classic-level');
    return openLevelStore({ path, ...untouched });
  }
  const { createBullmqStore } = await load<BullmqAdapter>(bullmqAdapter, 'bullmq ioredis');
  const store = createBullmqStore({ connection: redis, ...(prefix !== undefined && { prefix }) });
  try {
    await store.ready();
    return store;
  } catch (error) {
    await store.inbox.close();
    throw error;
  }
}

async function load<T>(name: string, peers: string): Promise<T> {
  try {
    return (await import(name)) as T;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const [, peer] = /^Cannot find package '([^']+)'/.exec(message) ?? [];
    if (code !== 'ERR_MODULE_NOT_FOUND' || peer === undefined || peer === 'tidemark') throw error;
    throw new Error(`The package ${peer} is not installed: run \`npm install ${peers}\`.`, { cause: error });
  }
}
