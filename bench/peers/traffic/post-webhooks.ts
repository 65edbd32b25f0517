import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from 'undici';
import type { Webhook } from './webhook.js';

/** Posts every webhook at its time, whether or not those before are answered; gives the milliseconds each took. */
export async function postWebhooks(pool: Pool, webhooks: readonly Webhook[]): Promise<number[]> {
  const startMs = performance.now();
  const posts: Promise<number>[] = [];
  for (const webhook of webhooks) {
    const waitMs = startMs + webhook.atMs - performance.now();
    if (waitMs > 0) await sleep(waitMs);
    posts.push(post(pool, webhook));
  }
  return Promise.all(posts);
}

async function post(pool: Pool, { headers, body }: Webhook): Promise<number> {
  const startMs = performance.now();
  const answer = await pool.request({ method: 'POST', path: '/webhook', headers, body });
  const tookMs = performance.now() - startMs;
  await answer.body.dump();
  if (answer.statusCode !== 200) throw new Error(`a webhook was answered ${answer.statusCode}`);
  return tookMs;
}
