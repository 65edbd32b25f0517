import path from 'node:path';
import { describe, expect, inject, test } from 'vitest';
import { newConsumer } from './consumer.js';
import { echoed } from './echoes.js';
import { load, type Report, ways } from './load.js';
import { entryNames } from './project-root.js';

const adapters = entryNames.filter((name) => name.includes('/adapters/'));
const names = new Map<string, Report['names']>();

describe.each(inject('installed').nodes)('on Node $major', ({ major, program: node }) => {
  test.each(ways)(
    'R3: loaded by %s, reads a burst by one call and echoes it over each adapter',
    async (way, program, extension) => {
      const consumer = newConsumer();
      const report = await load(consumer, program, { entries: entryNames, node });
      expect(report.played).toEqual(Object.fromEntries(adapters.map((name) => [name, echoed])));
      const dist = path.resolve(consumer.folder, '../node_modules/tidemark/dist');
      expect(Object.keys(report.files)).toEqual(entryNames);
      for (const file of Object.values(report.files)) {
        expect(path.relative(dist, file)).not.toMatch(/^\.\./);
        expect(path.extname(file)).toBe(extension);
      }
      names.set(`${way} on ${major}`, report.names);
    },
  );
});

test('exports the same names to require and to import', () => {
  const [first = {}, ...others] = names.values();
  expect(others.length).toBeGreaterThan(0);
  for (const other of others) expect(other).toEqual(first);
  for (const exported of Object.values(first)) expect(exported).not.toEqual([]);
});
