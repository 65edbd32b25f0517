import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openLevelStore } from 'tidemark/adapters/level';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { inboxCommand } from '../../src/cli/inbox-command.js';
import type { InboxPlace, InboxStore } from '../../src/cli/inbox-command-stores.js';
import { message } from '../helpers/activities.js';

let folder: string;
beforeEach(async () => {
  const parent = await mkdtemp(path.join(tmpdir(), 'tidemark-inbox-'));
  folder = path.join(parent, 'store');
  const store = await openLevelStore({ path: folder });
  store.inbox.deliver(() => undefined);
  for (const id of ['wamid.1', 'wamid.2', 'wamid.waits']) {
    await store.inbox.accept(message({ id, text: `secret of ${id}` }));
    if (id !== 'wamid.waits') await store.inbox.settle(message({ id }), 'failed');
  }
  await store.inbox.close();
});
afterEach(async () => {
  process.exitCode = undefined;
  await rm(path.dirname(folder), { recursive: true });
});

const open = ({ path = '' }: InboxPlace): Promise<InboxStore> => openLevelStore({ path, create: false });

interface Said {
  readonly out: string[];
  readonly err: string[];
  readonly exitCode: unknown;
}

async function run(...args: string[]): Promise<Said> {
  const [out, err]: [string[], string[]] = [[], []];
  const command = inboxCommand(open, { out: (line) => out.push(line), err: (line) => err.push(line) });
  let exitCode: unknown;
  for (const each of [command, ...command.commands]) {
    each.configureOutput({ writeErr: (text) => err.push(text.trim()), writeOut: (text) => out.push(text.trim()) });
    each.exitOverride();
  }
  try {
    await command.parseAsync(args, { from: 'user' });
    exitCode = process.exitCode;
  } catch (error) {
    exitCode = (error as { exitCode?: number }).exitCode;
  }
  process.exitCode = undefined;
  return { out, err, exitCode };
}

/** The ids that are dead and the number of those that wait. */
async function content(): Promise<[string[], number | undefined]> {
  const store = await openLevelStore({ path: folder });
  const letters = await store.deadLetters.list();
  const { waiting } = await store.health();
  await store.inbox.close();
  return [letters.map(({ id }) => id), waiting];
}

describe('tidemark inbox', () => {
  it('list tells what was given up, without what customers wrote', async () => {
    const { out, exitCode } = await run('list', '--path', folder);
    expect(out).toHaveLength(3);
    expect(out[0]).toMatch(/^\d{4}-\S+Z {2}failed {2}1x {2}message {2}911200000000:919800000001 {2}wamid\.1$/);
    expect(out[2]).toBe('2 messages');
    expect(out.join('')).not.toContain('secret');
    expect(exitCode).toBeUndefined();
    expect((await run('list', '--path', folder, '--limit', '1')).out.at(-1)).toBe('1 of 2 messages');
  });

  it('list --json is for programs, and has no texts either', async () => {
    const { out } = await run('list', '--json', '--path', folder);
    expect(JSON.parse(out.join('\n'))).toMatchObject([{ id: 'wamid.1', attempts: 1 }, { id: 'wamid.2' }]);
    expect(out.join('')).not.toContain('secret');
  });

  it('show prints one whole', async () => {
    const { out } = await run('show', 'wamid.2', '--path', folder);
    expect(JSON.parse(out.join('\n'))).toMatchObject({ id: 'wamid.2', activity: { text: 'secret of wamid.2' } });
  });

  it('replay puts one back, so that the bot is given it when it starts', async () => {
    const { out } = await run('replay', 'wamid.1', '--path', folder);
    expect(out).toEqual(['replayed wamid.1']);
    expect(await content()).toEqual([['wamid.2'], 2]);
  });

  it('replay --all puts all back', async () => {
    expect((await run('replay', '--all', '--path', folder)).out).toEqual(['replayed wamid.1', 'replayed wamid.2']);
    expect(await content()).toEqual([[], 3]);
  });

  it('drop forgets those it is told', async () => {
    expect((await run('drop', 'wamid.1', 'wamid.2', '--path', folder)).out).toEqual([
      'dropped wamid.1',
      'dropped wamid.2',
    ]);
    expect(await content()).toEqual([[], 1]);
  });

  it.each([['show'], ['replay'], ['drop']])('%s of what is not there says so and fails', async (what) => {
    const { err, exitCode } = await run(what, 'wamid.waits', '--path', folder);
    expect(err).toEqual(['error: There is no such message: wamid.waits']);
    expect(exitCode).toBe(1);
    expect(await content()).toEqual([['wamid.1', 'wamid.2'], 1]);
  });

  it.each([
    [['list'], /Say where the messages are: either --path <folder> or --redis/],
    [['list', '--path', '.', '--redis', 'redis://127.0.0.1'], /either --path <folder> or --redis/],
    [['list', '--path', '.', '--prefix', 'mine'], /--prefix belongs to --redis/],
    [['list', '--redis', 'http://127.0.0.1'], /Expected a redis:\/\/ or rediss:\/\/ URL/],
    [['list', '--path', ''], /Expected a folder/],
    [['list', '--path', '/nowhere/at/all'], /there is no store in \/nowhere\/at\/all/],
    [['list', '--path', '.', '--limit', '0'], /Expected a whole number/],
    [['list', '--path', '.'], /is no folder of this store/],
  ])('%j is refused with a sentence', async (args, sentence) => {
    const { err, exitCode } = await run(...args);
    expect(err.join('\n')).toMatch(sentence);
    expect(exitCode).toBe(1);
  });

  it('replay and drop without an id and without --all do nothing and say so', async () => {
    for (const what of ['replay', 'drop']) {
      const { err, exitCode } = await run(what, '--path', folder);
      expect([err.join(''), exitCode]).toEqual([expect.stringContaining('--all'), 1]);
    }
    expect(await content()).toEqual([['wamid.1', 'wamid.2'], 1]);
  });

  it('says that the bot has to be stopped while it has the folder open', async () => {
    const store = await openLevelStore({ path: folder });
    const { err, exitCode } = await run('list', '--path', folder);
    expect(err.join('\n')).toMatch(/in use by this process already: end that one first/);
    expect(exitCode).toBe(1);
    await store.inbox.close();
  });
});
