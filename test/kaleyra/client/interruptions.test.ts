import { once } from 'node:events';
import sinon from 'sinon';
import { Client } from 'undici';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { settled } from '../../helpers/settled.js';
import { answerWith, clientOf, errorOf, nextHead, startHttp, startTcp } from './local-server.js';

const target = { id: 'wamid.A', businessNumber: '911234567890' };
const timeoutMs = 123_457;

/** Resolves when the function it gives is called. */
function gate(): { open: () => void; opened: Promise<void> } {
  let open: () => void = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, opened };
}

describe('an interrupted call', () => {
  let clock: sinon.SinonFakeTimers;

  beforeEach(() => {
    clock = sinon.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  });

  // undici may have timers of its own on the same clock; ours are known by their delay.
  const ownTimers = (): unknown[] => {
    const { timers } = clock as unknown as { timers?: Map<unknown, { delay: number }> };
    return [...(timers?.values() ?? [])].filter(({ delay }) => delay === timeoutMs);
  };

  /** Lets the time of the call under way run out. */
  const runOut = (): void => {
    expect(ownTimers(), 'timers of the call').toHaveLength(1);
    clock.tick(timeoutMs);
  };

  afterEach(() => {
    const left = ownTimers();
    clock.restore();
    expect(left).toEqual([]);
  });

  it('R9: is a retry when nobody listens', async () => {
    const error = await errorOf(clientOf({ url: 'http://127.0.0.1:1' }, { timeoutMs }).markRead(target));
    expect(error).toMatchObject({
      name: 'GatewayError',
      code: 'NETWORK',
      kind: 'retry',
      cause: { code: 'ECONNREFUSED' },
    });
    expect(error.message).toMatch(/ECONNREFUSED/);
    expect(error).not.toHaveProperty('status');
  });

  it('R9: is a retry when the connection drops before the answer', async () => {
    const server = await startTcp((socket) => socket.destroy());
    expect(await errorOf(clientOf(server, { timeoutMs }).markRead(target))).toMatchObject({
      code: 'NETWORK',
      kind: 'retry',
      cause: { code: 'UND_ERR_SOCKET' },
    });
  });

  it('R9: is a retry when the answer is no HTTP', async () => {
    const server = await startTcp((socket) => socket.end('SSH-2.0-OpenSSH_9.2\r\n'));
    expect(await errorOf(clientOf(server, { timeoutMs }).markRead(target))).toMatchObject({
      code: 'NETWORK',
      kind: 'retry',
      cause: { name: 'HTTPParserError' },
    });
  });

  it('R9: is a retry when no answer comes in time', async () => {
    const { open, opened } = gate();
    const server = await startHttp(open);
    const failure = errorOf(clientOf(server, { timeoutMs }).markRead(target));
    await opened;
    runOut();
    const error = await settled(failure);
    expect(error).toMatchObject({ name: 'GatewayError', code: 'TIMEOUT', kind: 'retry' });
    expect(error.message).toContain(`within ${timeoutMs} ms`);
  });

  it('R9: is a retry when the head comes in time and the body does not', async () => {
    const server = await startHttp((response) => {
      response.writeHead(202).write('{');
    });
    const head = nextHead();
    const failure = errorOf(clientOf(server, { timeoutMs }).markRead(target));
    await head;
    clock.tick(timeoutMs - 1);
    expect(ownTimers()).toHaveLength(1);
    clock.tick(1);
    expect(await settled(failure)).toMatchObject({ code: 'TIMEOUT', kind: 'retry', status: 202 });
  });

  it('R9: is a retry when a connection is never made, without waiting for it', async () => {
    const { open, opened } = gate();
    const dispatcher = new Client('http://127.0.0.1:9', { connect: open });
    onTestFinished(() => {
      // Its connection never ends either, so that close() would not.
      void dispatcher.destroy().catch(() => {});
    });
    const failure = errorOf(clientOf({ url: 'http://127.0.0.1:9' }, { timeoutMs, dispatcher }).markRead(target));
    await opened;
    runOut();
    expect(await settled(failure)).toMatchObject({ code: 'TIMEOUT', kind: 'retry' });
  });

  it('tells a connect timeout of the pool as a timeout', async () => {
    const dispatcher = new Client('http://127.0.0.1:9', {
      connect: (_options, callback) => {
        callback(Object.assign(new Error('Connect Timeout Error'), { code: 'UND_ERR_CONNECT_TIMEOUT' }), null);
      },
    });
    onTestFinished(() => dispatcher.destroy());
    expect(
      await errorOf(clientOf({ url: 'http://127.0.0.1:9' }, { timeoutMs, dispatcher }).markRead(target)),
    ).toMatchObject({ code: 'TIMEOUT', kind: 'retry', cause: { code: 'UND_ERR_CONNECT_TIMEOUT' } });
  });

  it('has a timer that keeps no process alive', async () => {
    const server = await startHttp(answerWith(202, ''));
    const setTimer = sinon.spy(globalThis, 'setTimeout');
    try {
      await clientOf(server, { timeoutMs }).markRead(target);
    } finally {
      // Before the clock is: restored after it, the spy would put the clock's own timer back for good.
      setTimer.restore();
    }
    const timers = setTimer.getCalls().filter(({ args }) => args[1] === timeoutMs);
    expect(timers.map(({ returnValue }) => returnValue.hasRef())).toEqual([false]);
  });

  it('closes the connection of a call that ran out of time', async () => {
    const { open, opened } = gate();
    const { open: closed, opened: wasClosed } = gate();
    const server = await startHttp((response) => {
      response.on('close', closed);
      open();
    });
    const failure = errorOf(clientOf(server, { timeoutMs }).markRead(target));
    await opened;
    runOut();
    await settled(failure);
    await wasClosed;
  });

  it('is not sent at all when the signal is aborted before', async () => {
    const server = await startHttp(answerWith(202, ''));
    const reason = new Error('the turn has ended');
    const signal = AbortSignal.abort(reason);
    expect(await errorOf(clientOf(server, { timeoutMs }).markRead(target, { signal }))).toMatchObject({
      name: 'GatewayError',
      code: 'ABORTED',
      kind: 'retry',
      cause: reason,
    });
    expect(server.connections()).toBe(0);
  });

  it('ends at once when the signal is aborted while the answer is awaited', async () => {
    const controller = new AbortController();
    const reason = { not: 'an error' };
    const server = await startHttp((response) => {
      controller.abort(reason);
      return once(response, 'close').then(() => {});
    });
    const error = await errorOf(clientOf(server, { timeoutMs }).markRead(target, { signal: controller.signal }));
    expect(error).toMatchObject({ code: 'ABORTED', kind: 'retry' });
    expect(error.cause).toBe(reason);
  });

  it('ends at once when the signal is aborted while the body comes', async () => {
    const controller = new AbortController();
    const server = await startHttp((response) => {
      response.writeHead(401).write('{"code":');
    });
    const head = nextHead();
    const failure = errorOf(clientOf(server, { timeoutMs }).markRead(target, { signal: controller.signal }));
    await head;
    controller.abort();
    expect(await settled(failure)).toMatchObject({ code: 'ABORTED', kind: 'retry', status: 401 });
  });

  it('does not concern the next call', async () => {
    const answers = [(): void => {}, answerWith(202, '')];
    const { open, opened } = gate();
    const server = await startHttp((response) => {
      answers.shift()?.(response);
      open();
    });
    const client = clientOf(server, { timeoutMs });
    const failure = errorOf(client.markRead(target));
    await opened;
    runOut();
    await settled(failure);
    await expect(client.markRead(target)).resolves.toBeUndefined();
  });
});
