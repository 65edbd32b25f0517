import type { Desk } from './desk.js';
import type { Halts } from './halts.js';
import type { SharedKeys } from './keys.js';
import type { Server } from './server.js';

/** Tells the others that this process lives, and learns how many there are and what they share. */
export interface Instances {
  start(): void;
  /** Leaves; the others have its part from their next beat on. */
  stop(): Promise<void>;
}

export function createInstances(
  desk: Desk,
  { server, keys, halts }: { server: Server; keys: SharedKeys; halts: Halts },
): Instances {
  const { leaseMs, keepIdleMs } = desk.settings;
  let timer: ReturnType<typeof setInterval> | undefined;

  async function beat(): Promise<void> {
    const all = [keys.instances, keys.waiting, keys.halted];
    const version = halts.version();
    const reply = (await server.run('beat', all, [desk.instance, leaseMs, keepIdleMs])) as [number, number, string[]];
    const [count, waiting, halted] = reply;
    desk.waiting.learn(waiting);
    desk.host?.setRateShare(1 / Math.max(1, count));
    halts.learn(halted, version);
  }

  return {
    start() {
      if (timer !== undefined) return;
      const beatSafely = (): void => void beat().catch(() => undefined);
      timer = setInterval(beatSafely, leaseMs / 3);
      timer.unref();
      beatSafely();
    },
    async stop() {
      clearInterval(timer);
      if (timer === undefined) return;
      await server.use((redis) => redis.zrem(keys.instances, desk.instance));
    },
  };
}
