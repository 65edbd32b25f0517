import { describe, expect, it } from 'vitest';
import type { EntryDetail } from '../../src/emulator/protocol.js';
import { asha, ask, startRig } from './server-rig.js';

describe('an entry', () => {
  it('has the exact request and answer of a webhook, and no secret', async () => {
    const { act, bot, until, emulator } = await startRig({ secret: 's3cret-s3cret' });
    await act({ do: 'say', customer: asha, text: `it's $HOME` });
    await until(({ entries }) => entries[0]?.status === 200);
    const { text, status } = await ask(emulator, '/api/entries/1');
    const detail = JSON.parse(text) as EntryDetail;
    expect(status).toBe(200);
    expect(detail.request.body).toBe(bot.got[0]?.text);
    expect(detail.request.headers['x-webhook-secret']).toBe('[redacted]');
    expect(detail.answer).toMatchObject({ status: 200, headers: { connection: 'close' }, body: '{ "ok": true }' });
    expect(detail.curl).toContain('-H "x-webhook-secret: $WEBHOOK_SECRET"');
    expect(detail.curl).toContain(String.raw`it'\''s $HOME`);
    expect(text).not.toContain('s3cret-s3cret');
  });

  it('has the exact call and answer of the bot, and no key', async () => {
    const { says, until, emulator } = await startRig();
    const answer = await says('Hello');
    await until(({ entries }) => entries[0]?.status === 202);
    const { text } = await ask(emulator, '/api/entries/1');
    const detail = JSON.parse(text) as EntryDetail;
    expect(JSON.parse(detail.request.body).messaging_object.text).toEqual({ body: 'Hello' });
    const { 'content-type': contentType } = answer.headers;
    expect(detail.answer).toEqual({ status: 202, headers: { 'content-type': contentType }, body: answer.text });
    expect(detail.curl).toContain('-H "api-key: $KALEYRA_API_KEY"');
    expect(detail.curl).toContain(`'${emulator.baseUrl}/v2/${emulator.sid}/whatsapp/910000000001/messages'`);
    expect(text).not.toContain(emulator.apiKey);
  });

  it('has the headers of the answer, such as what a fault says', async () => {
    const { says, until, emulator } = await startRig({ faults: { failure: { kind: '429', share: 1 } } });
    await says('Hello');
    await until(({ entries }) => entries[0]?.status === 429);
    const { answer } = JSON.parse((await ask(emulator, '/api/entries/1')).text) as EntryDetail;
    expect(answer?.headers).toMatchObject({ 'retry-after': '1' });
  });

  it('of an upload has its parts', async () => {
    const { until, emulator } = await startRig();
    const form = new FormData();
    form.append('file', new File(['x'], 'a.txt', { type: 'text/plain' }));
    form.append('type', 'text/plain');
    const target = `${emulator.baseUrl}/v2/${emulator.sid}/whatsapp/910000000001/media`;
    await fetch(target, { method: 'POST', headers: { 'api-key': emulator.apiKey }, body: form });
    await until(({ entries }) => entries[0]?.kind === 'upload');
    const { request } = JSON.parse((await ask(emulator, '/api/entries/1')).text) as EntryDetail;
    expect(request).toMatchObject({ body: '', form: { file: '@a.txt;type=text/plain', type: 'text/plain' } });
  });

  it('of what became of a message of the bot is a status', async () => {
    const { says, until, emulator } = await startRig();
    await says('status of your order');
    await until(({ entries }) => entries.length === 4 && entries.every(({ status }) => status !== undefined));
    expect(emulator.state().entries.map(({ kind }) => kind)).toEqual(['send', 'status', 'status', 'status']);
  });

  it('tells what breaks the contract', async () => {
    const { send, until, emulator } = await startRig();
    await send({ messaging_object: { type: 'text' } });
    await until(({ entries }) => entries[0]?.status === 400);
    expect(emulator.state().entries[0]?.violations).not.toEqual([]);
  });

  it('that is not there is not found', async () => {
    const { emulator } = await startRig();
    for (const seq of ['1', '-1', '1e3', 'x']) expect((await ask(emulator, `/api/entries/${seq}`)).status).toBe(404);
  });
});
