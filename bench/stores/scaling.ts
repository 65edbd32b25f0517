import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { cpus } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Pool } from 'undici';
import { type Findings, lineOf } from '../report/line.js';
import { tell } from '../support/progress.js';
import { makeWebhooks } from '../support/webhooks.js';
import type { WorkerWord } from './worker.js';

const CONNECTIONS = 32;
const POLL_MS = 10;
let series = 5_000;

/** How much more two processes do than one, with real HTTP. */
export async function scaling(redisUrl: string, webhooks: number): Promise<Required<Findings>> {
  const one = await run(redisUrl, { instances: 1, webhooks });
  const two = await run(redisUrl, { instances: 2, webhooks });
  const line = lineOf({
    what: 'bullmq, two processes: a webhook handled, over HTTP',
    against: 'one process',
    ours: two.handleUs,
    theirs: one.handleUs,
    unit: 'µs',
  });
  const title = `Processes on one Redis, on ${cpus().length} cores with Redis and the one that posts`;
  const rows = [one, two].map(({ handleUs, cpuUs }, index) => ({
    processes: index + 1,
    'handled/s': Math.round(1e6 / handleUs),
    'µs of their CPU per webhook': Math.round(cpuUs),
  }));
  return { lines: [line], tables: { [title]: rows } };
}

async function run(
  redisUrl: string,
  { instances, webhooks }: { instances: number; webhooks: number },
): Promise<{ handleUs: number; cpuUs: number }> {
  tell(`stores: ${instances} process(es) on one Redis, ${webhooks} webhooks`);
  const prefix = `scale-${process.hrtime.bigint()}`;
  const workers = await Promise.all(Array.from({ length: instances }, () => startWorker(redisUrl, prefix)));
  const total = (what: 'handled' | 'cpuMs'): number => workers.reduce((sum, worker) => sum + worker[what](), 0);
  const flood = async (count: number): Promise<{ wallMs: number; cpuMs: number }> => {
    series += 1;
    const all = makeWebhooks({ messages: count, perBody: 1, businessNumbers: 10, series });
    const before = { handled: total('handled'), cpuMs: total('cpuMs') };
    const startMs = performance.now();
    let next = 0;
    const post = async (): Promise<void> => {
      for (let index = next++; index < all.length; index = next++) {
        await workers[index % instances]?.post(`${all[index]?.body}`);
      }
    };
    await Promise.all(Array.from({ length: CONNECTIONS }, post));
    while (total('handled') - before.handled < count) await sleep(POLL_MS);
    return { wallMs: performance.now() - startMs, cpuMs: total('cpuMs') - before.cpuMs };
  };
  await flood(500);
  const { wallMs, cpuMs } = await flood(webhooks);
  await Promise.all(workers.map(({ stop }) => stop()));
  return { handleUs: (wallMs * 1000) / webhooks, cpuUs: (cpuMs * 1000) / webhooks };
}

interface RunningWorker {
  handled(): number;
  cpuMs(): number;
  post(body: string): Promise<void>;
  stop(): Promise<void>;
}

async function startWorker(redisUrl: string, prefix: string): Promise<RunningWorker> {
  const child: ChildProcess = fork(fileURLToPath(new URL('worker.mjs', import.meta.url)), [redisUrl, prefix]);
  let latest: WorkerWord = {};
  child.on('message', (word: WorkerWord) => {
    latest = { ...latest, ...word };
  });
  while (latest.port === undefined) await once(child, 'message');
  const pool = new Pool(`http://127.0.0.1:${latest.port}`, { connections: CONNECTIONS });
  return {
    handled: () => latest.handled ?? 0,
    cpuMs: () => latest.cpuMs ?? 0,
    async post(body) {
      const headers = { 'content-type': 'application/json' };
      const { statusCode, body: answer } = await pool.request({ method: 'POST', path: '/webhook', headers, body });
      await answer.dump();
      if (statusCode !== 200) throw new Error(`a webhook was answered ${statusCode}`);
    },
    async stop() {
      const ended = once(child, 'exit');
      child.send('end');
      await ended;
      await pool.close();
    },
  };
}
