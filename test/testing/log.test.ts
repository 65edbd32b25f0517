import { useFakeTimers } from 'sinon';
import { type FakeKaleyra, startFakeKaleyra } from 'tidemark/testing';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { call, readBody, sendBody } from './call.js';

let kaleyra: FakeKaleyra;
beforeEach(async () => {
  kaleyra = await startFakeKaleyra();
});
afterEach(() => kaleyra.close());

describe('the log', () => {
  it('holds all of a read', async () => {
    const before = Date.now();
    const answer = await call(kaleyra, { body: readBody('wamid.1', true), number: '%2B910000000001' });
    const [read] = await kaleyra.waitFor('read', 1, { answered: true });
    const path = `/v2/${kaleyra.sid}/whatsapp/%2B910000000001/messages`;
    expect(read).toMatchObject({
      seq: 1,
      method: 'POST',
      url: path,
      path,
      apiKeyValid: true,
      body: readBody('wamid.1', true),
      kind: 'read',
      businessNumber: '910000000001',
      messageId: 'wamid.1',
      typing: true,
      violations: [],
      answer: {
        status: 202,
        code: 'WA202',
        messageId: (JSON.parse(answer.text) as { data: { message_id: string } }).data.message_id,
      },
    });
    expect(read?.at).toBeGreaterThanOrEqual(before);
    expect(read?.answeredAt).toBeGreaterThanOrEqual(read?.at ?? Infinity);
  });

  it('holds receiver and text of a send', async () => {
    await call(kaleyra, { body: sendBody('Hello') });
    expect(kaleyra.sends).toMatchObject([{ kind: 'send', to: '919876543210', text: 'Hello', typing: false }]);
    expect(kaleyra.sends[0]).not.toHaveProperty('messageId');
  });

  it('holds refused requests too, in order of arrival', async () => {
    await call(kaleyra, { headers: { 'api-key': 'wrong' } });
    await call(kaleyra, { body: sendBody() });
    await call(kaleyra, { method: 'GET', path: '/health?deep=1', body: '' });
    expect(kaleyra.requests.map(({ seq, kind }) => [seq, kind])).toEqual([
      [1, 'read'],
      [2, 'send'],
      [3, 'other'],
    ]);
    expect(kaleyra.reads).toEqual([kaleyra.requests[0]]);
    expect(kaleyra.sends).toEqual([kaleyra.requests[1]]);
    expect(kaleyra.requests[2]).toMatchObject({ url: '/health?deep=1', path: '/health' });
  });

  it('holds a body that is no JSON as text', async () => {
    await call(kaleyra, { body: 'hello' });
    expect(kaleyra.requests[0]?.body).toBe('hello');
  });

  it('holds no API key, in whatever header it came', async () => {
    await call(kaleyra, { headers: { authorization: `Bearer ${kaleyra.apiKey}` } });
    await call(kaleyra, { headers: { 'api-key': 'Awrong' } });
    expect(kaleyra.requests[0]?.headers).toMatchObject({ 'api-key': '[redacted]', authorization: '[redacted]' });
    expect(JSON.stringify(kaleyra.requests)).not.toContain(kaleyra.apiKey);
    expect(JSON.stringify(kaleyra.requests)).not.toContain('Awrong');
  });

  it('is not changed through a list that was handed out', async () => {
    const list = kaleyra.requests;
    await call(kaleyra);
    expect(list).toEqual([]);
    expect(kaleyra.requests).toHaveLength(1);
  });
});

describe('waitFor', () => {
  it('resolves at once with what is there', async () => {
    await call(kaleyra);
    await call(kaleyra);
    expect(await kaleyra.waitFor('read', 1)).toHaveLength(2);
    expect(await kaleyra.waitFor('any', 2)).toHaveLength(2);
  });

  it('resolves with the request that completes the count', async () => {
    const waiting = kaleyra.waitFor('send', 2);
    for (const body of [sendBody('a'), readBody('wamid.1'), sendBody('b')]) await call(kaleyra, { body });
    expect((await waiting).map(({ text }) => text)).toEqual(['a', 'b']);
  });

  it('counts a request before its answer, unless told otherwise', async () => {
    kaleyra.fail('hang');
    const calling = call(kaleyra);
    const [read] = await kaleyra.waitFor('read', 1);
    expect(read?.answer).toBeUndefined();
    const answered = kaleyra.waitFor('read', 1, { answered: true });
    kaleyra.clearFaults();
    expect((await answered)[0]?.answer).toMatchObject({ status: 202 });
    await calling;
  });

  it('rejects in time with what was received', async () => {
    await call(kaleyra, { headers: { 'api-key': 'wrong' } });
    kaleyra.fail('drop');
    await call(kaleyra).catch(() => undefined);
    const path = `/v2/${kaleyra.sid}/whatsapp/910000000001/messages`;
    await expect(kaleyra.waitFor('read', 3, { timeoutMs: 1, answered: true })).rejects.toThrow(
      [
        '[tidemark/testing] waited 1 ms for 3 answered read request(s); received 2 of that kind, 2 in all',
        `  #1 read POST ${path}: 401 RBC001 | The api-key header is wrong.`,
        `  #2 read POST ${path}: dropped`,
      ].join('\n'),
    );
  });

  it('says so when an answer is still due', async () => {
    kaleyra.fail('hang');
    const calling = call(kaleyra);
    await kaleyra.waitFor('read', 1);
    await expect(kaleyra.waitFor('send', 1, { timeoutMs: 1 })).rejects.toThrow('messages: not answered');
    kaleyra.clearFaults();
    await calling;
  });

  it('runs out in real time under a fake clock', async () => {
    const clock = useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
    onTestFinished(() => clock.restore());
    await expect(kaleyra.waitFor('read', 1, { timeoutMs: 1 })).rejects.toThrow('waited 1 ms');
    expect(clock.countTimers()).toBe(0);
  });

  it.each(['reset', 'close'] as const)('rejects on %s', async (end) => {
    const waiting = kaleyra.waitFor('read', 1);
    await kaleyra[end]();
    await expect(waiting).rejects.toThrow(`the fake was ${end === 'reset' ? 'reset' : 'closed'}`);
  });
});
