import type { History } from './history.js';

/** Nothing accepted is lost: each message answered 200 has a turn that came to its end. */
export function checkLost({ posts, turns }: History): string[] {
  const done = new Set(turns.filter(({ endedMs, aborted }) => endedMs !== undefined && !aborted).map(({ id }) => id));
  const lost = posts.filter(({ id, acceptedMs }) => acceptedMs !== undefined && !done.has(id));
  const posted = new Set(posts.map(({ id }) => id));
  return [
    ...lost.map(({ id }) => `lost: ${id} was accepted and never handled to its end`),
    ...turns.filter(({ id }) => !posted.has(id)).map(({ id }) => `lost: ${id} was handled and never posted`),
  ];
}
