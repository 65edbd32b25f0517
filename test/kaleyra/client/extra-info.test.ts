import { describe, expect, it } from 'vitest';
import { OptionsError } from '../../../src/errors.js';
import {
  checkExtraInfo,
  type ExtraInfo,
  type ExtraInfoSubject,
  WA_SOURCES,
} from '../../../src/kaleyra/client/extra-info.js';
import { answerWith, clientOf, errorOf, startHttp } from './local-server.js';

const target = { id: 'wamid.A', businessNumber: '911234567890' };
const text = { type: 'text', businessNumber: '911234567890', to: '919876543210', text: 'hi' } as const;

const invalid: [string, unknown, RegExp][] = [
  ['a ref of 256 characters', { ref: 'x'.repeat(256) }, /extraInfo\.ref: expected a string of at most 255.*, got 256/],
  ['a ref1 that is no string', { ref1: 7 }, /extraInfo\.ref1: expected .*, got 7/],
  ['a null ref2', { ref2: null }, /extraInfo\.ref2: expected .*, got null/],
  ['an unlisted wa_source', { wa_source: 'API' }, /extraInfo\.wa_source: expected one of api, .*, got another string/],
  ['a wa_source that is no string', { wa_source: 1 }, /extraInfo\.wa_source: .*, got 1/],
  ['an unknown key', { waSource: 'api' }, /got the unknown key waSource/],
  ['null', null, /extraInfo: expected an object .*, got null/],
  ['a string', 'ref', /got a string/],
  ['an array', [], /got an array/],
  ['a promise', Promise.resolve({}), /got an object/],
];

describe('checkExtraInfo', () => {
  it('takes each of the thirteen sources', () => {
    expect(WA_SOURCES).toHaveLength(13);
    for (const wa_source of WA_SOURCES) {
      expect(checkExtraInfo({ wa_source })).toEqual({ ok: true, extraInfo: { wa_source } });
    }
  });

  it('takes 255 characters, an emoji being one', () => {
    expect(checkExtraInfo({ ref: 'x'.repeat(255) }).ok).toBe(true);
    expect(checkExtraInfo({ ref: '🙂'.repeat(255) }).ok).toBe(true);
    expect(checkExtraInfo({ ref: '🙂'.repeat(256) }).ok).toBe(false);
  });

  it('leaves out what is empty', () => {
    expect(checkExtraInfo({ ref: 'a', ref1: '', ref2: undefined })).toEqual({ ok: true, extraInfo: { ref: 'a' } });
    expect(checkExtraInfo({ ref: '' })).toEqual({ ok: true, extraInfo: undefined });
    expect(checkExtraInfo({})).toEqual({ ok: true, extraInfo: undefined });
    expect(checkExtraInfo(undefined)).toEqual({ ok: true, extraInfo: undefined });
  });

  it('takes an object without a prototype', () => {
    expect(checkExtraInfo(Object.assign(Object.create(null), { ref: 'a' }))).toEqual({
      ok: true,
      extraInfo: { ref: 'a' },
    });
  });

  it.each(invalid)('refuses %s', (_, value, problem) => {
    expect(checkExtraInfo(value)).toEqual({ ok: false, problem: expect.stringMatching(problem) });
  });
});

describe('option extraInfo', () => {
  it('is sent with receipts and messages when fixed', async () => {
    const server = await startHttp(answerWith(202, '{"data":{"message_id":"A1"}}'));
    const extraInfo: ExtraInfo = { ref: 'customer1', ref1: 'marketing', ref2: 'dictionary', wa_source: 'api' };
    const client = clientOf(server, { extraInfo });
    await client.markRead(target);
    await client.send(text);
    for (const { body } of server.received) expect(JSON.parse(body).extra_info).toEqual(extraInfo);
    expect(server.received).toHaveLength(2);
  });

  it('is fixed at construction: a later change of the object is not seen', async () => {
    const server = await startHttp(answerWith(202, '{}'));
    const extraInfo: ExtraInfo = { ref: 'before' };
    const client = clientOf(server, { extraInfo });
    extraInfo.ref = 'after';
    await client.markRead(target);
    expect(JSON.parse(server.received[0]?.body ?? '').extra_info).toEqual({ ref: 'before' });
  });

  it('is computed per call from what is known of the message, but not its text', async () => {
    const server = await startHttp(answerWith(202, '{"id":"A1"}'));
    const subjects: ExtraInfoSubject[] = [];
    const client = clientOf(server, {
      extraInfo: (subject) => {
        subjects.push(subject);
        return subject.kind === 'read' ? { ref: subject.id } : undefined;
      },
    });
    await client.markRead(target);
    await client.send(text);
    expect(subjects).toEqual([
      { kind: 'read', businessNumber: '911234567890', id: 'wamid.A' },
      { kind: 'send', businessNumber: '911234567890', to: '919876543210' },
    ]);
    const [read, sent] = server.received.map(({ body }) => JSON.parse(body));
    expect(read.extra_info).toEqual({ ref: 'wamid.A' });
    expect(sent).not.toHaveProperty('extra_info');
  });

  it.each([[undefined], [{}], [{ ref: '' }]])('is absent from the body for %j', async (extraInfo) => {
    const server = await startHttp(answerWith(202, ''));
    await clientOf(server, { extraInfo }).markRead(target);
    expect(Object.keys(JSON.parse(server.received[0]?.body ?? ''))).toEqual(['messaging_object']);
  });

  it.each(invalid)('throws at construction for %s', (_, value, problem) => {
    const construct = (): unknown => clientOf({ url: 'http://127.0.0.1:9' }, { extraInfo: value as ExtraInfo });
    expect(construct).toThrow(OptionsError);
    expect(construct).toThrow(problem);
  });

  it.each(invalid)('rejects only this message when the function gives %s', async (_, value, problem) => {
    const server = await startHttp(answerWith(202, ''));
    const client = clientOf(server, { extraInfo: () => value as ExtraInfo });
    const error = await errorOf(client.markRead(target));
    expect(error).toMatchObject({ name: 'GatewayError', code: 'INVALID_REQUEST', kind: 'reject' });
    expect(error.message).toMatch(problem);
    expect(server.received).toHaveLength(0);
  });

  it('rejects only this message when the function throws, with the cause', async () => {
    const server = await startHttp(answerWith(202, ''));
    const cause = new Error('no such customer');
    const extraInfo = (): never => {
      throw cause;
    };
    const error = await errorOf(clientOf(server, { extraInfo }).markRead(target));
    expect(error).toMatchObject({ name: 'GatewayError', code: 'INVALID_REQUEST', kind: 'reject', cause });
    expect(server.received).toHaveLength(0);
  });
});
