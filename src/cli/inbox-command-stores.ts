import type { DeadLetters, Store } from '../store.js';

/** A store with dead letters, as a command uses it. */
export interface InboxStore extends Store {
  readonly deadLetters: DeadLetters;
}

/** Where the messages are. */
export interface InboxPlace {
  /** A folder. */
  readonly path?: string;
}

/** Opens the store of a place. */
export type OpenInbox = (place: InboxPlace) => Promise<InboxStore>;

// By their public names, each with its optional peer: a command loads only what it is asked for.
const levelAdapter = 'tidemark/adapters/level';

interface LevelAdapter {
  openLevelStore(options: { path: string; create: boolean }): Promise<InboxStore>;
}

/** Opens the store of a place; it is not made where there is none. */
export async function openInbox({ path }: InboxPlace): Promise<InboxStore> {
  if (path === undefined) throw new Error('Say where the messages are: --path <folder>.');
  const { openLevelStore } = await load<LevelAdapter>(levelAdapter, 'classic-level');
  return openLevelStore({ path, create: false });
}

async function load<T>(name: string, peer: string): Promise<T> {
  try {
    return (await import(name)) as T;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code !== 'ERR_MODULE_NOT_FOUND' || !message.includes(peer)) throw error;
    throw new Error(`The package ${peer} is not installed: run \`npm install ${peer}\`.`, { cause: error });
  }
}
