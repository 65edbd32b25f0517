import { setImmediate, setTimeout as sleep } from 'node:timers/promises';

/** Collects garbage. */
export async function collectGarbage(): Promise<void> {
  if (globalThis.gc === undefined) throw new Error('start node with --expose-gc');
  await setImmediate();
  globalThis.gc();
}

const STEADY_BYTES = 20_000;
const MOST_TIMES = 20;

/** Bytes in use once collecting garbage sets nothing more free: some of it goes only with a later timer or finaliser. */
export async function heapBytes(): Promise<number> {
  let bytes = Number.POSITIVE_INFINITY;
  for (let time = 0, steady = 0; time < MOST_TIMES && steady < 2; time += 1) {
    await collectGarbage();
    await sleep(20);
    const { heapUsed } = process.memoryUsage();
    steady = heapUsed < bytes - STEADY_BYTES ? 0 : steady + 1;
    bytes = Math.min(bytes, heapUsed);
  }
  return bytes;
}
