import { parseArgs } from 'node:util';
import type { Findings } from '../report/line.js';
import { printFindings } from '../report/print-findings.js';
import { writeResults } from '../report/write-results.js';
import { tell } from '../support/progress.js';
import { findingsOf, type Rounds } from './findings.js';
import { installPeers } from './install.js';
import { type Api, type Load, type Measurement, measure } from './measure.js';
import { startAsked } from './processes/ask.js';
import { profileOf } from './profile/profile-of.js';
import { whereOf } from './profile/where-of.js';
import { subjectOf, subjects } from './subjects.js';
import { BURST } from './traffic/schedule.js';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '3' },
    conversations: { type: 'string', default: '200' },
    bursts: { type: 'string', default: '5' },
    rate: { type: 'string', default: '250' },
    profile: { type: 'string', default: 'tidemark,floor' },
    out: { type: 'string', default: 'bench-results.json' },
  },
});
const names = positionals.length > 0 ? positionals : Object.keys(subjects);
const load: Load = {
  conversations: Number(values.conversations),
  bursts: Number(values.bursts),
  messagesPerSecond: Number(values.rate),
  warmUpBursts: 3,
};
const messages = load.conversations * load.bursts * BURST;

installPeers();
const apiProcess = startAsked('bench/dist-peers/bench/peers/processes/api.mjs', {});
try {
  const api: Api = { process: apiProcess, url: await apiProcess.ask<string>('listen') };
  const { lines, tables } = findingsOf(await runRounds(api));
  const found: Findings = { lines, tables: { ...tables, ...(await profileAll(api)) } };
  const { conversations, messagesPerSecond } = load;
  printFindings(`Side by side: ${conversations} customers, bursts of ${BURST}, ${messagesPerSecond} messages/s`, found);
  await writeResults(values.out, { peers: found });
} finally {
  await apiProcess.stop();
}

/** One subject after the other, so that each has the machine for itself. */
async function runRounds(api: Api): Promise<Rounds> {
  const rounds: Record<string, Measurement[]> = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = 0; round < Number(values.rounds); round += 1) {
    // Another one begins each time.
    for (const name of [...names.slice(round % names.length), ...names.slice(0, round % names.length)]) {
      tell(`round ${round + 1}: ${name}, ${messages} messages`);
      rounds[name]?.push(await measure(subjectOf(name), { api, load }));
    }
  }
  return rounds;
}

async function profileAll(api: Api): Promise<NonNullable<Findings['tables']>> {
  const tables: Record<string, NonNullable<Findings['tables']>[string]> = {};
  for (const name of values.profile.split(',').filter((wanted) => names.includes(wanted))) {
    tell(`under the profiler: ${name}`);
    const profile = await profileOf(subjectOf(name), { api, load }, `bench/dist-peers/${name}.cpuprofile`);
    const { files, functions, callers } = whereOf(profile, messages);
    tables[`${name}: packages and files by the time of their own`] = files;
    tables[`${name}: functions by the time of their own`] = functions;
    tables[`${name}: its own functions, with the time of what they call and is not its own`] = callers;
  }
  return tables;
}
