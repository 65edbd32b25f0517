import { Session } from 'node:inspector/promises';

const SAMPLE_US = 250;

/** Runs something under the profiler; gives the time each file had at the top of the stack, in milliseconds. */
export async function selfTimeByFile(run: () => Promise<unknown>): Promise<Map<string, number>> {
  const session = new Session();
  session.connect();
  try {
    await session.post('Profiler.enable');
    await session.post('Profiler.setSamplingInterval', { interval: SAMPLE_US });
    await session.post('Profiler.start');
    await run();
    const { profile } = await session.post('Profiler.stop');
    const files = new Map(profile.nodes.map(({ id, callFrame }) => [id, fileOf(callFrame)]));
    const byFile = new Map<string, number>();
    for (const [index, sample] of (profile.samples ?? []).entries()) {
      const file = files.get(sample) ?? '';
      byFile.set(file, (byFile.get(file) ?? 0) + (profile.timeDeltas?.[index] ?? 0) / 1000);
    }
    return byFile;
  } finally {
    session.disconnect();
  }
}

/** `src/…`, a package's name, `node:…`, or what the machine does, such as `(garbage collector)`. */
function fileOf({ url, functionName }: { url: string; functionName: string }): string {
  const inPackage = /\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(url)?.[1];
  if (inPackage !== undefined) return inPackage;
  const inSources = /\/dist\/((?:src|support)\/.+|[\w-]+)\.mjs$/.exec(url)?.[1];
  if (inSources !== undefined) return inSources.startsWith('src/') ? inSources : 'bench';
  if (url.startsWith('node:')) return url;
  return functionName.startsWith('(') ? functionName : 'built into the language';
}
