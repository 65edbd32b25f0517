import type { ServerResponse } from 'node:http';

/** Where answers wait for their time. */
export interface Gate {
  /** Waits `ms` (`Infinity`: until released); gives false when the connection is to be cut or is gone already. */
  wait(ms: number, response: ServerResponse): Promise<boolean>;
  /** Lets all that wait go on. */
  release(): void;
  /** Cuts all that wait. */
  cut(): void;
}

/** Holds answers back. It runs on the global `setTimeout`, so a test's fake clock moves the fake's latency too. */
export function createGate(): Gate {
  const waiting = new Set<(goesOn: boolean) => void>();

  function open(goesOn: boolean): void {
    for (const end of [...waiting]) end(goesOn);
  }

  return {
    wait(ms, response) {
      if (response.destroyed) return Promise.resolve(false);
      if (ms === 0) return Promise.resolve(true);
      return new Promise((resolve) => {
        const end = (goesOn: boolean): void => {
          clearTimeout(timer);
          response.off('close', gone);
          waiting.delete(end);
          resolve(goesOn);
        };
        const gone = (): void => end(false);
        const timer = ms === Infinity ? undefined : setTimeout(() => end(true), ms);
        response.once('close', gone);
        waiting.add(end);
      });
    },
    release: () => open(true),
    cut: () => open(false),
  };
}
