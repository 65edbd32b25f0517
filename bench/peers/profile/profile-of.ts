import { writeFile } from 'node:fs/promises';
import type { Profiler } from 'node:inspector';
import { type MeasureOptions, measure } from '../measure.js';
import type { Subject } from '../processes/subject.js';

/** Runs a subject once more, the part that counts under the profiler; the profile is kept for browsers' tools. */
export async function profileOf(subject: Subject, options: MeasureOptions, path: string): Promise<Profiler.Profile> {
  let profile: Profiler.Profile | undefined;
  await measure(subject, {
    ...options,
    around: async (running, run) => {
      await running.ask('profile');
      await run();
      profile = await running.ask<Profiler.Profile>('profiled');
    },
  });
  if (profile === undefined) throw new Error('no profile');
  await writeFile(path, JSON.stringify(profile));
  return profile;
}
