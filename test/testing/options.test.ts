import { type FakeKaleyra, type FakeKaleyraOptions, startFakeKaleyra } from 'tidemark/testing';
import { describe, expect, it, onTestFinished } from 'vitest';
import { call, readBody, sendBody } from './call.js';

async function start(options: FakeKaleyraOptions): Promise<FakeKaleyra> {
  const kaleyra = await startFakeKaleyra(options);
  onTestFinished(() => kaleyra.close());
  return kaleyra;
}

async function upload({ baseUrl, sid, apiKey }: FakeKaleyra, bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const form = new FormData();
  form.append('file', new File([bytes], 'a.png', { type: 'image/png' }));
  form.append('type', 'image/png');
  const target = `${baseUrl}/v2/${sid}/whatsapp/910000000001/media`;
  const answer = await fetch(target, { method: 'POST', headers: { 'api-key': apiKey }, body: form });
  return ((await answer.json()) as { data: { media_id: string } }).data.media_id;
}

describe('otherwise', () => {
  it('gets what is not under /v2/, and nothing of it is recorded', async () => {
    const asked: (string | undefined)[] = [];
    const kaleyra = await start({
      otherwise(request, response) {
        asked.push(request.url);
        response.end('page');
      },
    });
    expect(await call(kaleyra, { method: 'GET', path: '/', body: '' })).toMatchObject({ status: 200, text: 'page' });
    expect((await call(kaleyra, { path: '/v2/nothing' })).status).toBe(404);
    expect((await call(kaleyra)).status).toBe(202);
    expect(asked).toEqual(['/']);
    expect(kaleyra.requests.map(({ path }) => path)).not.toContain('/');
  });
});

describe('isCall', () => {
  it('leaves what is no call to otherwise, and sees no other path', async () => {
    const seen: (string | undefined)[] = [];
    const kaleyra = await start({
      isCall(request) {
        seen.push(request.url);
        return request.headers.via === undefined;
      },
      otherwise: (_request, response) => void response.writeHead(403).end(),
    });
    expect((await call(kaleyra, { headers: { via: 'x' } })).status).toBe(403);
    expect((await call(kaleyra)).status).toBe(202);
    expect((await call(kaleyra, { method: 'GET', path: '/', body: '' })).status).toBe(403);
    expect([kaleyra.requests.length, seen.length]).toEqual([1, 2]);
  });
});

describe('onChange', () => {
  it('is called when a request arrives and when it is answered, with both texts', async () => {
    const told: unknown[] = [];
    const kaleyra = await start({
      onChange: ({ kind, answer }, texts) =>
        told.push([kind, typeof answer, texts.body, texts.answer, texts.answerHeaders?.['content-type']]),
    });
    const body = ` ${JSON.stringify(readBody('wamid.1'))}`;
    const { text } = await call(kaleyra, { body });
    await kaleyra.waitFor('read', 1, { answered: true });
    expect(told).toEqual([
      ['read', 'undefined', body, undefined, undefined],
      ['read', 'object', body, text, 'application/json'],
    ]);
  });

  it('hears of a cut connection without a text', async () => {
    const told: unknown[] = [];
    const kaleyra = await start({ onChange: ({ answer }, texts) => told.push([answer, texts.answer]) });
    kaleyra.fail('drop');
    await call(kaleyra).catch(() => undefined);
    expect(told).toEqual([
      [undefined, undefined],
      ['dropped', undefined],
    ]);
  });

  it('may throw', async () => {
    const kaleyra = await start({
      onChange() {
        throw new Error('no');
      },
    });
    expect((await call(kaleyra)).status).toBe(202);
    await kaleyra.waitFor('read', 1, { answered: true });
  });
});

describe('maxRequests', () => {
  it('keeps the newest', async () => {
    const kaleyra = await start({ maxRequests: 2 });
    for (const text of ['a', 'b', 'c']) await call(kaleyra, { body: sendBody(text) });
    expect(kaleyra.requests.map(({ seq, text }) => [seq, text])).toEqual([
      [2, 'b'],
      [3, 'c'],
    ]);
  });

  it.each([0, -1, 1.5, Number.NaN])('is not %d', async (maxRequests) => {
    await expect(startFakeKaleyra({ maxRequests })).rejects.toThrow('expected maxRequests to be a positive integer');
  });
});

describe('keepUploads', () => {
  const bytes = new Uint8Array([1, 2, 3]);

  it('keeps name, type and bytes until the fake is reset', async () => {
    const kaleyra = await start({ keepUploads: true });
    const id = await upload(kaleyra, bytes);
    expect(await kaleyra.uploadedFile(id)).toEqual({ name: 'a.png', type: 'image/png', bytes });
    expect(await kaleyra.uploadedFile('1')).toBeUndefined();
    kaleyra.reset();
    expect(await kaleyra.uploadedFile(id)).toBeUndefined();
  });

  it('keeps nothing unless asked', async () => {
    const kaleyra = await start({});
    expect(await kaleyra.uploadedFile(await upload(kaleyra, bytes))).toBeUndefined();
  });

  it('drops the oldest beyond 256 MiB', { timeout: 60_000 }, async () => {
    const { createMediaBook } = await import('../../src/testing/media-book.js');
    const book = createMediaBook({ keepUploads: true, maxUploads: 10 });
    for (const id of ['1', '2', '3']) book.add(id, 'text/plain');
    const form = new FormData();
    form.append('file', new File(['x'], 'a.txt', { type: 'text/plain' }));
    const encoded = new Response(form);
    const type = encoded.headers.get('content-type') ?? '';
    const small = Buffer.from(await encoded.arrayBuffer());
    book.keep('1', small, type);
    book.keep('2', Buffer.alloc(256 * 1024 * 1024 - small.length), type);
    expect(await book.file('1')).toBeDefined();
    book.keep('3', small, type);
    expect([await book.file('1'), (await book.file('3'))?.name]).toEqual([undefined, 'a.txt']);
  });
});
