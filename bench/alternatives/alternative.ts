import type { Activity } from 'tidemark';

/** A way to learn that a conversation has fallen quiet. */
export interface Alternative {
  readonly name: string;
  start(): Running;
}

/** An alternative at work. */
export interface Running {
  /** Takes messages in; each alternative has a loop of its own, so that none pays for the others' types. */
  offerAll(activities: readonly Activity[]): void;
  /** Leaves no timer behind. */
  stop(): unknown;
}

/** Quiet time of all alternatives: no window closes while a burst is measured. */
export const QUIET_MS = 600_000;
