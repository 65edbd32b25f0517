import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildMs, type Consumer, entryNames, installPackage, manifest } from './consumer.js';

/** What the programs print. */
interface Report {
  readonly files: Readonly<Record<string, string>>;
  readonly names: Readonly<Record<string, readonly string[]>>;
  readonly played: Readonly<Record<string, unknown>>;
}

const once = {
  statuses: [200, 200],
  log: ['read wamid.2', 'send Echo: one', 'send Echo: two'],
  violations: [],
};
const reports = new Map<string, Report>();

async function load(consumer: Consumer, program: string, names: readonly string[]): Promise<Report> {
  const { exitCode, stdout, stderr } = await consumer.node(program, ...names);
  expect(exitCode, stderr).toBe(0);
  return JSON.parse(stdout) as Report;
}

describe('the built package', { timeout: buildMs }, () => {
  let consumer: Consumer;

  beforeAll(async () => {
    consumer = await installPackage(Object.keys(manifest.peerDependencies));
  }, buildMs);
  afterAll(() => consumer?.remove());

  describe.each([
    ['require', 'load.cjs', '.cjs'],
    ['import', 'load.mjs', '.mjs'],
  ])('loaded by %s', (way, program, extension) => {
    beforeAll(async () => {
      reports.set(way, await load(consumer, program, entryNames));
    }, buildMs);

    test('has all its entries, each as a file of its own format', () => {
      const dist = path.join(consumer.folder, 'node_modules/tidemark/dist');
      const files = reports.get(way)?.files ?? {};
      expect(Object.keys(files)).toEqual(entryNames);
      for (const file of Object.values(files)) {
        expect(path.relative(dist, file)).not.toMatch(/^\.\./);
        expect(path.extname(file)).toBe(extension);
      }
    });

    test('R3: reads a burst by one call and then echoes it, over each adapter', () => {
      const adapters = entryNames.filter((name) => name.includes('/adapters/'));
      expect(reports.get(way)?.played).toEqual(Object.fromEntries(adapters.map((name) => [name, once])));
    });
  });

  test('exports the same names to require and to import', () => {
    expect(reports.get('require')?.names).toEqual(reports.get('import')?.names);
    for (const names of Object.values(reports.get('import')?.names ?? {})) expect(names.length).toBeGreaterThan(0);
  });
});

describe.each([
  ['botbuilder', 'tidemark/adapters/botbuilder', 'botbuilder'],
  ['the Agents SDK', 'tidemark/adapters/agents', '@microsoft/agents-(activity|hosting)'],
])('the built package without %s', { timeout: buildMs }, (_sdk, entry, missing) => {
  const others = entryNames.filter((name) => name !== entry);
  const isMissing = new RegExp(`^${missing}$`);
  let consumer: Consumer;

  beforeAll(async () => {
    consumer = await installPackage(Object.keys(manifest.peerDependencies).filter((name) => !isMissing.test(name)));
  }, buildMs);
  afterAll(() => consumer?.remove());

  test.each(['load.cjs', 'load.mjs'])('works with all other entries: %s', async (program) => {
    const { played } = await load(consumer, program, others);
    const adapters = others.filter((name) => name.includes('/adapters/'));
    expect(played).toEqual(Object.fromEntries(adapters.map((name) => [name, once])));
  });

  test.each([
    ['require', ['--eval', `require('${entry}')`]],
    ['import', ['--input-type=module', '--eval', `await import('${entry}')`]],
  ])('fails to %s its adapter, and names what is missing', async (_way, args) => {
    const { exitCode, stderr } = await consumer.node(...args);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(new RegExp(`Cannot find (module|package) '${missing}'`));
  });
});
