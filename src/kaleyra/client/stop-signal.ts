/** Why a call was stopped before it had ended. */
export interface Stopped {
  /** `TIMEOUT` when its time ran out, `ABORTED` by the caller. */
  why: 'TIMEOUT' | 'ABORTED';
  /** The reason of the caller's signal. */
  cause?: unknown;
}

/** Joins a time limit and a caller's signal for one call. */
export interface StopSignal {
  /** Aborted when the call is to end. */
  readonly signal: AbortSignal;
  /** Resolves when the call is to end, and otherwise never. */
  readonly stopped: Promise<Stopped>;
  /** Takes the timer and the listener away. */
  clear(): void;
}

/** Makes the stop signal of one call, which lasts at most `timeoutMs` ms; the caller's signal is not yet aborted. */
export function createStopSignal(timeoutMs: number, caller: AbortSignal | undefined): StopSignal {
  const controller = new AbortController();
  let resolveStopped: (stopped: Stopped) => void;
  const stopped = new Promise<Stopped>((resolve) => {
    resolveStopped = resolve;
  });
  const stop = (why: Stopped): void => {
    // First, so that whoever races with this promise sees it before the failure the abort brings about.
    resolveStopped(why);
    controller.abort();
  };
  // Not AbortSignal.timeout: it is not taken away when the call ends, and fake clocks do not drive it.
  const timer = setTimeout(() => stop({ why: 'TIMEOUT' }), timeoutMs);
  timer.unref();
  const onAbort = (): void => stop({ why: 'ABORTED', cause: caller?.reason });
  caller?.addEventListener('abort', onAbort, { once: true });
  return {
    signal: controller.signal,
    stopped,
    clear: () => {
      clearTimeout(timer);
      caller?.removeEventListener('abort', onAbort);
    },
  };
}
