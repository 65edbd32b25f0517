// Taken when the module loads: a fake clock installed by a test must not stop the time limit or the end of that very test.
const { setTimeout: start, clearTimeout: stop, setImmediate: defer } = globalThis;

/** Runs something after `ms` of real time; gives the function that cancels it. */
export function afterRealMs(ms: number, run: () => void): () => void {
  const timer = start(run, ms);
  return () => stop(timer);
}

/** Resolves in the next turn of the event loop. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => defer(resolve));
}
