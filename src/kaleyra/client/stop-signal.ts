import { EventEmitter } from 'node:events';

/** Why a call was stopped before it had ended. */
export interface Stopped {
  /** `TIMEOUT` when its time ran out, `ABORTED` by the caller. */
  why: 'TIMEOUT' | 'ABORTED';
  /** The reason of the caller's signal. */
  cause?: unknown;
}

/** Joins a time limit and a caller's signal for one call. */
export interface StopSignal {
  /** Emits `abort` when the call is to end: undici takes it, and it costs a tenth of an `AbortSignal`. */
  readonly signal: EventEmitter;
  /** Resolves when the call is to end, and otherwise never. */
  readonly stopped: Promise<Stopped>;
  /** Takes the timer and the listener away. */
  clear(): void;
}

/** Makes the stop signal of one call, which lasts at most `timeoutMs` ms; the caller's signal is not yet aborted. */
export function createStopSignal(timeoutMs: number, caller: AbortSignal | undefined): StopSignal {
  const signal = new EventEmitter();
  let resolveStopped: (stopped: Stopped) => void;
  const stopped = new Promise<Stopped>((resolve) => {
    resolveStopped = resolve;
  });
  const stop = (why: Stopped): void => {
    // First, so that whoever races with this promise sees it before the failure the abort brings about.
    resolveStopped(why);
    signal.emit('abort');
  };
  // Not AbortSignal.timeout: it is not taken away when the call ends, and fake clocks do not drive it.
  const timer = setTimeout(() => stop({ why: 'TIMEOUT' }), timeoutMs);
  timer.unref();
  const onAbort = (): void => stop({ why: 'ABORTED', cause: caller?.reason });
  caller?.addEventListener('abort', onAbort, { once: true });
  return {
    signal,
    stopped,
    clear: () => {
      clearTimeout(timer);
      caller?.removeEventListener('abort', onAbort);
    },
  };
}
