import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { type FakeKaleyra, startFakeKaleyra, textMessage } from 'tidemark/testing';
import { describe, expect, it } from 'vitest';
import { call, readBody } from './call.js';

async function using(run: (kaleyra: FakeKaleyra) => Promise<void>, ...options: Parameters<typeof startFakeKaleyra>) {
  const kaleyra = await startFakeKaleyra(...options);
  await run(kaleyra).finally(kaleyra.close);
}

describe('startFakeKaleyra', () => {
  it('listens on the loopback with an account of its own', () =>
    using(async ({ baseUrl, sid, apiKey, businessNumbers }) => {
      expect(baseUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
      expect(sid).toMatch(/^HX[0-9A-Z]+IN$/);
      expect(apiKey).toMatch(/^A[0-9a-f]{32}$/);
      expect(businessNumbers).toEqual(['910000000001']);
    }));

  it('takes an account, a host and a port', async () => {
    let port = 0;
    const numbers = ['1'];
    const options = { sid: 'S', apiKey: 'K', businessNumbers: numbers, host: '127.0.0.1' };
    await using(async (kaleyra) => {
      numbers.push('2');
      port = Number(new URL(kaleyra.baseUrl).port);
      expect(kaleyra).toMatchObject({ sid: 'S', apiKey: 'K', businessNumbers: ['1'] });
      expect((await call(kaleyra)).status).toBe(202);
    }, options);
    await using(async ({ baseUrl }) => expect(baseUrl).toBe(`http://127.0.0.1:${port}`), { port });
  });

  it('takes an option of undefined for the default', () =>
    using(async ({ sid }) => expect(sid).not.toBe(''), { sid: undefined } as object));

  it.each([{ sid: '' }, { apiKey: '' }, { businessNumbers: ['+91'] }, { businessNumbers: ['abc'] }])(
    'does not take %o',
    async (options) => {
      await expect(startFakeKaleyra(options)).rejects.toThrow(TypeError);
    },
  );

  it('rejects when its port is taken', () =>
    using(async ({ baseUrl }) => {
      const port = Number(new URL(baseUrl).port);
      await expect(startFakeKaleyra({ port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
    }));
});

describe('reset', () => {
  it('forgets requests, faults, latency and messages', () =>
    using(async (kaleyra) => {
      const body = { contacts: [], messages: [textMessage({ id: 'a', text: 'Hi' })] };
      await kaleyra.postWebhook(`${kaleyra.baseUrl}/nobody`, body);
      await call(kaleyra, { body: readBody('b') });
      kaleyra.fail('WA500', { times: Infinity });
      kaleyra.setLatency(60_000);
      kaleyra.reset();
      expect([kaleyra.requests, kaleyra.knows('a'), kaleyra.isRead('b')]).toEqual([[], false, false]);
      expect((await call(kaleyra)).status).toBe(202);
      expect(kaleyra.requests[0]?.seq).toBe(1);
    }));
});

describe('close', () => {
  it('cuts open connections and keeps the log', async () => {
    const kaleyra = await startFakeKaleyra();
    await fetch(kaleyra.baseUrl);
    await Promise.all([kaleyra.close(), kaleyra.close()]);
    await kaleyra.close();
    expect(kaleyra.requests).toHaveLength(1);
    await expect(call(kaleyra)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('ends all that waits', async () => {
    const kaleyra = await startFakeKaleyra();
    kaleyra.setLatency(60_000);
    const waiting = [call(kaleyra), kaleyra.waitFor('send', 1), kaleyra.postWebhook(kaleyra.baseUrl, {})];
    const ended = Promise.allSettled(waiting);
    await kaleyra.waitFor('any', 2);
    await kaleyra.close();
    expect((await ended).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(kaleyra.requests.map(({ answer }) => answer)).toEqual(['dropped', 'dropped']);
  });

  it('leaves nothing that keeps a process alive, nor an unhandled rejection', async () => {
    const script = `
      import { startFakeKaleyra } from './src/testing/index.ts';
      const kaleyra = await startFakeKaleyra();
      kaleyra.setLatency(60_000);
      kaleyra.waitFor('send', 1);
      fetch(kaleyra.baseUrl).catch(() => undefined);
      kaleyra.postWebhook(kaleyra.baseUrl, {}).catch(() => undefined);
      await kaleyra.waitFor('any', 2);
      await kaleyra.close();
      console.log(process.getActiveResourcesInfo().includes('TCPServerWrap') ? 'still listening' : 'closed');
    `;
    const run = promisify(execFile);
    // Killed, and so a failure, if it has not ended by itself.
    const { stdout } = await run(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', script], {
      timeout: 15_000,
    });
    expect(stdout).toBe('closed\n');
  });
});
