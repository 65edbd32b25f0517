/** How many times as long a text is then as at first. */
const TIMES = 8;
// Twice or three times what is linear, for garbage and for a busy machine; what is quadratic takes 64 times as long.
const MOST = 28;
// Shorter times say nothing.
const LEAST_MS = 1;

/** The least time of several: the one that was disturbed least. Of this process alone, not of others on its processor. */
export async function leastMs(run: () => Promise<unknown>): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let time = 0; time < 3; time += 1) {
    const start = process.cpuUsage();
    await run();
    const { user, system } = process.cpuUsage(start);
    least = Math.min(least, (user + system) / 1_000);
  }
  return least;
}

/**
 * How many times the work grows when a text becomes eight times as long, and whether that is more than it may be. A ratio,
 * so that it does not matter how fast the machine is.
 */
export async function growthOf(
  run: (length: number) => Promise<unknown>,
  short: number = 2_048,
): Promise<{ times: number; isTooMuch: boolean }> {
  await run(short);
  const shortMs = Math.max(LEAST_MS, await leastMs(() => run(short)));
  const longMs = await leastMs(() => run(short * TIMES));
  return { times: longMs / shortMs, isTooMuch: longMs > shortMs * MOST };
}
