import type { Desk } from './desk.js';
import type { SharedKeys } from './keys.js';
import type { Server } from './server.js';

/** Halted numbers, the same in all processes (R11): told at once, and read again with every beat. */
export interface Halts {
  /** Begins to tell the others. */
  start(): void;
  /** Another process has told. */
  hear(businessNumber: string, code: string | undefined): void;
  /** Counts what was told or heard, to see whether an answer is older than that. */
  version(): number;
  /** What all share, numbers and codes in turn, unless it is older than what was told since. */
  learn(halted: readonly string[], version: number): void;
}

export function createHalts(desk: Desk, { server, keys }: { server: Server; keys: SharedKeys }): Halts {
  const known = new Map<string, string>();
  let changes = 0;
  let started = false;
  let hearing = false;

  function hear(businessNumber: string, code: string | undefined): void {
    if (known.get(businessNumber) === code) return;
    changes += 1;
    if (code === undefined) known.delete(businessNumber);
    else known.set(businessNumber, code);
    hearing = true;
    try {
      desk.host?.setHalted(businessNumber, code);
    } finally {
      hearing = false;
    }
  }

  async function tell(businessNumber: string, code: string | undefined): Promise<void> {
    await server.use((redis) =>
      code === undefined ? redis.hdel(keys.halted, businessNumber) : redis.hset(keys.halted, businessNumber, code),
    );
    await server.use((redis) => redis.publish(keys.toAll, JSON.stringify([desk.instance, businessNumber, code])));
  }

  return {
    start() {
      if (started) return;
      started = true;
      desk.host?.onHalted((businessNumber, code) => {
        // It was heard from the others.
        if (hearing || known.get(businessNumber) === code) return;
        changes += 1;
        if (code === undefined) known.delete(businessNumber);
        else known.set(businessNumber, code);
        tell(businessNumber, code).catch(() => undefined);
      });
    },
    hear,
    version: () => changes,
    learn(halted, version) {
      if (version !== changes) return;
      const now = new Map<string, string>();
      for (let index = 0; index + 1 < halted.length; index += 2) {
        now.set(halted[index] as string, halted[index + 1] as string);
      }
      for (const number of [...known.keys()]) if (!now.has(number)) hear(number, undefined);
      for (const [number, code] of now) hear(number, code);
    },
  };
}
