import type { Acceptance, DeadLetters, Store } from 'tidemark';

/** A store of a kind, as this suite opens it. */
export interface OpenStore extends Store {
  /** The messages given up, where the kind keeps them. */
  readonly deadLetters?: DeadLetters;
}

/** What a store is opened with. */
export interface OpenOptions {
  /** Messages accepted and not settled, at most. */
  readonly maxWaiting?: number;
}

/** A place for one test's messages, such as a folder or a prefix of keys. */
export interface StorePlace {
  /** Opens the store there, anew after it was closed. */
  open(options?: OpenOptions): Promise<OpenStore>;
  /** Leaves nothing behind; what is open was closed before. */
  remove(): Promise<void>;
}

/** A kind of store. */
export interface StoreSubject {
  readonly name: string;
  /** What it holds outlives the one that opened it. */
  readonly survives: boolean;
  newPlace(): Promise<StorePlace>;
}

/** Whether an inbox took a message over, to be emitted here or elsewhere. */
export function isTaken(acceptance: Acceptance): boolean {
  return acceptance === 'accepted' || acceptance === 'stored';
}
