import { Redis } from 'ioredis';
import type { Findings } from '../report/line.js';
import { tell } from '../support/progress.js';
import { makeWebhooks } from '../support/webhooks.js';
import { onRedis } from './subjects.js';

const CONVERSATIONS = 200;
const IDLE_MS = 20_000;

/** What a conversation takes on Redis once its burst of five is handled: its record, and its five known ids. */
export async function bytesOfConversation(url: string): Promise<NonNullable<Findings['tables']>> {
  tell(`stores: what ${CONVERSATIONS} conversations take on Redis`);
  const redis = new Redis(url);
  await redis.flushall();
  let left = CONVERSATIONS * 5;
  let done = (): void => undefined;
  const handled = new Promise<void>((resolve) => {
    done = resolve;
  });
  const running = await onRedis(url).start(() => {
    left -= 1;
    if (left === 0) done();
  });
  const webhooks = makeWebhooks({ messages: left, perBody: 1, businessNumbers: 1, series: 9_000 });
  for (const webhook of webhooks) await running.accept(webhook);
  await handled;
  await running.stop();
  const sums: Record<string, number> = {};
  const startMs = performance.now();
  let names = await redis.keys('*');
  // Receipts are made and leases given up before it is read.
  while (names.some((name) => name.endsWith(':mail')) && performance.now() - startMs < IDLE_MS) {
    names = await redis.keys('*');
  }
  for (const name of names) {
    const kind = /\{bench-[^}]*:[^}]*\}(:\w+)?$/.test(name)
      ? (/:(ids|mail|dead)$/.exec(name)?.[1] ?? 'record')
      : 'shared';
    sums[kind] = (sums[kind] ?? 0) + Number(await redis.memory('USAGE', name));
  }
  redis.disconnect();
  const rows = Object.entries(sums).map(([keys, bytes]) => ({
    keys,
    bytes: Math.round(bytes / (keys === 'shared' ? 1 : CONVERSATIONS)),
    per: keys === 'shared' ? 'prefix' : 'conversation, after a burst of 5',
  }));
  return { 'Memory on Redis, by MEMORY USAGE': rows };
}
