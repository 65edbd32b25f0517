import { Bench } from 'tinybench';
import type { BenchmarkOptions } from './benchmark.js';
import { type Findings, type Line, lineOf } from './report/line.js';
import { selfTimeByFile } from './support/profile.js';
import { tell } from './support/progress.js';
import { openRoad } from './support/road.js';
import { type Row, sharesOf } from './support/shares.js';
import { median } from './support/statistics.js';
import { makeWebhooks } from './support/webhooks.js';

const SIZES = [1000, 10_000, 100_000];
const PER_BODY = [1, 10, 100];
const MAX_GROWTH = 1.25;
const LONG = 50_000;
const PROFILED_MESSAGES = 20_000;

/** The whole way in one process: from a webhook's body to its messages' handler. */
export async function way({ sizes = SIZES }: BenchmarkOptions): Promise<Findings> {
  const road = await openRoad();
  await road.walk(20_000, 1);
  const lines: Line[] = [];
  for (const perBody of PER_BODY) {
    const jsonUs = await jsonParseUs(perBody);
    let before: { messages: number; us: number } | undefined;
    for (const messages of perBody === 1 ? sizes : sizes.filter((size) => size <= LONG)) {
      tell(`way: ${messages} messages, ${perBody} per body`);
      const times: number[] = [];
      while (times.length < (messages > LONG ? 1 : 3)) times.push(await road.walk(messages, perBody));
      const us = (median(times) * 1000) / messages;
      const what = `${messages.toLocaleString('en')} messages, ${perBody} per body`;
      lines.push(lineOf({ what, against: 'JSON.parse of the body', ours: us, theirs: jsonUs, unit: 'µs' }));
      if (before !== undefined) {
        const against = `the same with ${before.messages.toLocaleString('en')}`;
        lines.push(lineOf({ what, against, ours: us, theirs: before.us, unit: 'µs', aim: { atMost: MAX_GROWTH } }));
      }
      before = { messages, us };
    }
  }
  const tables: Record<string, Row[]> = {};
  for (const perBody of [1, 100]) {
    tell(`way: under the profiler, ${perBody} per body`);
    const { stages, files } = sharesOf(await selfTimeByFile(() => road.walk(PROFILED_MESSAGES, perBody)));
    tables[`Time by stage, ${perBody} per body`] = stages;
    tables[`Files with the most time of their own, ${perBody} per body`] = files;
  }
  await road.close();
  return { lines, tables };
}

/** Microseconds per message that reading the text as JSON takes, which nobody can do without. */
async function jsonParseUs(perBody: number): Promise<number> {
  const bodies = makeWebhooks({ messages: 100, perBody, businessNumbers: 1, series: 0 }).map(({ body }) => `${body}`);
  const bench = new Bench({ time: 200, warmupTime: 50 });
  bench.add('JSON.parse', () => {
    for (const body of bodies) JSON.parse(body);
  });
  const [task] = await bench.run();
  if (task?.result.state !== 'completed') throw new Error('JSON.parse could not be measured');
  return (task.result.latency.p50 * 1000) / 100;
}
