import { groupBy, type History, isDisturbed, type Rules } from './history.js';

/** A message has a second turn only where a kill, a pause or an outage fell into the first one, or before its record. */
export function checkDuplicates(history: History, { recordMs, leaseMs }: Rules): string[] {
  const problems: string[] = [];
  for (const [id, turns] of groupBy(history.turns, (turn) => turn.id)) {
    turns.sort((a, b) => a.beganMs - b.beganMs);
    for (const [index, { instance, beganMs, endedMs }] of turns.slice(0, -1).entries()) {
      const again = turns[index + 1];
      const toMs = endedMs === undefined ? Number.POSITIVE_INFINITY : endedMs + recordMs;
      if (again === undefined || isDisturbed(history, { instance, fromMs: beganMs, toMs, leaseMs })) continue;
      problems.push(`duplicate: ${id} had a turn on ${instance} and another one on ${again.instance} for no reason`);
    }
  }
  return problems;
}
