/** What happened in a run, as those who were there wrote it down; times in milliseconds of the machine's clock. */
export interface History {
  /** Messages posted, one entry per message. */
  readonly posts: readonly PostedMessage[];
  /** Messages as instances were given them, before their receipts. */
  readonly emissions: readonly Emission[];
  readonly turns: readonly TurnRecord[];
  /** Read receipts as they arrived at the provider. */
  readonly reads: readonly ReadRecord[];
  readonly disturbances: readonly Disturbance[];
}

/** A message and all attempts to post it. */
export interface PostedMessage {
  readonly id: string;
  readonly conversation: string;
  /** Whole seconds, as WhatsApp stamps it. */
  readonly timestampS: number;
  readonly firstSentMs: number;
  /** When it was answered 200 for the first time; missing where it never was. */
  readonly acceptedMs?: number;
}

/** A message handed out by a store. */
export interface Emission {
  readonly instance: string;
  readonly conversation: string;
  readonly id: string;
  readonly atMs: number;
}

/** A turn of a bot. */
export interface TurnRecord {
  readonly instance: string;
  readonly conversation: string;
  readonly id: string;
  readonly beganMs: number;
  /** Missing where the process was killed in it. */
  readonly endedMs?: number;
  /** Its signal was aborted. */
  readonly aborted: boolean;
}

/** A message marked read. */
export interface ReadRecord {
  readonly instance: string;
  readonly id: string;
  readonly atMs: number;
}

/**
 * A kill, a pause, an outage of the server, a restart in order, or a stall: the machine was too busy to let one of them run.
 * What concerns the server concerns all instances.
 */
export interface Disturbance {
  readonly what: 'kill' | 'pause' | 'outage' | 'restart' | 'stall';
  /** Missing for what concerns all. */
  readonly instance?: string;
  readonly fromMs: number;
  readonly toMs: number;
}

/** The rules of a run. */
export interface Rules {
  readonly quietMs: number;
  readonly maxWaitMs: number;
  readonly leaseMs: number;
  /** How long after the end of a turn its record may take. */
  readonly recordMs: number;
}

/** Whether a disturbance of an instance falls into a time, or so shortly before that its lease may end in it. */
export function isDisturbed(
  { disturbances }: History,
  { instance, fromMs, toMs, leaseMs }: { instance: string; fromMs: number; toMs: number; leaseMs: number },
): boolean {
  return disturbances.some((one) => {
    // What ends in order has no excuse.
    if (one.what === 'restart' || (one.instance !== undefined && one.instance !== instance)) return false;
    const untilMs = one.what === 'kill' ? one.toMs : one.toMs + leaseMs;
    return one.fromMs <= toMs && untilMs >= fromMs;
  });
}

export function groupBy<T>(all: readonly T[], keyOf: (one: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const one of all) {
    const key = keyOf(one);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [one]);
    else group.push(one);
  }
  return groups;
}
