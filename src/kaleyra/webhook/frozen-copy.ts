import type { JsonObject } from './json.js';

/**
 * How deep a body is copied. WhatsApp's own go about ten levels deep; what lies deeper is an attack on whoever walks
 * through `channelData` afterwards: `JSON.stringify` overflows the stack at some thousand levels.
 */
const maxDepth = 64;

interface Open {
  readonly source: object;
  readonly copy: unknown[] | Record<string, unknown>;
  readonly depth: number;
}

function emptyLike(value: object): Open['copy'] {
  return Array.isArray(value) ? [] : {};
}

/**
 * Copies parsed JSON and freezes the copy, deeply; the original stays as it is.
 *
 * A key `__proto__` is left out, since assigning it further on would swap a prototype. Below 64 levels nothing is copied:
 * such a field is left out, such an array element becomes `null`, as `JSON.stringify` does with what it cannot write.
 */
export function frozenCopy(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const root = emptyLike(value);
  // A list of what is left to do, not recursion: the depth of a body is the sender's choice, the stack's is not.
  const open: Open[] = [{ source: value, copy: root, depth: 1 }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    copyLevel(next, open);
    Object.freeze(next.copy);
  }
  return root;
}

function copyLevel({ source, copy, depth }: Open, open: Open[]): void {
  if (Array.isArray(copy)) {
    for (const value of source as readonly unknown[]) copy.push(childOf(value, depth, open) ?? null);
    return;
  }
  // Not its entries: an array for each of them is most of what a copy would cost.
  for (const key of Object.keys(source)) {
    if (key === '__proto__') continue;
    const copied = childOf((source as JsonObject)[key], depth, open);
    if (copied !== undefined) copy[key] = copied;
  }
}

function childOf(value: unknown, depth: number, open: Open[]): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= maxDepth) return undefined;
  const empty = emptyLike(value);
  open.push({ source: value, copy: empty, depth: depth + 1 });
  return empty;
}
