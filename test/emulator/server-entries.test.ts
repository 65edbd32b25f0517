import { describe, expect, it, onTestFinished } from 'vitest';
import { createEmulator } from '../../src/emulator/create-emulator.js';
import { createHide } from '../../src/emulator/hide.js';
import type { EntryDetail } from '../../src/emulator/protocol.js';
import { asha, ask, chat, startRig } from './server-rig.js';
import { shellArguments } from './shell-arguments.js';

describe('an entry', () => {
  it('has the exact request and answer of a webhook, with all of their headers', async () => {
    const { act, bot, until, emulator } = await startRig({ secret: 's3cret-s3cret' });
    await act({ do: 'say', customer: asha, text: `it's $HOME` });
    await until(({ entries }) => entries[0]?.status === 200);
    const { text, status } = await ask(emulator, '/api/entries/1');
    const detail = JSON.parse(text) as EntryDetail;
    expect(status).toBe(200);
    expect(detail.request.body).toBe(bot.got[0]?.text);
    expect(detail.request.headers).toEqual(bot.got[0]?.headers);
    expect(Object.keys(detail.answer?.headers ?? {}).sort()).toEqual(['connection', 'date', 'transfer-encoding']);
    expect(detail.answer).toMatchObject({ status: 200, headers: { connection: 'close' }, body: '{ "ok": true }' });
    expect(detail.curl).toContain("-H 'x-webhook-secret: s3cret-s3cret'");
    expect(detail.curl).toContain(String.raw`it'\''s $HOME`);
    expect(detail).not.toHaveProperty('hidden');
  });

  it('has what the credentials of an address become', async () => {
    const { bot } = await startRig();
    const webhook = `http://me:it%27s@127.0.0.1:${bot.port}/webhook`;
    const emulator = await createEmulator({ webhook, port: 0, assets: import.meta.dirname });
    onTestFinished(() => emulator.close());
    emulator.act({ do: 'say', customer: asha, text: 'hi' });
    await bot.until(() => bot.got.length === 1);
    const { request } = JSON.parse((await ask(emulator, '/api/entries/1')).text) as EntryDetail;
    expect(request.headers.authorization).toBe(`Basic ${Buffer.from(`me:it's`).toString('base64')}`);
    expect(request.headers).toEqual(bot.got[0]?.headers);
  });

  it('has the exact call and answer of the bot, with all of their headers', async () => {
    const { says, until, emulator } = await startRig();
    const answer = await says('Hello');
    await until(({ entries }) => entries[0]?.status === 202);
    const { text } = await ask(emulator, '/api/entries/1');
    const detail = JSON.parse(text) as EntryDetail;
    expect(JSON.parse(detail.request.body).messaging_object.text).toEqual({ body: 'Hello' });
    expect(detail.request.headers).toMatchObject({ host: new URL(emulator.baseUrl).host, 'api-key': emulator.apiKey });
    expect(detail.answer).toEqual({ status: 202, headers: answer.headers, body: answer.text });
    expect(Object.keys(answer.headers)).toEqual(expect.arrayContaining(['date', 'content-length', 'connection']));
    expect(detail.curl).toContain(`-H 'api-key: ${emulator.apiKey}'`);
    expect(detail.curl).toContain(`'${emulator.baseUrl}/v2/${emulator.sid}/whatsapp/910000000001/messages'`);
  });

  it('hides a key that is not the emulator’s own, and says so', async () => {
    const { until, emulator } = await startRig();
    const target = `/v2/${emulator.sid}/whatsapp/910000000001/messages`;
    const headers = { 'content-type': 'application/json', 'api-key': 'a-real-key' };
    await ask(emulator, target, { method: 'POST', headers, body: '{}' });
    await until(({ entries }) => entries[0]?.status === 401);
    const { text } = await ask(emulator, '/api/entries/1');
    const detail = JSON.parse(text) as EntryDetail;
    expect(detail.request.headers['api-key']).toBe('[hidden]');
    expect(detail.hidden).toEqual({ 'api-key': 'KALEYRA_API_KEY' });
    expect(detail.curl).toContain('-H "api-key: $KALEYRA_API_KEY"');
    expect(text).not.toContain('a-real-key');
  });

  it('hides the webhook’s secret where others reach the page', async () => {
    const { act, bot, until, emulator } = await startRig({ secret: 's3cret-s3cret', host: '0.0.0.0' });
    await act({ do: 'say', customer: asha, text: 'hi' });
    await until(({ entries }) => entries[0]?.status === 200);
    const { text } = await ask(emulator, '/api/entries/1');
    const detail = JSON.parse(text) as EntryDetail;
    expect(bot.got[0]?.headers['x-webhook-secret']).toBe('s3cret-s3cret');
    expect(detail.request.headers['x-webhook-secret']).toBe('[hidden]');
    expect(detail.hidden).toEqual({ 'x-webhook-secret': 'WEBHOOK_SECRET' });
    expect(detail.curl).toContain('-H "x-webhook-secret: $WEBHOOK_SECRET"');
    expect(text).not.toContain('s3cret-s3cret');
  });

  it('hides the key in any other header', () => {
    const hide = createHide({ host: '127.0.0.1', secret: undefined, secretHeader: 'x-webhook-secret' });
    expect(hide({ 'x-key-twice': '[redacted]', other: 'x' })).toEqual({ 'x-key-twice': 'X_KEY_TWICE' });
  });

  it('has a command that repeats the call as it stands', async () => {
    const { says, until, emulator } = await startRig();
    await says('Hello');
    await until(({ entries }) => entries[0]?.status === 202);
    const { curl = '' } = JSON.parse((await ask(emulator, '/api/entries/1')).text) as EntryDetail;
    const [, method = '', url = '', ...others] = shellArguments(curl);
    const given = (flag: string): string[] => others.filter((_, index) => others[index - 1] === flag);
    const headers = given('-H').map((line) => line.split(': ') as [string, string]);
    const again = await fetch(url, { method, headers, body: given('--data-raw')[0] ?? null });
    expect(await again.json()).toMatchObject({ code: 'WA202' });
    await until((state) => chat(state).length === 2);
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
