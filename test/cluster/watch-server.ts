import { setTimeout as delay } from 'node:timers/promises';
import { Redis } from 'ioredis';
import type { Disturbance } from './history.js';

/** Notes when a server took long to answer, for whatever reason. */
export function watchServer(url: string, stallMs: number): { readonly stalls: readonly Disturbance[]; stop(): void } {
  const redis = new Redis(url, { maxRetriesPerRequest: null, retryStrategy: () => 50 });
  redis.on('error', () => undefined);
  const stalls: Disturbance[] = [];
  const nowMs = (): number => performance.timeOrigin + performance.now();
  let stopped = false;
  const watch = async (): Promise<void> => {
    while (!stopped) {
      const fromMs = nowMs();
      await redis.ping();
      const toMs = nowMs();
      if (toMs - fromMs > stallMs) stalls.push({ what: 'stall', fromMs, toMs });
      await delay(50);
    }
  };
  // Disconnecting ends it.
  void watch().catch(() => undefined);
  return {
    stalls,
    stop() {
      stopped = true;
      redis.disconnect();
    },
  };
}
