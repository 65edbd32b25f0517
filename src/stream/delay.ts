/** Waits, at most until one of the signals is aborted; gives whether the whole time has passed. */
export function delay(ms: number, signals: readonly AbortSignal[]): Promise<boolean> {
  if (signals.some(({ aborted }) => aborted)) return Promise.resolve(false);
  return new Promise((resolve) => {
    const end = (passed: boolean): void => {
      clearTimeout(timer);
      for (const signal of signals) signal.removeEventListener('abort', onAbort);
      resolve(passed);
    };
    const onAbort = (): void => end(false);
    const timer = setTimeout(() => end(true), ms);
    for (const signal of signals) signal.addEventListener('abort', onAbort, { once: true });
  });
}
