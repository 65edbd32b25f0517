import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, inject, test } from 'vitest';
import { newConsumer, newConsumerWith } from './consumer.js';
import { echoed } from './echoes.js';
import { common, load, ways } from './load.js';
import { peersOfEntries } from './peers-of-entries.js';
import { entryNames, manifest } from './project-root.js';

const entries = Object.entries(peersOfEntries);
const missingOne = entries.flatMap(([entry, peers]) => peers.map((peer) => [entry, peer, peers] as const));

/** How an entry is loaded by a command, each way. */
const loads = [
  ['require', (entry: string) => ['--eval', `require('${entry}')`]],
  ['import', (entry: string) => ['--input-type=module', '--eval', `await import('${entry}')`]],
] as const;

test('every optional peer has an entry that is in need of it, and none is in need of another', () => {
  const optional = Object.entries(manifest.peerDependenciesMeta).filter(([, { optional }]) => optional);
  expect(entries.flatMap(([, peers]) => peers).sort()).toEqual(optional.map(([name]) => name).sort());
});

describe('the package alone', () => {
  test('brings RxJS, and no optional peer', () => {
    const has = (name: string): boolean => existsSync(path.join(inject('installed').bare, 'node_modules', name));
    expect(['rxjs', ...Object.keys(manifest.peerDependenciesMeta)].filter(has)).toEqual(['rxjs']);
  });

  test.each(ways)('works with all entries that need no other: %s', async (_way, program) => {
    const free = entryNames.filter((name) => peersOfEntries[name] === undefined);
    const { played } = await load(newConsumer({ of: 'bare' }), program, { entries: free });
    expect(played).toEqual({ 'tidemark/adapters/node': echoed, 'tidemark/adapters/web': echoed });
  });
});

describe.each(entries)('%s', (entry, peers) => {
  test.each(ways)(`works with no other peer than its own, ${peers.join(', ')}: %s`, async (_way, program) => {
    const { played } = await load(newConsumerWith(peers), program, { entries: [...common, entry] });
    expect(played).toEqual({ 'tidemark/adapters/node': echoed, [entry]: echoed });
  });
});

describe.each(missingOne)('%s without %s', (entry, missing, peers) => {
  test.each(loads)('fails to %s, and names what is missing', async (_way, argumentsOf) => {
    const consumer = newConsumerWith(peers.filter((peer) => peer !== missing));
    const { exitCode, stderr } = await consumer.node(...argumentsOf(entry));
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(new RegExp(`Cannot find (module|package) '${missing}'`));
    expect(stderr).toMatch(/tidemark[\\/]dist[\\/]/);
  });
});
