import { groupBy, type History, isDisturbed, type Rules, type TurnRecord } from './history.js';

/**
 * One holder at a time: turns of a conversation do not overlap, unless the earlier one's process was paused in it, or the
 * server was away: it may not have noticed in time, but then it was told to stop, or came to its end in the moment in which
 * it went on.
 */
export function checkHolders(history: History, { leaseMs }: Rules): string[] {
  const problems: string[] = [];
  for (const turns of groupBy(history.turns, ({ conversation }) => conversation).values()) {
    turns.sort((a, b) => a.beganMs - b.beganMs);
    for (const [index, earlier] of turns.entries()) {
      for (const later of turns.slice(index + 1)) {
        if (later.beganMs >= endOf(history, earlier)) break;
        if (isExcused(history, { earlier, later, leaseMs })) continue;
        problems.push(
          `holders: ${later.instance} began with ${later.id} while ${earlier.instance} was at ${earlier.id} of the same conversation`,
        );
      }
    }
  }
  return problems;
}

function endOf({ disturbances }: History, { instance, beganMs, endedMs }: TurnRecord): number {
  if (endedMs !== undefined) return endedMs;
  const kill = disturbances.find((one) => one.what === 'kill' && one.instance === instance && one.fromMs >= beganMs);
  return kill?.fromMs ?? Number.POSITIVE_INFINITY;
}

function isExcused(
  history: History,
  { earlier, later, leaseMs }: { earlier: TurnRecord; later: TurnRecord; leaseMs: number },
): boolean {
  if (earlier.instance === later.instance && !earlier.aborted) return false;
  const { instance, beganMs, endedMs, aborted } = earlier;
  const wentOn = history.disturbances.some(
    (one) => one.instance === instance && endedMs !== undefined && Math.abs(endedMs - one.toMs) < NOTICED_MS,
  );
  return (
    (aborted || endedMs === undefined || wentOn) &&
    isDisturbed(history, { instance, fromMs: beganMs, toMs: later.beganMs, leaseMs })
  );
}

// What was due as a process was stopped comes first as it goes on, and some of it before the process has looked at its leases.
const NOTICED_MS = 250;
