import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose_gc');
const collectGarbage = runInNewContext('gc') as () => void;
// Not the tests' clock, which may be a fake one.
const { setImmediate } = globalThis;

/** Bytes of the heap in use after collecting garbage, several times, for what the times before set free. */
export async function heapBytes(): Promise<number> {
  for (let time = 0; time < 3; time += 1) {
    await new Promise<void>((resolve) => setImmediate(() => resolve()));
    collectGarbage();
  }
  return process.memoryUsage().heapUsed;
}
