import type { Activity } from '../../src/index.js';
import type { Kept, Mail } from './mailboxes.js';
import type { Stamp } from './stamp.js';

/** A message in hand: emitted, and not settled. */
export interface Open {
  readonly arrival: number;
  readonly activity: Activity;
  settling: boolean;
  /** Failed turns, as far as they were told. */
  failures: number;
}

/** A conversation that belongs to this process. */
export interface Owned {
  readonly conversation: string;
  readonly fence: number;
  /** When the lease was asked for that it has now. */
  leasedAt: Stamp;
  renewing: boolean;
  /** The last arrival that was read. */
  newest: number;
  readonly open: Map<string | Activity, Open>;
  /** Counts what was kept of it. */
  version: number;
  /** What is known to be kept. */
  kept: Kept | undefined;
  saving: boolean;
  looking: Promise<void> | undefined;
  lookAgain: boolean;
  /** Since when nothing is in hand. */
  idleSince: Stamp;
  releasing: Promise<void> | undefined;
  /** It belongs to this process no longer. */
  gone: boolean;
  /** Whoever waits until nothing is in hand. */
  waiters: (() => void)[];
}

export function createOwned(taken: { conversation: string; fence: number; newest: number; leasedAt: Stamp }): Owned {
  return {
    ...taken,
    renewing: false,
    open: new Map(),
    version: 0,
    kept: undefined,
    saving: false,
    looking: undefined,
    lookAgain: false,
    idleSince: taken.leasedAt,
    releasing: undefined,
    gone: false,
    waiters: [],
  };
}

/** What a message is known by: without an id, by itself. */
export function keyOf(activity: Activity): string | Activity {
  return activity.id ?? activity;
}

/** The message in hand that an activity stands for; one without an id may have been replaced by a copy. */
export function openOf({ open }: Owned, activity: Activity): Open | undefined {
  const known = open.get(keyOf(activity));
  if (known !== undefined || activity.id !== undefined) return known;
  return [...open.values()].find((each) => each.activity.id === undefined && !each.settling);
}

export function take({ open }: Owned, { arrival, activity }: Mail): Open {
  const taken: Open = { arrival, activity, settling: false, failures: 0 };
  open.set(keyOf(activity), taken);
  return taken;
}

/** Resolves when nothing of it is in hand, or it belongs to this process no longer. */
export function emptied(one: Owned): Promise<void> {
  if (one.gone || one.open.size === 0) return Promise.resolve();
  return new Promise((resolve) => one.waiters.push(resolve));
}

export function tellEmptied(one: Owned): void {
  if (!one.gone && one.open.size > 0) return;
  for (const tell of one.waiters.splice(0)) tell();
}
