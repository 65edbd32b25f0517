import { type SinonFakeTimers, useFakeTimers } from 'sinon';
import { type FakeKaleyra, startFakeKaleyra } from 'tidemark/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { call, sendBody } from './call.js';

let kaleyra: FakeKaleyra;
let clock: SinonFakeTimers | undefined;
beforeEach(async () => {
  kaleyra = await startFakeKaleyra();
});
afterEach(async () => {
  clock?.restore();
  clock = undefined;
  await kaleyra.close();
});

function fakeClock(): SinonFakeTimers {
  clock = useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'], now: 1_700_000_000_000 });
  return clock;
}

/** What a call that is not over yet has come to. */
function watch<T>(promise: Promise<T>) {
  const state: { value?: T; error?: unknown } = {};
  const done = promise.then(
    (value) => {
      state.value = value;
    },
    (error: unknown) => {
      state.error = error;
    },
  );
  return { state, done };
}

describe('a dropped request', () => {
  it('ends without an answer and without effect', async () => {
    kaleyra.fail('drop');
    await expect(call(kaleyra)).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(kaleyra.reads).toMatchObject([{ answer: 'dropped', violations: [] }]);
    expect(kaleyra.isRead('wamid.1')).toBe(false);
  });
});

describe('a hanging request', () => {
  it('is answered with success when the faults are cleared', async () => {
    kaleyra.fail('hang');
    const { state, done } = watch(call(kaleyra));
    await kaleyra.waitFor('read', 1);
    expect(state).toEqual({});
    expect(kaleyra.isRead('wamid.1')).toBe(false);
    kaleyra.clearFaults();
    await done;
    expect(state.value?.status).toBe(202);
    expect(kaleyra.isRead('wamid.1')).toBe(true);
  });

  it.each(['reset', 'close'] as const)('is cut by %s', async (end) => {
    kaleyra.fail('hang');
    const { state, done } = watch(call(kaleyra));
    const [hanging] = await kaleyra.waitFor('read', 1);
    await kaleyra[end]();
    await done;
    expect(state.error).toMatchObject({ code: 'ECONNRESET' });
    expect(hanging?.answer).toBe('dropped');
  });

  it('is recorded as aborted when the caller gives up', async () => {
    kaleyra.fail('hang');
    const abort = new AbortController();
    const { state, done } = watch(call(kaleyra, { signal: abort.signal }));
    await kaleyra.waitFor('read', 1);
    abort.abort();
    await done;
    expect(state.error).toMatchObject({ name: 'AbortError' });
    expect(await kaleyra.waitFor('read', 1, { answered: true })).toMatchObject([{ answer: 'aborted' }]);
    kaleyra.clearFaults();
    expect(kaleyra.isRead('wamid.1')).toBe(false);
  });
});

describe('a spoilt answer', () => {
  it('ends in the middle of the body', async () => {
    kaleyra.fail('truncate');
    await expect(call(kaleyra)).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(kaleyra.reads[0]?.answer).toEqual({ status: 202 });
    expect(kaleyra.isRead('wamid.1')).toBe(true);
  });

  it('is no JSON in spite of its content type', async () => {
    kaleyra.fail('notJson');
    const answer = await call(kaleyra);
    expect(answer).toMatchObject({ status: 202, text: '<html><body>Accepted</body></html>' });
    expect(answer.headers['content-type']).toBe('application/json');
    expect(kaleyra.isRead('wamid.1')).toBe(true);
  });

  it('is empty', async () => {
    kaleyra.fail('empty');
    expect(await call(kaleyra)).toMatchObject({ status: 202, text: '' });
    expect(kaleyra.isRead('wamid.1')).toBe(true);
  });
});

describe('latency', () => {
  it('holds back the answer, not the effect', async () => {
    const { tick } = fakeClock();
    kaleyra.setLatency(500);
    const { state, done } = watch(call(kaleyra));
    const [read] = await kaleyra.waitFor('read', 1);
    expect(read?.at).toBe(1_700_000_000_000);
    expect(kaleyra.isRead('wamid.1')).toBe(true);
    tick(499);
    expect(read?.answer).toBeUndefined();
    tick(1);
    await done;
    expect(state.value?.status).toBe(202);
    expect(read?.answeredAt).toBe(1_700_000_000_500);
  });

  it('can be that of sends only', async () => {
    const { tick } = fakeClock();
    kaleyra.setLatency(500, { on: 'send' });
    expect((await call(kaleyra)).status).toBe(202);
    const { done } = watch(call(kaleyra, { body: sendBody() }));
    await kaleyra.waitFor('send', 1);
    tick(500);
    await done;
  });

  it('adds up with the delay of one answer', async () => {
    const { tick } = fakeClock();
    kaleyra.setLatency(500);
    kaleyra.fail([{ delayMs: 100 }, { status: 503, delayMs: 200 }]);
    for (const [ms, status] of [[600, 202] as const, [700, 503] as const]) {
      const { state, done } = watch(call(kaleyra));
      const read = (await kaleyra.waitFor('read', status === 202 ? 1 : 2)).at(-1);
      tick(ms - 1);
      expect(read?.answer).toBeUndefined();
      tick(1);
      await done;
      expect(state.value?.status).toBe(status);
    }
  });

  it('ends with the faults', async () => {
    const { countTimers } = fakeClock();
    kaleyra.setLatency(500);
    const { done } = watch(call(kaleyra));
    await kaleyra.waitFor('read', 1);
    kaleyra.clearFaults();
    await done;
    expect(countTimers()).toBe(0);
    expect((await call(kaleyra)).status).toBe(202);
  });

  it.each([-1, Number.NaN, Infinity])('cannot be %s', (ms) => {
    expect(() => kaleyra.setLatency(ms)).toThrow(TypeError);
  });
});
