import { writeFile } from 'node:fs/promises';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { type Findings, isMet } from './line.js';

/** Writes what the benchmarks found as JSON. */
export async function writeResults(path: string, found: Readonly<Record<string, Findings>>): Promise<void> {
  const machine = {
    node: process.version,
    cpu: cpus()[0]?.model,
    cores: availableParallelism(),
    memoryBytes: totalmem(),
  };
  const benchmarks = Object.fromEntries(
    Object.entries(found).map(([name, { lines, tables }]) => [
      name,
      { lines: lines.map((line) => ({ ...line, met: isMet(line) })), tables },
    ]),
  );
  await writeFile(path, `${JSON.stringify({ at: new Date().toISOString(), machine, benchmarks }, undefined, 2)}\n`);
}
