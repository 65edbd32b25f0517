/** A moment, by a clock that nobody sets and by the one that runs on while the machine sleeps. */
export interface Stamp {
  readonly steadyMs: number;
  readonly wallMs: number;
}

export function stamp(): Stamp {
  return { steadyMs: performance.now(), wallMs: Date.now() };
}

/** How long ago that was; the longer one, since a lease that is thought to live on does more harm than one given up. */
export function passedMs(since: Stamp, now: Stamp = stamp()): number {
  return Math.max(now.steadyMs - since.steadyMs, now.wallMs - since.wallMs);
}
