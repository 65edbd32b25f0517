import { setTimeout as delay } from 'node:timers/promises';
import { kaleyraWebhook, textMessage } from 'tidemark/testing';
import { request } from 'undici';
import type { PostedMessage } from './history.js';

export const BUSINESS = '911200000000';

/** Posts messages as the provider does: to any instance, again until one says 200, and sometimes once more much later. */
export interface Poster {
  /** Resolves when the message was accepted. */
  post(message: { id: string; customer: string }): Promise<void>;
  /** What was posted. */
  readonly posts: readonly PostedMessage[];
  /** Answers by status; 0 for none. */
  readonly answers: ReadonlyMap<number, number>;
}

const TIMEOUT_MS = 5_000;
const MIN_RETRY_MS = 300;
const MAX_RETRY_MS = 1_500;
const AGAIN = 0.1;
const MAX_AGAIN_MS = 4_000;
const LATE = 0.05;

export function createPoster({ random, urls }: { random: () => number; urls: () => readonly string[] }): Poster {
  const posts: PostedMessage[] = [];
  const answers = new Map<number, number>();

  async function attempt(body: string): Promise<number> {
    const all = urls();
    const url = all[Math.floor(random() * all.length)];
    let status = 0;
    try {
      if (url === undefined) return 0;
      const answer = await request(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      await answer.body.dump();
      status = answer.statusCode;
    } catch {
      // Killed, paused or not yet there.
    }
    answers.set(status, (answers.get(status) ?? 0) + 1);
    return status;
  }

  return {
    posts,
    answers,
    async post({ id, customer }) {
      // Some were written earlier than what came before them.
      const timestampS = Math.floor(Date.now() / 1000) - (random() < LATE ? 2 : 0);
      const messages = [textMessage({ id, text: 'hello', timestamp: timestampS })];
      const body = JSON.stringify(kaleyraWebhook({ from: customer, businessNumber: BUSINESS, messages }));
      const conversation = `${BUSINESS}:${customer}`;
      const firstSentMs = performance.timeOrigin + performance.now();
      while ((await attempt(body)) !== 200) await delay(MIN_RETRY_MS + random() * (MAX_RETRY_MS - MIN_RETRY_MS));
      posts.push({ id, conversation, timestampS, firstSentMs, acceptedMs: performance.timeOrigin + performance.now() });
      if (random() >= AGAIN) return;
      await delay(random() * MAX_AGAIN_MS);
      await attempt(body);
    },
  };
}
