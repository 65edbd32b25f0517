import { oldestEntryOf } from './oldest-entry.js';

/** A map of at most so many entries: the one not used for the longest makes room. */
export interface RecentlyUsed<V> {
  /** Looks an entry up, which is a use of it. */
  get(key: string): V | undefined;
  /** Puts an entry in; gives the value of the one that made room. */
  set(key: string, value: V): V | undefined;
  /** Takes an entry out. */
  delete(key: string): void;
}

export function createRecentlyUsed<V>(limit: number): RecentlyUsed<V> {
  // In order of use.
  const entries = new Map<string, V>();
  const oldestEntry = oldestEntryOf(entries);

  return {
    get(key) {
      const value = entries.get(key);
      if (value !== undefined && entries.delete(key)) entries.set(key, value);
      return value;
    },
    set(key, value) {
      entries.delete(key);
      entries.set(key, value);
      const oldest = entries.size > limit ? oldestEntry() : undefined;
      if (oldest !== undefined) entries.delete(oldest[0]);
      return oldest?.[1];
    },
    delete: (key) => void entries.delete(key),
  };
}
