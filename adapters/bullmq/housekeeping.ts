import type { DeadIndex } from './dead-index.js';
import type { Desk } from './desk.js';
import { conversationKeys, type SharedKeys } from './keys.js';
import type { Server } from './server.js';

/** Now and then, in one process for all: counts what waits, and keeps dead letters from expiring. */
export interface Housekeeping {
  start(): void;
  stop(): void;
}

const EVERY_MS = 300_000;
const PAGE = 500;

export function createHousekeeping(
  desk: Desk,
  { server, keys, deadIndex }: { server: Server; keys: SharedKeys; deadIndex: DeadIndex },
): Housekeeping {
  const { prefix, keepIdleMs } = desk.settings;
  let timer: ReturnType<typeof setInterval> | undefined;

  async function isMine(): Promise<boolean> {
    const set = await server.use((redis) => redis.set(keys.sweeper, desk.instance, 'PX', EVERY_MS / 2, 'NX'));
    return set === 'OK';
  }

  async function count(): Promise<number> {
    let total = 0;
    for (let from = 0; ; from += PAGE) {
      const start = from;
      const names = await server.use((redis) => redis.zrange(keys.due, start, `${start + PAGE - 1}`));
      const lengths = await Promise.all(
        names.map((name) => server.use((redis) => redis.hlen(conversationKeys(prefix, name).mail))),
      );
      total += lengths.reduce((sum, length) => sum + length, 0);
      if (names.length < PAGE) return total;
    }
  }

  async function keepDead(): Promise<void> {
    await server.use((redis) => redis.pexpire(keys.dead, keepIdleMs));
    for await (const entries of deadIndex.pages()) {
      const names = new Set(entries.map(({ conversation }) => conversationKeys(prefix, conversation).dead));
      await Promise.all([...names].map((name) => server.use((redis) => redis.pexpire(name, keepIdleMs))));
    }
  }

  async function work(): Promise<void> {
    if (!(await isMine())) return;
    await desk.waiting.set(await count());
    await keepDead();
  }

  return {
    start() {
      timer ??= setInterval(() => void work().catch(() => undefined), EVERY_MS);
      timer.unref();
    },
    stop: () => clearInterval(timer),
  };
}
