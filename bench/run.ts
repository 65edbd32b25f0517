import { parseArgs } from 'node:util';
import type { Benchmark } from './benchmark.js';
import { calls } from './calls.js';
import { memory } from './memory.js';
import { offer } from './offer.js';
import type { Findings } from './report/line.js';
import { printFindings } from './report/print-findings.js';
import { writeResults } from './report/write-results.js';
import { stores } from './stores/stores.js';
import { way } from './way.js';

const benchmarks: Readonly<Record<string, readonly [title: string, Benchmark]>> = {
  offer: ['What a message costs, in bursts of 5 interleaved over all conversations (ns per message)', offer],
  memory: ['What a conversation costs in memory (bytes of heap after collecting garbage)', memory],
  calls: ['How many calls a bursty trace takes, replayed in virtual time', calls],
  stores: ['A webhook taken over by each store, until it is accepted and until it is handled', stores],
  way: ["The whole way, from a webhook's body to its messages' handler (µs per message)", way],
};

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { out: { type: 'string', default: 'bench-results.json' }, sizes: { type: 'string' } },
});
const names = positionals.length > 0 ? positionals : Object.keys(benchmarks);
const sizes = values.sizes?.split(',').map(Number);
const found: Record<string, Findings> = {};
for (const name of names) {
  const [title, benchmark] = benchmarks[name] ?? [];
  if (title === undefined || benchmark === undefined) {
    throw new Error(`expected ${Object.keys(benchmarks).join(', ')}; got ${name}`);
  }
  found[name] = await benchmark({ ...(sizes !== undefined && { sizes }) });
  printFindings(title, found[name]);
}
await writeResults(values.out, found);
