import type { Findings } from './report/line.js';

/** Options of a benchmark, from the command line. */
export interface BenchmarkOptions {
  /** How many conversations or messages, instead of the usual numbers. */
  sizes?: readonly number[];
}

/** Measures, and gives what is to be told. */
export type Benchmark = (options: BenchmarkOptions) => Promise<Findings>;
