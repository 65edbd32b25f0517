import type { Benchmark } from '../benchmark.js';
import { type Findings, type Line, lineOf } from '../report/line.js';
import { tell } from '../support/progress.js';
import { median } from '../support/statistics.js';
import { bytesOfConversation } from './memory-on-redis.js';
import { startRedisServer } from './redis-server.js';
import { scaling } from './scaling.js';
import type { Subject } from './subject.js';
import { bareBullmq, inMemory, onFolder, onRedis } from './subjects.js';
import { type Tried, trySubject } from './try-subject.js';

const WEBHOOKS = 3_000;
const TIMES = 3;

/** Taking webhooks over and handing them to a handler, with each store, by the wall: what counts is the disk and the network. */
export const stores: Benchmark = async ({ sizes: [webhooks = WEBHOOKS] = [] }) => {
  const redis = await startRedisServer();
  if (redis === undefined) tell('stores: there is no redis-server, so the lines of Redis are missing');
  const ofRedis = redis === undefined ? [] : [onRedis(redis.url), bareBullmq(redis.url)];
  const tried = new Map<Subject, Tried[]>([inMemory, onFolder, ...ofRedis].map((subject) => [subject, []]));
  try {
    for (let time = 0; time < TIMES; time += 1) {
      for (const [subject, results] of tried) {
        tell(`stores: ${subject.name}, ${webhooks} webhooks`);
        results.push(await trySubject(subject, webhooks));
      }
    }
    const scaled = redis === undefined ? { lines: [], tables: {} } : await scaling(redis.url, webhooks);
    const bytes = redis === undefined ? {} : await bytesOfConversation(redis.url);
    return {
      lines: [...linesOf(tried), ...scaled.lines],
      tables: { 'Stores side by side': tableOf(tried), ...scaled.tables, ...bytes },
    };
  } finally {
    await redis?.stop();
  }
};

function middleOf(results: readonly Tried[], what: keyof Tried): number {
  return median(results.map((result) => result[what]));
}

function linesOf(tried: ReadonlyMap<Subject, readonly Tried[]>): Line[] {
  const [memory, folder, redis, bare] = tried.keys();
  const pairs = [
    [folder, memory],
    [redis, memory],
    [redis, bare],
  ] as const;
  return pairs.flatMap(([ours, theirs]) => {
    if (ours === undefined || theirs === undefined) return [];
    const line = (what: string, key: keyof Tried, unit: string): Line =>
      lineOf({
        what: `${ours.name}: ${what}`,
        against: theirs.name,
        ours: middleOf(tried.get(ours) ?? [], key),
        theirs: middleOf(tried.get(theirs) ?? [], key),
        unit,
      });
    return [
      line('a webhook accepted, 32 at a time', 'acceptUs', 'µs'),
      line('a webhook handled, 32 at a time', 'handleUs', 'µs'),
      line('from webhook to handler, at an easy pace', 'p50Ms', 'ms'),
    ];
  });
}

function tableOf(tried: ReadonlyMap<Subject, readonly Tried[]>): NonNullable<Findings['tables']>[string] {
  return [...tried].map(([{ name }, results]) => ({
    store: name,
    'accepted/s': Math.round(1e6 / middleOf(results, 'acceptUs')),
    'handled/s': Math.round(1e6 / middleOf(results, 'handleUs')),
    'to handler, p50 ms': Number(middleOf(results, 'p50Ms').toFixed(2)),
    'to handler, p99 ms': Number(middleOf(results, 'p99Ms').toFixed(2)),
  }));
}
