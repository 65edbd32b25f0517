import { type FakeKaleyra, startFakeKaleyra } from 'tidemark/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Receiver, startReceiver } from './receiver.js';

let kaleyra: FakeKaleyra;
let receiver: Receiver;
beforeEach(async () => {
  kaleyra = await startFakeKaleyra();
  receiver = await startReceiver();
});
afterEach(async () => {
  await kaleyra.close();
  await receiver.close();
});

describe('postWebhook', () => {
  it('gives the answer to the letter: its text and every header', async () => {
    Object.assign(receiver, { headers: { 'X-A': '1', 'X-B': '2' }, answer: '{ "ok": true }' });
    const answer = await kaleyra.postWebhook(receiver.url, {});
    expect([answer.text, answer.body]).toEqual(['{ "ok": true }', { ok: true }]);
    const told: string[] = [];
    answer.headers.forEach((value, name) => void told.push(`${name}: ${value}`));
    expect(told).toEqual(expect.arrayContaining(['x-a: 1', 'x-b: 2']));
  });

  it('posts JSON with the escapes of the samples', async () => {
    const body = { slash: 'a/b', backslash: '\\/', emoji: '😂', accent: 'é' };
    await kaleyra.postWebhook(receiver.url, body);
    const [post] = receiver.received;
    expect(post).toMatchObject({ method: 'POST', url: '/hook?secret=1' });
    expect(post?.headers['content-type']).toBe('application/json');
    expect(post?.text).toContain('"a\\/b"');
    expect(post?.text).toContain('\\ud83d\\ude02');
    expect(JSON.parse(post?.text ?? '')).toEqual(body);
  });

  it('sends a string as it is', async () => {
    await kaleyra.postWebhook(receiver.url, '{"é":');
    expect(receiver.received[0]?.text).toBe('{"é":');
  });

  it('adds and replaces headers', async () => {
    await kaleyra.postWebhook(receiver.url, {}, { headers: { 'x-secret': 's', 'content-type': 'text/plain' } });
    expect(receiver.received[0]?.headers).toMatchObject({ 'x-secret': 's', 'content-type': 'text/plain' });
  });

  it('gives status, headers and JSON of the answer', async () => {
    Object.assign(receiver, { status: 201, headers: { 'X-A': '1', 'set-cookie': ['a', 'b'] }, answer: '{"ok":true}' });
    const answer = await kaleyra.postWebhook(receiver.url, {});
    expect(answer).toMatchObject({ status: 201, body: { ok: true } });
    expect([answer.headers.get('x-A'), answer.headers.has('x-b')]).toEqual(['1', false]);
    expect(answer.headers.get('set-cookie')).toBe('a, b');
  });

  it('gives a text that is no JSON', async () => {
    receiver.answer = 'ok';
    expect((await kaleyra.postWebhook(receiver.url, {})).body).toBe('ok');
  });

  it('resolves for a refusal and follows no redirect', async () => {
    Object.assign(receiver, { status: 307, headers: { location: '/other' } });
    expect((await kaleyra.postWebhook(receiver.url, {})).status).toBe(307);
    expect(receiver.received).toHaveLength(1);
  });

  it('rejects when nobody listens', async () => {
    const { url } = receiver;
    await receiver.close();
    await expect(kaleyra.postWebhook(url, {})).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    receiver = await startReceiver();
  });

  it('rejects when the answer takes too long', async () => {
    receiver.onRequest = () => new Promise(() => undefined);
    await expect(kaleyra.postWebhook(receiver.url, {}, { timeoutMs: 1 })).rejects.toThrow('not answered within 1 ms');
  });

  it('rejects when the fake is closed', async () => {
    receiver.onRequest = () => new Promise(() => undefined);
    const posting = kaleyra.postWebhook(receiver.url, {});
    await Promise.all([kaleyra.close(), expect(posting).rejects.toMatchObject({ name: 'AbortError' })]);
    await expect(kaleyra.postWebhook(receiver.url, {})).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('rejects a URL of another kind', async () => {
    await expect(kaleyra.postWebhook('ftp://example.com', {})).rejects.toThrow(TypeError);
    await expect(kaleyra.postWebhook('nowhere', {})).rejects.toThrow(TypeError);
  });
});
