import { writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';

import { createHosts, isLoopback } from '../../src/emulator/hosts.js';
import { sendBody } from '../testing/call.js';
import { asha, ask, chat, startRig } from './server-rig.js';

const json = { 'content-type': 'application/json' };
const hello = JSON.stringify({ do: 'say', customer: asha, text: 'hi' });

describe('the page', () => {
  it.each(['/', '/assets/app.js', '/api/entries/1', '/media/sample-photo.png', '/nothing'])(
    '%s comes with headers that allow nothing from outside',
    async (target) => {
      const { emulator } = await startRig();
      const { headers } = await ask(emulator, target);
      expect(headers['content-security-policy']).toBe(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; media-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
      );
      expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' });
    },
  );

  it('is served with its assets', async () => {
    const { emulator } = await startRig();
    const [index, script] = await Promise.all([ask(emulator, '/?from=mail'), ask(emulator, '/assets/app.js')]);
    expect([index.status, index.headers['content-type'], index.text]).toEqual([
      200,
      'text/html; charset=utf-8',
      '<!doctype html><title>page</title>\n',
    ]);
    expect([script.status, script.headers['content-type']]).toEqual([200, 'text/javascript; charset=utf-8']);
  });

  it('that is not built says what to run', async () => {
    const { emulator } = await startRig({ assets: path.join(tmpdir(), 'no-such-page') });
    expect(await ask(emulator, '/')).toMatchObject({ status: 503, text: expect.stringContaining('npm run build') });
  });

  it('leads to no file beside its assets', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'page-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    writeFileSync(path.join(folder, 'secret.js'), 'secret');
    const { emulator } = await startRig({ assets: path.join(folder, 'page') });
    const targets = ['/assets/../../secret.js', '/assets/..%2f..%2fsecret.js', '/assets/%2e%2e/%2e%2e/secret.js'];
    const others = ['/media/../secret.js', '/media/..%2f..%2fsecret.js', '/media/%E0%A4%A', '/assets/', '/assets/..'];
    for (const target of [...targets, ...others, '/assets/.env.js', '//etc/passwd', '/../secret.js']) {
      const { status, text } = await ask(emulator, target);
      expect([target, status, text.includes('secret')]).toEqual([target, 404, false]);
    }
  });
});

describe('an action', () => {
  it.each([
    ['of no JSON', { ...json }, '{', 400, 'Expected JSON.'],
    ['that is none', json, '{"do":"fly"}', 400, 'do'],
    ['of a customer who is not there', json, hello.replace(asha, '12345'), 400, 'There is no customer 12345.'],
    ['without a text', json, JSON.stringify({ do: 'say', customer: asha, text: ' ' }), 400, 'Write something first.'],
    ['of a form of another site', { 'content-type': 'text/plain' }, hello, 415, 'application/json'],
    ['of another site', { ...json, origin: 'http://evil.example' }, hello, 403, 'Only the page'],
    ['of a sandboxed frame', { ...json, origin: 'null' }, hello, 403, 'Only the page'],
    ['of another port', { ...json, origin: 'http://127.0.0.1:1' }, hello, 403, 'Only the page'],
    ['that is too long', json, JSON.stringify({ text: 'x'.repeat(600_000) }), 413, 'at most'],
  ])('%s is refused', async (_what, headers, body, status, sentence) => {
    const { emulator } = await startRig();
    const answer = await ask(emulator, '/api/actions', { method: 'POST', headers, body });
    expect([answer.status, JSON.parse(answer.text).error]).toEqual([status, expect.stringContaining(sentence)]);
    expect(emulator.state().bubbles).toEqual([]);
  });

  it('of the page itself is done', async () => {
    const { emulator } = await startRig();
    const headers = { ...json, origin: emulator.url };
    expect((await ask(emulator, '/api/actions', { method: 'POST', headers, body: hello })).status).toBe(204);
  });

  it('is a POST, and everything else is not', async () => {
    const { emulator } = await startRig();
    expect(await ask(emulator, '/api/actions')).toMatchObject({ status: 405, headers: { allow: 'POST' } });
    expect(await ask(emulator, '/', { method: 'DELETE' })).toMatchObject({ status: 405 });
  });

  it('of code is refused with the same sentence', async () => {
    const { emulator } = await startRig();
    expect(() => emulator.act({ do: 'say', customer: '12345', text: 'hi' })).toThrow('There is no customer 12345.');
  });
});

describe('the name it is asked by', () => {
  it.each(['evil.example', 'evil.example:80', '127.0.0.1.evil.example', '127.0.0.1:1', 'localhost@evil.example'])(
    '%j is refused',
    async (host) => {
      const { emulator } = await startRig();
      for (const target of ['/', '/api/events', '/api/entries/1', '/media/sample-photo.png', '/assets/app.js']) {
        expect((await ask(emulator, target, { headers: { host } })).status).toBe(403);
      }
      const headers = { ...json, host };
      expect((await ask(emulator, '/api/actions', { method: 'POST', headers, body: hello })).status).toBe(403);
    },
  );

  it.each(['evil.example', '127.0.0.1:1'])('%j is refused for the API too', async (host) => {
    const { emulator } = await startRig();
    const headers = { ...json, 'api-key': emulator.apiKey, host };
    const target = `/v2/${emulator.sid}/whatsapp/910000000001/messages`;
    const body = JSON.stringify(sendBody('Hello', { to: asha }));
    expect((await ask(emulator, target, { method: 'POST', headers, body })).status).toBe(403);
    expect(emulator.state()).toMatchObject({ bubbles: [], entries: [] });
  });

  it('may be any for the API, where others are listened to: a bot in a container has a name for this machine', async () => {
    const { emulator } = await startRig({ host: '0.0.0.0' });
    const headers = { ...json, 'api-key': emulator.apiKey, host: 'host.docker.internal:4000' };
    const target = `/v2/${emulator.sid}/whatsapp/910000000001/messages`;
    const body = JSON.stringify(sendBody('Hello', { to: asha }));
    expect((await ask(emulator, target, { method: 'POST', headers, body })).status).toBe(202);
    expect((await ask(emulator, '/', { headers })).status).toBe(403);
  });

  it('is that of the loopback, with the port or without', async () => {
    const { emulator } = await startRig();
    const { port } = new URL(emulator.url);
    for (const host of [`127.0.0.1:${port}`, `LOCALHOST:${port}`, `[::1]:${port}`, 'localhost']) {
      expect((await ask(emulator, '/', { headers: { host } })).status).toBe(200);
    }
  });

  it('may be what it was told to listen on; where that is everything, any address', () => {
    const named = createHosts('192.168.1.5', () => '4000');
    expect(['192.168.1.5:4000', '192.168.1.6:4000', 'box:4000'].map(named.allow)).toEqual([true, false, false]);
    expect([named.allow(undefined), named.allow('')]).toEqual([false, false]);
    const everywhere = createHosts('0.0.0.0', () => '4000');
    expect(['192.168.1.6:4000', '[fe80::1]:4000', 'evil.example:4000'].map(everywhere.allow)).toEqual([
      true,
      true,
      false,
    ]);
    expect(createHosts('::1', () => '1').allow('[::1]:1')).toBe(true);
    expect(['127.0.0.1', '127.1.2.3', '::1', 'localhost', '0.0.0.0', '10.0.0.1'].map(isLoopback)).toEqual([
      true,
      true,
      true,
      true,
      false,
      false,
    ]);
  });
});

describe('what is hostile', () => {
  const hostile = `<img src=x onerror=alert(1)>"'\u202e\r\ndata: {}\n\n`;

  it('in names and texts passes as data', async () => {
    const { act, until, emulator, says, page } = await startRig();
    await act({ do: 'customer', number: asha, name: `a${hostile}b` });
    await act({ do: 'say', customer: asha, text: hostile });
    await says(hostile);
    await until(() => page.updates.filter(({ type }) => type === 'bubble').length >= 3);
    expect(emulator.state().customers[0]?.name).toBe(`a${hostile}b`);
    expect(chat(emulator.state()).map(({ content }) => content)).toEqual([
      { kind: 'text', text: hostile },
      { kind: 'text', text: hostile },
    ]);
    const [told] = page.updates.flatMap((update) => (update.type === 'bubble' ? update.bubble : []));
    expect(told?.content).toEqual({ kind: 'text', text: hostile });
  });

  it('in file names passes as data, and a file that is no picture is only saved', async () => {
    const { emulator, send, until } = await startRig();
    const name = `x.txt"; filename=evil.html`;
    const form = new FormData();
    form.append('file', new File(['<script>alert(1)</script>'], name, { type: 'text/plain' }));
    form.append('type', 'text/plain');
    const target = `${emulator.baseUrl}/v2/${emulator.sid}/whatsapp/910000000001/media`;
    const uploaded = await fetch(target, { method: 'POST', headers: { 'api-key': emulator.apiKey }, body: form });
    const { data } = (await uploaded.json()) as { data: { media_id: string } };
    const document = { id: data.media_id, filename: 'a.txt' };
    const common = { messaging_product: 'whatsapp', recipient_type: 'individual', to: asha };
    await send({ messaging_object: { ...common, type: 'document', document } });
    await until((state) => chat(state).length === 1);
    const url = `/media/${data.media_id}`;
    expect(chat(emulator.state())[0]?.content).toEqual({
      kind: 'file',
      media: 'document',
      file: { url, contentType: 'text/plain', name: 'a.txt' },
    });
    const { status, headers, text } = await ask(emulator, url);
    expect([status, text]).toEqual([200, '<script>alert(1)</script>']);
    expect(headers['content-type']).toBe('application/octet-stream');
    expect(headers['content-disposition']).toMatch(/^attachment; filename\*=UTF-8''[\w.%~!-]+$/);
    const [{ title } = { title: '' }] = emulator.state().entries;
    expect(title).toContain('upload x.txt');
  });
});
