/**
 * Gives the oldest entry of a map, again and again; each has to be deleted before the next is asked for.
 *
 * Its iterator goes on where it stopped: one that begins anew passes over all that was deleted since the map last grew.
 */
export function oldestEntryOf<K, V>(map: ReadonlyMap<K, V>): () => readonly [K, V] | undefined {
  // Made when it is first wanted: an iterator keeps every table that the map has outgrown since.
  let entries: MapIterator<[K, V]> | undefined;
  return () => {
    const next = entries?.next();
    if (next !== undefined && !next.done) return next.value;
    // An iterator that has ended stays so, whatever is added.
    entries = map.entries();
    return entries.next().value;
  };
}
