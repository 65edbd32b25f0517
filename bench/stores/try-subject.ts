import { setTimeout as sleep } from 'node:timers/promises';
import type { WebhookRequest } from 'tidemark';
import { makeWebhooks } from '../support/webhooks.js';
import type { Subject } from './subject.js';

/** What one run of a subject took. */
export interface Tried {
  /** Microseconds of the wall per webhook until it was taken over, many at a time. */
  readonly acceptUs: number;
  /** Microseconds per webhook until all were handled. */
  readonly handleUs: number;
  /** Milliseconds from a webhook to its handler's start, at an easy pace: the middle one, and one of a hundred. */
  readonly p50Ms: number;
  readonly p99Ms: number;
}

const AT_ONCE = 32;
const WARM_UP = 500;
const PACED = 300;
const PACE_MS = 10;
const BUSINESS_NUMBERS = 10;
let series = 1_000;

/** Runs a subject: as much as it takes, and then at an easy pace. */
export async function trySubject(subject: Subject, webhooks: number): Promise<Tried> {
  let left = 0;
  let tellAll = (): void => undefined;
  const paced = new Map<string, (atMs: number) => void>();
  const running = await subject.start((id) => {
    paced.get(id)?.(performance.now());
    left -= 1;
    if (left === 0) tellAll();
  });

  async function flood(all: readonly WebhookRequest[]): Promise<Pick<Tried, 'acceptUs' | 'handleUs'>> {
    left = all.length;
    const handled = new Promise<void>((resolve) => {
      tellAll = resolve;
    });
    const startMs = performance.now();
    let next = 0;
    const post = async (): Promise<void> => {
      for (let webhook = all[next++]; webhook !== undefined; webhook = all[next++]) await running.accept(webhook);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, post));
    const acceptedMs = performance.now() - startMs;
    await handled;
    const handledMs = performance.now() - startMs;
    return { acceptUs: (acceptedMs * 1000) / all.length, handleUs: (handledMs * 1000) / all.length };
  }

  await flood(make(WARM_UP));
  const flooded = await flood(make(webhooks));
  const tooks: number[] = [];
  left = Number.POSITIVE_INFINITY;
  for (const webhook of make(PACED)) {
    const startMs = performance.now();
    const started = new Promise<number>((resolve) => void paced.set(idOf(webhook), resolve));
    await running.accept(webhook);
    tooks.push((await started) - startMs);
    await sleep(PACE_MS);
  }
  await running.stop();
  tooks.sort((a, b) => a - b);
  const at = (share: number): number => tooks[Math.floor(tooks.length * share)] ?? Number.NaN;
  return { ...flooded, p50Ms: at(0.5), p99Ms: at(0.99) };
}

function make(messages: number): WebhookRequest[] {
  series += 1;
  return makeWebhooks({ messages, perBody: 1, businessNumbers: BUSINESS_NUMBERS, series });
}

function idOf({ body }: WebhookRequest): string {
  return /"id":"(wamid[^"]*)"/.exec(`${body}`)?.[1] ?? '';
}
