import type { Activity } from 'tidemark';
import type { Alternative } from './alternatives/alternative.js';
import { bareMap } from './alternatives/bare-map.js';
import { rxDurations, rxGroups } from './alternatives/rxjs.js';
import { tidemark } from './alternatives/tidemark.js';
import { clearAndSet, refresh } from './alternatives/timers.js';
import type { BenchmarkOptions } from './benchmark.js';
import type { Findings, Line } from './report/line.js';
import { makeRounds } from './support/activities.js';
import { busyMs } from './support/busy-ms.js';
import { collectGarbage } from './support/heap.js';
import { tell } from './support/progress.js';
import { mean, median } from './support/statistics.js';

const BURST = 5;
const REPETITIONS = 3;
// A million conversations take some alternatives minutes. Beyond this, only those whose growth is told are repeated, once,
// and the later messages are those of a random quarter of the conversations.
const SMALL = 300_000;
const LARGE_SHARE = 1 / 4;
const MAX_GROWTH = 1.5;
const others = [bareMap, clearAndSet, refresh, rxGroups, rxDurations];
const aims = new Map<Alternative, { atMost: number }>([
  [bareMap, { atMost: 2 }],
  [rxDurations, { atMost: 1 / 8 }],
]);

/** Nanoseconds per message of one run. */
interface Sample {
  /** Over the whole burst, the first message included. */
  whole: number;
  /** The messages after the first. */
  later: number;
}

type Samples = ReadonlyMap<Alternative, readonly Sample[]>;

/** What a message costs in steady bursts, interleaved over all conversations. */
export async function offer({ sizes = [200_000, 1_000_000] }: BenchmarkOptions): Promise<Findings> {
  await measure(20_000, 1);
  const bySize = new Map<number, Samples>();
  for (const size of sizes) {
    tell(`offer: ${size} conversations`);
    bySize.set(size, await measure(size));
  }
  const lines = [...bySize].flatMap(([size, samples]) => linesOf(size, samples));
  return { lines: [...lines, ...(bySize.size > 1 ? growthOf(bySize) : [])] };
}

/** Runs the alternatives in turn, so that a busy moment of the machine hits all of them. */
async function measure(conversations: number, repetitions: number = REPETITIONS): Promise<Samples> {
  const laterShare = conversations <= SMALL ? 1 : LARGE_SHARE;
  const rounds = makeRounds({ conversations, messages: BURST, laterShare });
  const samples = new Map<Alternative, Sample[]>([tidemark, ...others].map((one) => [one, []]));
  for (let repetition = 0; repetition < repetitions; repetition += 1) {
    for (const [alternative, own] of samples) {
      const often = alternative === tidemark || alternative === bareMap;
      const enough = conversations <= SMALL ? repetitions : often ? 2 : 1;
      if (repetition < enough) own.push(await sampleOf(alternative, rounds));
    }
  }
  return samples;
}

async function sampleOf(alternative: Alternative, rounds: readonly Activity[][]): Promise<Sample> {
  await collectGarbage();
  const running = alternative.start();
  const [first = 0, ...later] = rounds.map((round) => {
    const startMs = busyMs();
    running.offerAll(round);
    return ((busyMs() - startMs) * 1e6) / round.length;
  });
  await running.stop();
  return { whole: mean([first, ...later]), later: mean(later) };
}

function linesOf(size: number, samples: Samples): Line[] {
  const ours = samples.get(tidemark) ?? [];
  return (['whole', 'later'] as const).flatMap((part) =>
    others.map((alternative): Line => {
      const theirs = samples.get(alternative) ?? [];
      const aim = aims.get(alternative);
      return {
        what: `${size.toLocaleString('en')} conversations, ${part === 'whole' ? 'whole burst' : 'messages 2–5'}`,
        against: alternative.name,
        ours: median(ours.map((sample) => sample[part])),
        theirs: median(theirs.map((sample) => sample[part])),
        unit: 'ns',
        ratio: median(theirs.map((sample, index) => (ours[index]?.[part] ?? Number.NaN) / sample[part])),
        ...(aim !== undefined && { aim }),
      };
    }),
  );
}

/** The largest number of conversations against the smallest; a Map grows too, since less of it is in the caches. */
function growthOf(bySize: ReadonlyMap<number, Samples>): Line[] {
  const [small, large] = [Math.min(...bySize.keys()), Math.max(...bySize.keys())];
  return [tidemark, bareMap].map((alternative): Line => {
    const nsOf = (size: number): number => median((bySize.get(size)?.get(alternative) ?? []).map(({ whole }) => whole));
    return {
      what: `${alternative.name}: ${large.toLocaleString('en')} conversations, whole burst`,
      against: `the same with ${small.toLocaleString('en')}`,
      ours: nsOf(large),
      theirs: nsOf(small),
      unit: 'ns',
      ratio: nsOf(large) / nsOf(small),
      ...(alternative === tidemark && { aim: { atMost: MAX_GROWTH } }),
    };
  });
}
