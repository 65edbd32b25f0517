import type { StoreHealth } from '../../src/index.js';
import type { DeadIndex } from './dead-index.js';
import type { SharedKeys } from './keys.js';
import type { Server } from './server.js';

/** How the store is; an answer that does not come in time is one too. */
export async function healthOf(
  server: Server,
  { keys, deadIndex }: { keys: SharedKeys; deadIndex: DeadIndex },
): Promise<StoreHealth> {
  try {
    const [waiting, dead] = await Promise.all([server.use((redis) => redis.get(keys.waiting)), deadIndex.count()]);
    return { reachable: true, waiting: Math.max(0, Number(waiting ?? 0)), dead };
  } catch {
    return { reachable: false };
  }
}
