import { groupBy, type History } from './history.js';

/**
 * Order per conversation: a message accepted before another one was posted has its first completed turn before that one's.
 *
 * Messages under way at the same time may come in either order.
 */
export function checkOrder({ posts, turns }: History): string[] {
  const firstTurn = new Map<string, number>();
  const completed = turns.filter(({ endedMs, aborted }) => endedMs !== undefined && !aborted);
  for (const [index, { id }] of completed.sort((a, b) => a.beganMs - b.beganMs).entries()) {
    if (!firstTurn.has(id)) firstTurn.set(id, index);
  }
  const problems: string[] = [];
  for (const messages of groupBy(posts, ({ conversation }) => conversation).values()) {
    for (const later of messages) {
      for (const { id, acceptedMs } of messages) {
        const mine = firstTurn.get(id);
        const theirs = firstTurn.get(later.id);
        if (acceptedMs === undefined || acceptedMs >= later.firstSentMs) continue;
        if (mine !== undefined && theirs !== undefined && mine > theirs) {
          problems.push(`order: ${later.id} had its turn before ${id}, which was accepted before it was posted`);
        }
      }
    }
  }
  return problems;
}
