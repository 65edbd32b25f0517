import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { isOptionsError } from 'tidemark';
import { openLevelStore } from 'tidemark/adapters/level';
import { expect, test } from 'vitest';
import { message } from '../../helpers/activities.js';
import { newPath, useFolders } from './folder-tools.js';

useFolders();

for (const [options, named] of [
  [undefined, 'openLevelStore'],
  [{}, 'openLevelStore.path'],
  [{ path: '' }, 'openLevelStore.path'],
  [{ path: 5 }, 'openLevelStore.path'],
  [{ maxWaiting: 0 }, 'openLevelStore.maxWaiting'],
  [{ maxWaiting: 1.5 }, 'openLevelStore.maxWaiting'],
  [{ maxInMemory: '5' }, 'openLevelStore.maxInMemory'],
  [{ rememberMs: -1 }, 'openLevelStore.rememberMs'],
  [{ maxConversations: Number.NaN }, 'openLevelStore.maxConversations'],
  [{ maxDead: Number.POSITIVE_INFINITY }, 'openLevelStore.maxDead'],
  [{ create: 'no' }, 'openLevelStore.create'],
  [{ logger: {} }, 'openLevelStore.logger'],
  [{ maxWating: 5 }, '"maxWating"'],
] as const) {
  test(`options are checked when given: ${JSON.stringify(options)} is refused and named, and nothing is made`, async () => {
    const folder = await newPath();
    const given = options !== undefined && Object.keys(options).length > 0 ? { path: folder, ...options } : options;
    const error: unknown = await openLevelStore(given as never).catch((error: unknown) => error);
    expect(isOptionsError(error)).toBe(true);
    expect((error as Error).message).toContain(named);
    expect((error as Error).message).toMatch(/expected .*, got /);
    expect(await readdir(path.dirname(folder))).toEqual([]);
  });
}

test('maxWaiting is 100,000 and maxInMemory 10,000 by default', { timeout: 120_000 }, async () => {
  const store = await openLevelStore({ path: await newPath() });
  let emitted = 0;
  store.inbox.deliver(() => {
    emitted += 1;
  });
  const answers = await Promise.all(
    Array.from({ length: 100_002 }, async (_, index) => store.inbox.accept(message({ id: `wamid.${index}` }))),
  );
  expect(answers.filter((answer) => answer === 'accepted')).toHaveLength(100_000);
  expect(answers.slice(-2)).toEqual(['full', 'full']);
  expect(emitted).toBe(10_000);
  await store.inbox.close();
});
