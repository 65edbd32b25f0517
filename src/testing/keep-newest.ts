/** Forgets the oldest keys until there are no more than `most`. */
export function keepNewest<Key>(
  store: Pick<Map<Key, unknown>, 'size'> & { keys(): Iterable<Key>; delete(key: Key): boolean },
  most: number,
): void {
  for (const oldest of store.keys()) {
    if (store.size <= most) return;
    store.delete(oldest);
  }
}
