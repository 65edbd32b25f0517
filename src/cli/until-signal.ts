/** Resolves at the first SIGINT or SIGTERM; npm and a terminal may send both, so that more of them change nothing. */
export function untilSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, () => resolve());
  });
}
