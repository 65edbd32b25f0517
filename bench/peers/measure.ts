import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'undici';
import type { Calls, Expected } from './processes/api.js';
import type { Asked } from './processes/ask.js';
import type { Memory } from './processes/probe.js';
import { type Subject, startSubject } from './processes/subject.js';
import { postWebhooks } from './traffic/post-webhooks.js';
import { BURST, type Schedule, scheduleOf, type TrafficOptions } from './traffic/schedule.js';
import { webhookOf } from './traffic/webhook.js';

/** The other end of the subjects' calls. */
export interface Api {
  readonly url: string;
  readonly process: Asked;
}

/** How much is posted; the warm-up is not measured. */
export interface Load extends Omit<TrafficOptions, 'series'> {
  warmUpBursts: number;
}

/** How a subject is measured. */
export interface MeasureOptions {
  api: Api;
  load: Load;
  /** Called for the part that counts. */
  around?: (running: Asked, run: () => Promise<void>) => Promise<void>;
}

/** What one subject took in one round. */
export interface Measurement {
  /** Microseconds of CPU, all threads, without what it takes while nothing happens. */
  cpuUs: number;
  p50Ms: number;
  p99Ms: number;
  readsPerBurst: number;
  answersPerBurst: number;
  memory: Memory;
}

const CONNECTIONS = 100;
const IDLE_MS = 1000;
const MOST_MS = 60_000;

/** Runs a subject in a process of its own. */
export async function measure(
  subject: Subject,
  { api, load, around = (_, run) => run() }: MeasureOptions,
): Promise<Measurement> {
  const running = await startSubject(subject, api.url);
  const pool = new Pool(running.origin, { connections: CONNECTIONS });
  const post = async (schedule: Schedule): Promise<number[]> => {
    const expected: Expected = { answers: schedule.messages.length, last: schedule.last };
    await api.process.ask('expect', expected);
    const startMs = Date.now();
    const took = await postWebhooks(
      pool,
      schedule.messages.map((message) => webhookOf(message, subject.format, startMs)),
    );
    await allDone(api, subject);
    return took;
  };
  try {
    await post(scheduleOf({ ...load, bursts: load.warmUpBursts, series: 0 }));
    const idleUs = await cpuUsOf(running, () => sleep(IDLE_MS));
    const schedule = scheduleOf({ ...load, series: 1 });
    const messages = schedule.messages.length;
    let took: number[] = [];
    let wallMs = 0;
    let busyUs = 0;
    await around(running, async () => {
      const startMs = performance.now();
      busyUs = await cpuUsOf(running, async () => {
        took = await post(schedule);
      });
      wallMs = performance.now() - startMs;
    });
    const memory = await running.ask<Memory>('memory');
    const { reads, answers } = await api.process.ask<Calls>('calls');
    return {
      cpuUs: (busyUs - (idleUs * wallMs) / IDLE_MS) / messages,
      p50Ms: quantile(took, 0.5),
      p99Ms: quantile(took, 0.99),
      readsPerBurst: (reads * BURST) / messages,
      answersPerBurst: (answers * BURST) / messages,
      memory,
    };
  } finally {
    await pool.destroy();
    await running.stop();
  }
}

async function cpuUsOf(running: Asked, run: () => Promise<unknown>): Promise<number> {
  const beforeUs = await running.ask<number>('cpuUs');
  await run();
  return (await running.ask<number>('cpuUs')) - beforeUs;
}

async function allDone(api: Api, { name }: Subject): Promise<void> {
  const tooLate = new AbortController();
  const late = sleep(MOST_MS, 'late', { signal: tooLate.signal });
  late.catch(() => undefined);
  const done = await Promise.race([api.process.ask('done'), late]);
  tooLate.abort();
  if (done === 'late') {
    throw new Error(`${name} did not finish: ${JSON.stringify(await api.process.ask('missing'))} are missing`);
  }
}

function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}
