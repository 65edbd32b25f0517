import { afterAll, expect, onTestFinished, test, vi } from 'vitest';
import { describeOwnRedis } from '../adapters/bullmq/redis.js';
import { startRedis } from '../cluster/redis-process.js';
import { killAll } from './example-process.js';
import { patienceMs, type Stage, startStage, testMs } from './stage.js';

afterAll(killAll);

describeOwnRedis('echo-cluster', () => {
  test('two processes take a burst as one, one goes on alone, and 503 is the answer while Redis is away', {
    timeout: testMs * 3,
  }, async () => {
    // The example has the usual prefix, so this needs a server of its own.
    const redis = await startRedis();
    onTestFinished(redis.stop);
    const env = { REDIS_URL: redis.url, RECEIPT_QUIET_MS: '400' };
    // Each has a Kaleyra of its own, which does not know what was posted through the other one.
    const start = (): Promise<Stage> => startStage('echo-cluster', env, { strictIds: false });
    const [one, two] = [await start(), await start()];
    onTestFinished(one.kaleyra.close);
    onTestFinished(two.kaleyra.close);
    const said = (): (string | undefined)[] => [...one.kaleyra.sends, ...two.kaleyra.sends].map(({ text }) => text);
    const isSaid = (texts: string[]): Promise<void> =>
      vi.waitFor(() => expect(said()).toEqual(texts), { timeout: patienceMs, interval: 20 });

    const customer = one.newCustomer();
    const burst = ['a', 'b', 'c', 'd'].map((text) => customer.writes(text));
    for (const [index, { webhook }] of burst.entries()) {
      expect((await (index % 2 === 0 ? one : two).post(webhook)).status).toBe(200);
    }
    await isSaid(['Echo: a', 'Echo: b', 'Echo: c', 'Echo: d']);
    expect([...one.kaleyra.reads, ...two.kaleyra.reads].map(({ messageId }) => messageId)).toEqual([burst[3]?.id]);

    one.program.signal('SIGTERM');
    expect((await one.program.exited).code).toBe(0);
    expect((await two.post(customer.writes('e').webhook)).status).toBe(200);
    await vi.waitFor(() => expect(two.kaleyra.sends.at(-1)?.text).toBe('Echo: e'), { timeout: patienceMs });

    await redis.kill();
    const late = customer.writes('f').webhook;
    expect((await two.post(late)).status).toBe(503);
    const health = await fetch(`${two.url}/healthz`);
    expect([health.status, await health.json()]).toEqual([503, expect.objectContaining({ ready: false })]);
    await redis.start();
    await vi.waitFor(async () => expect((await two.post(late)).status).toBe(200), { timeout: patienceMs });
    await vi.waitFor(() => expect(two.kaleyra.sends.at(-1)?.text).toBe('Echo: f'), { timeout: patienceMs });
    expect(two.kaleyra.sends.filter(({ text }) => text === 'Echo: f')).toHaveLength(1);
  });
});
