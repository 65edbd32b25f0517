import { type DocumentedFailure, type Failure, type FakeKaleyra, startFakeKaleyra } from 'tidemark/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { call, sendBody } from './call.js';
import { compact, failures } from './samples.js';

let kaleyra: FakeKaleyra;
beforeEach(async () => {
  kaleyra = await startFakeKaleyra();
});
afterEach(() => kaleyra.close());

async function statuses(...bodies: (object | undefined)[]): Promise<number[]> {
  const found: number[] = [];
  for (const body of bodies) found.push((await call(kaleyra, { body })).status);
  return found;
}

const send = sendBody();

describe('a documented failure', () => {
  it.each(Object.entries(failures))('%s is the sample of the page', async (name, [status, sample]) => {
    kaleyra.fail(name as DocumentedFailure);
    const answer = await call(kaleyra);
    expect({ status: answer.status, text: answer.text }).toEqual({ status, text: compact(sample) });
    expect(answer.headers['content-type']).toBe('application/json');
    const code = (JSON.parse(sample) as { code: string }).code;
    expect(kaleyra.reads[0]).toMatchObject({ violations: [], answer: { status, code } });
  });

  it.each([
    ['WAV2101', 403],
    ['131009', 400],
  ] as const)('%s, which has no sample, comes in the same form', async (name, status) => {
    kaleyra.fail(name);
    const answer = await call(kaleyra);
    expect(answer.status).toBe(status);
    const body = JSON.parse(answer.text) as object;
    expect(body).toMatchObject({ code: name, data: {} });
    expect(Object.keys(body)).toEqual(['code', 'message', 'data', 'error']);
  });
});

describe('an answer of the test', () => {
  it('can be a 429 with Retry-After', async () => {
    kaleyra.fail({ status: 429, headers: { 'retry-after': '7' }, body: { code: 'X1' } });
    const answer = await call(kaleyra);
    expect(answer).toMatchObject({ status: 429, text: '{"code":"X1"}' });
    expect(answer.headers).toMatchObject({ 'retry-after': '7', 'content-type': 'application/json' });
    expect(kaleyra.reads[0]?.answer).toEqual({ status: 429, code: 'X1' });
  });

  it('can be an HTML 502', async () => {
    kaleyra.fail({ status: 502, body: '<h1>Bad Gateway</h1>', contentType: 'text/html' });
    const answer = await call(kaleyra);
    expect(answer).toMatchObject({ status: 502, text: '<h1>Bad Gateway</h1>' });
    expect(answer.headers['content-type']).toBe('text/html');
    expect(kaleyra.reads[0]?.answer).toEqual({ status: 502 });
  });

  it('can be a plain text', async () => {
    kaleyra.fail({ status: 503, body: 'no' });
    expect((await call(kaleyra)).headers['content-type']).toBe('text/plain; charset=utf-8');
  });

  it('can be a redirect without a body', async () => {
    kaleyra.fail({ status: 307, headers: { location: 'http://127.0.0.1:1/' } });
    const answer = await call(kaleyra);
    expect(answer).toMatchObject({ status: 307, text: '' });
    expect(answer.headers).toMatchObject({ location: 'http://127.0.0.1:1/', 'content-length': '0' });
    expect(answer.headers['content-type']).toBeUndefined();
  });

  it('can be a 204', async () => {
    kaleyra.fail({ status: 204 });
    expect(await call(kaleyra)).toMatchObject({ status: 204, text: '' });
  });
});

describe('the queue of failures', () => {
  it('gives each failure once, in order, then success', async () => {
    kaleyra.fail(['WA500', { status: 429 }]);
    kaleyra.fail('RBC001');
    expect(await statuses(...Array<undefined>(4))).toEqual([500, 429, 401, 202]);
  });

  it('gives a list as often as asked', async () => {
    kaleyra.fail(['WA500', 'E110'], { times: 2 });
    expect(await statuses(...Array<undefined>(5))).toEqual([500, 400, 500, 400, 202]);
  });

  it('gives a failure without end until it is cleared', async () => {
    kaleyra.fail('WA500', { times: Infinity });
    expect(await statuses(...Array<undefined>(3))).toEqual([500, 500, 500]);
    kaleyra.clearFaults();
    expect(await statuses(undefined)).toEqual([202]);
  });

  it('keeps the failures of reads and of sends apart', async () => {
    kaleyra.fail('WA500', { on: 'send' });
    kaleyra.fail('E110', { on: 'read' });
    expect(await statuses(undefined, undefined, send, send)).toEqual([400, 202, 500, 202]);
  });

  it('is not used up by a request that breaks the contract', async () => {
    kaleyra.fail('WA500');
    expect(await statuses({}, undefined, undefined)).toEqual([400, 500, 202]);
  });

  it.each([
    ['an unknown name', 'RBC002' as Failure, {}],
    ['a name of every object', 'toString' as Failure, {}],
    ['no failure', [], {}],
    ['a status that cannot be answered', { status: 101 }, {}],
    ['a header that cannot be sent', { status: 500, headers: { 'x-a': 'a\nb' } }, {}],
    ['a body that cannot be sent', { status: 500, body: 1n }, {}],
    ['a negative delay', { delayMs: -1 }, {}],
    ['an endless delay', { delayMs: Infinity }, {}],
    ['no times', 'WA500' as Failure, { times: 0 }],
    ['a fraction of times', 'WA500' as Failure, { times: 1.5 }],
  ] as const)('does not take %s', (_, failure, options) => {
    expect(() => kaleyra.fail(failure, options)).toThrow(TypeError);
  });
});
