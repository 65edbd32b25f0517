/** A row of a table. */
export type Row = Record<string, string | number>;

// The first that fits.
const stages: readonly (readonly [stage: string, files: RegExp])[] = [
  ['parse', /^src\/kaleyra\/|^zod$/],
  ['HTTP rules and JSON.parse', /^src\/webhook\//],
  ['accept', /^src\/inbox\/|^src\/stream\/(?:webhook-sink|deliver)/],
  ['offer, mark and hand on', /^src\/(?:receipts|scheduling|activity)\//],
  ['dispatch', /^src\/stream\/|^rxjs$/],
  ['node: async contexts', /^node:(?:internal\/)?async_hooks$/],
  ['node: timers, signals and the rest', /^node:/],
  ['garbage collector', /^\(garbage collector\)$/],
  ['bench', /^bench$/],
  ['V8: microtasks, built-ins, compiling', /^\(program\)$|^\(root\)$|^built into/],
  ['other', /./],
];
const FILES = 12;

/** What of the time went where. */
export function sharesOf(msByFile: ReadonlyMap<string, number>): { stages: Row[]; files: Row[] } {
  const busy = [...msByFile].filter(([file]) => file !== '(idle)');
  const totalMs = busy.reduce((sum, [, ms]) => sum + ms, 0);
  const byStage = new Map<string, number>();
  for (const [file, ms] of busy) {
    const stage = stages.find(([, files]) => files.test(file))?.[0] ?? 'other';
    byStage.set(stage, (byStage.get(stage) ?? 0) + ms);
  }
  const rows = (name: string, values: Iterable<readonly [string, number]>): Row[] =>
    [...values]
      .sort(([, a], [, b]) => b - a)
      .map(([what, ms]) => ({ [name]: what, ms: Math.round(ms), share: `${((100 * ms) / totalMs).toFixed(1)} %` }));
  return { stages: rows('stage', byStage), files: rows('file', busy).slice(0, FILES) };
}
