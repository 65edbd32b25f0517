import { type FakeKaleyra, startFakeKaleyra } from 'tidemark/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { call, messageBody, readBody, sendBody } from './call.js';
import { expectAcceptance, expectMessageRefused } from './expectations.js';
import { fileOf, upload, uploaded } from './upload.js';

let kaleyra: FakeKaleyra;
beforeEach(async () => {
  kaleyra = await startFakeKaleyra();
});
afterEach(() => kaleyra.close());

const headed = (image: object): Record<string, unknown> =>
  messageBody('interactive', {
    type: 'button',
    header: { type: 'image', image },
    body: { text: 'Choose' },
    action: { buttons: [{ type: 'reply', reply: { id: 'a', title: 'A' } }] },
  });

const filled = (image: object): Record<string, unknown> =>
  messageBody('template', {
    name: 'a',
    language: { code: 'en' },
    components: [{ type: 'body' }, { type: 'header', parameters: [{ type: 'image', image }] }],
  });

describe('the id of a file', () => {
  it.each([
    ['image', 'image/png'],
    ['video', 'video/mp4'],
    ['audio', 'audio/ogg; codecs=opus'],
    ['document', 'application/pdf'],
    ['document', 'image/png'],
    ['sticker', 'image/webp'],
  ])('is good for a message of the type %s after an upload of %s', async (kind, type) => {
    const id = await uploaded(kaleyra, type);
    for (let times = 0; times < 2; times += 1) {
      await expectAcceptance(kaleyra, { body: messageBody(kind, { id }) });
    }
  });

  it('is good for headers', async () => {
    const id = await uploaded(kaleyra);
    await expectAcceptance(kaleyra, { body: headed({ id }) });
    await expectAcceptance(kaleyra, { body: filled({ id }) });
  });

  it.each([
    ['image', messageBody('image', { id: '1' })],
    ['interactive.header.image', headed({ id: '1' })],
    ['template.components.1.parameters.0.image', filled({ id: '1' })],
  ])('is refused as %s when no upload has it', async (place, body) => {
    await uploaded(kaleyra);
    await expectMessageRefused(kaleyra, body, [`messaging_object.${place}.id "1" was given out for no upload.`]);
  });

  it('is refused for a message of another type', async () => {
    const id = await uploaded(kaleyra, 'image/webp');
    const violation = `messaging_object.image.id "${id}" was uploaded as image/webp, which is not for image.`;
    await expectMessageRefused(kaleyra, messageBody('image', { id }), [violation]);
  });

  it('is refused beside a link', async () => {
    const content = { id: await uploaded(kaleyra), link: 'https://example.com/a.png' };
    const violation = 'messaging_object.image must have exactly one of "id" and "link".';
    await expectMessageRefused(kaleyra, messageBody('image', content), [violation]);
  });

  it('is forgotten by reset', async () => {
    const id = await uploaded(kaleyra);
    kaleyra.reset();
    expect((await call(kaleyra, { body: messageBody('image', { id }) })).status).toBe(400);
  });
});

describe('an upload in the log', () => {
  it('has the name, the type and the size of its file, and the id given out', async () => {
    const answer = await upload(kaleyra, { file: fileOf(1234, 'image/png', 'Ünter “uns”.png') });
    const { data } = JSON.parse(answer.text) as { data: { media_id: string } };
    expect(await kaleyra.waitFor('upload', 1, { answered: true })).toMatchObject([
      {
        kind: 'upload',
        businessNumber: '910000000001',
        body: '',
        typing: false,
        file: { name: 'Ünter “uns”.png', type: 'image/png', size: 1234 },
        violations: [],
        answer: { status: 202, code: 'WA202', mediaId: data.media_id },
      },
    ]);
    expect(kaleyra.uploads).toEqual(kaleyra.requests);
  });

  it('is there when it is refused too', async () => {
    await upload(kaleyra, { type: null });
    expect(kaleyra.uploads).toMatchObject([{ file: { name: 'a.png', type: '', size: 3 }, answer: { status: 400 } }]);
  });

  it('is no send', async () => {
    await uploaded(kaleyra);
    await call(kaleyra, { body: sendBody() });
    expect(kaleyra.requests.map(({ kind }) => kind)).toEqual(['upload', 'send']);
    expect(kaleyra.sends).toHaveLength(1);
  });
});

describe('a failure of uploads', () => {
  it('leaves other requests alone', async () => {
    kaleyra.fail('WA-401', { on: 'upload' });
    expect((await call(kaleyra, { body: sendBody() })).status).toBe(202);
    expect((await upload(kaleyra)).status).toBe(401);
    expect((await upload(kaleyra)).status).toBe(202);
  });

  it('that drops the request gives out no id', async () => {
    kaleyra.fail('drop', { on: 'upload' });
    await expect(upload(kaleyra)).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(kaleyra.uploads).toMatchObject([{ answer: 'dropped' }]);
  });
});

describe('a send in the log', () => {
  it('has the type and the content of its message', async () => {
    const link = 'https://example.com/a.png';
    await call(kaleyra, { body: messageBody('image', { link }) });
    await call(kaleyra, { body: sendBody('Hello') });
    await call(kaleyra, { body: messageBody('contacts', undefined) });
    expect(kaleyra.sends.map(({ message }) => message)).toEqual([
      { type: 'image', content: { link } },
      { type: 'text', content: { body: 'Hello' } },
      { type: 'contacts', content: undefined },
    ]);
  });

  it('has no message without a type, and a read has none', async () => {
    await call(kaleyra, { body: sendBody('Hello', { type: undefined }) });
    await call(kaleyra, { body: readBody('wamid.1') });
    for (const request of kaleyra.requests) expect(request).not.toHaveProperty('message');
  });
});
