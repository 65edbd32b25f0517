import type { Findings, Line } from '../report/line.js';
import { median } from '../support/statistics.js';
import type { Measurement } from './measure.js';
import { subjects } from './subjects.js';

/** What each subject took, round by round. */
export type Rounds = Readonly<Record<string, readonly Measurement[]>>;

const cpu = (round: Measurement): number => round.cpuUs;
const p50 = (round: Measurement): number => round.p50Ms;
const p99 = (round: Measurement): number => round.p99Ms;
const heap = (round: Measurement): number => round.memory.heap / MEBIBYTE;
const resident = (round: Measurement): number => round.memory.resident / MEBIBYTE;
const peak = (round: Measurement): number => round.memory.peak / MEBIBYTE;
const reads = (round: Measurement): number => round.readsPerBurst;
const answers = (round: Measurement): number => round.answersPerBurst;
const MEBIBYTE = 1024 * 1024;

interface Comparison extends Pick<Line, 'what' | 'unit' | 'aim'> {
  of: (round: Measurement) => number;
}

const cpuLine: Comparison = { what: 'CPU per message', of: cpu, unit: 'µs' };
const comparisons: Readonly<Record<string, readonly Comparison[]>> = {
  floor: [
    { ...cpuLine, aim: { atMost: 1.5 } },
    { what: 'webhook, p50', of: p50, unit: 'ms' },
    { what: 'webhook, p99', of: p99, unit: 'ms', aim: { atMost: 1.25 } },
    { what: 'API calls per burst', of: (round) => reads(round) + answers(round), unit: '' },
    { what: 'heap afterwards', of: heap, unit: 'MiB' },
  ],
  chat: [{ ...cpuLine, aim: { atMost: 1 / 3 } }],
  'chat-burst': [{ ...cpuLine, aim: { atMost: 1 / 3 } }],
  'whatsapp-api-js': [cpuLine],
};

/** The ratios, each between the same two in the same round, and all numbers. */
export function findingsOf(rounds: Rounds): Findings {
  const ours = rounds.tidemark ?? [];
  const lines = Object.entries(comparisons).flatMap(([name, compared]) =>
    compared.flatMap(({ of, ...line }): Line[] => {
      const theirs = rounds[name] ?? [];
      if (ours.length === 0 || theirs.length === 0) return [];
      const ratios = ours.map((round, index) => of(round) / of(theirs[index] ?? round));
      const against = subjects[name]?.name ?? name;
      return [{ ...line, against, ours: middle(ours, of), theirs: middle(theirs, of), ratio: median(ratios) }];
    }),
  );
  if (ours.length > 0) {
    const each = middle(ours, reads);
    lines.push({
      what: 'read calls per burst',
      against: 'one',
      ours: each,
      theirs: 1,
      unit: '',
      ratio: each,
      aim: { exactly: 1 },
    });
  }
  return { lines, tables: { 'All subjects (the middle one of all rounds)': Object.entries(rounds).map(rowOf) } };
}

function rowOf([name, measured]: [string, readonly Measurement[]]): Record<string, string | number> {
  const cpus = measured.map(cpu);
  const rounded = (of: (round: Measurement) => number): number => Number(middle(measured, of).toPrecision(3));
  return {
    subject: subjects[name]?.name ?? name,
    'CPU µs': Math.round(median(cpus)),
    'from, to': `${Math.round(Math.min(...cpus))}, ${Math.round(Math.max(...cpus))}`,
    'p50 ms': rounded(p50),
    'p99 ms': rounded(p99),
    'reads/burst': rounded(reads),
    'answers/burst': rounded(answers),
    'heap MiB': rounded(heap),
    'resident MiB': rounded(resident),
    'peak MiB': rounded(peak),
  };
}

function middle(rounds: readonly Measurement[], of: (round: Measurement) => number): number {
  return median(rounds.map(of));
}
