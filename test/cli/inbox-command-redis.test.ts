import { randomUUID } from 'node:crypto';
import { createBullmqStore } from 'tidemark/adapters/bullmq';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { connectRedis, describeRedis, REDIS_URL, removeKeys } from '../adapters/bullmq/redis.js';
import { start } from '../examples/example-process.js';
import { message } from '../helpers/activities.js';

let prefix: string;
interface Said {
  readonly out: readonly string[];
  readonly err: readonly string[];
  readonly code: number | null;
}

/** The command as it is run; the URL, which may have a password, comes from the environment. */
async function run(...args: string[]): Promise<Said> {
  const command = ['--import', 'tsx', 'src/cli/main.ts', 'inbox', ...args, '--prefix', prefix];
  const program = start([process.execPath, ...command], { REDIS_URL });
  const { code } = await program.exited;
  return { out: program.stdout, err: program.stderr, code };
}

describeRedis('tidemark inbox --redis', () => {
  beforeEach(async () => {
    prefix = `test-${randomUUID()}`;
    const store = createBullmqStore({ connection: REDIS_URL, prefix });
    const seen: string[] = [];
    store.inbox.deliver(({ id = '' }) => seen.push(id));
    for (const id of ['wamid.1', 'wamid.2']) await store.inbox.accept(message({ id, text: `secret of ${id}` }));
    await vi.waitFor(() => expect(seen).toHaveLength(2), { timeout: 10_000 });
    for (const id of seen) await store.inbox.settle(message({ id }), 'failed');
    await store.inbox.close();
  });
  afterEach(async () => {
    const redis = connectRedis();
    await removeKeys(redis, prefix);
    redis.disconnect();
  });

  it('lists, shows, replays and drops, while bots run', { timeout: 60_000 }, async () => {
    const { out, code } = await run('list', '--redis');
    expect(out.map((line) => line.replace(/^\S+Z {2}/, ''))).toEqual([
      'failed  0x  message  911200000000:919800000001  wamid.1',
      'failed  0x  message  911200000000:919800000001  wamid.2',
      '2 messages',
    ]);
    expect(code).toBe(0);
    expect(JSON.parse((await run('show', 'wamid.2', '--redis')).out.join('\n'))).toMatchObject({
      activity: { text: 'secret of wamid.2' },
    });

    const bot = createBullmqStore({ connection: REDIS_URL, prefix });
    const seen: (string | undefined)[] = [];
    bot.inbox.deliver((activity) => seen.push(activity.text));
    expect((await run('replay', 'wamid.1', '--redis')).out).toEqual(['replayed wamid.1']);
    await vi.waitFor(() => expect(seen).toEqual(['secret of wamid.1']), { timeout: 10_000 });
    await bot.inbox.settle(message({ id: 'wamid.1' }), 'handled');
    await bot.inbox.close();

    expect((await run('drop', 'wamid.2', '--redis', REDIS_URL)).out).toEqual(['dropped wamid.2']);
    expect((await run('list', '--redis')).out).toEqual(['0 messages']);
    expect(await run('show', 'wamid.2', '--redis')).toMatchObject({
      err: ['error: There is no such message: wamid.2'],
      code: 1,
    });
  });

  it('says that the server cannot be reached, without its password', { timeout: 60_000 }, async () => {
    const { err, code } = await run('list', '--redis', 'redis://user:hunter2@127.0.0.1:1');
    expect(err.join('\n')).toMatch(/^error: Redis at 127\.0\.0\.1:1 cannot be reached/m);
    expect([err.join('\n').includes('hunter2'), code]).toEqual([false, 1]);
  });
});
