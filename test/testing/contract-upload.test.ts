import { type FakeKaleyra, startFakeKaleyra } from 'tidemark/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { compact, failures } from './samples.js';
import { fileOf, type UploadOptions, upload } from './upload.js';

let kaleyra: FakeKaleyra;
beforeEach(async () => {
  kaleyra = await startFakeKaleyra();
});
afterEach(() => kaleyra.close());

const kilobyte = 1024;
const megabyte = 1024 * kilobyte;

describe('an upload', () => {
  it('is answered like a send, with the id of the file', async () => {
    const answer = await upload(kaleyra);
    const { data } = JSON.parse(answer.text) as { data: { media_id: string } };
    expect(answer).toMatchObject({ status: 202, headers: { 'content-type': 'application/json' } });
    expect(JSON.parse(answer.text)).toEqual({ code: 'WA202', message: 'Request Accepted', data, error: {} });
    expect(Object.keys(data)).toEqual(['media_id']);
    expect(data.media_id).toMatch(/^\d{15}$/);
  });

  it('has another id every time', async () => {
    const answers = new Set<string>();
    for (let count = 0; count < 3; count += 1) answers.add((await upload(kaleyra)).text);
    expect(answers.size).toBe(3);
  });

  it.each<[type: string, bytes: number]>([
    ['image/jpeg', 5 * megabyte],
    ['image/webp', 500 * kilobyte],
    ['audio/ogg', 16 * megabyte],
    ['audio/ogg; codecs=opus', 3],
    ['video/mp4', 3],
    ['video/3gp', 3],
    ['video/3gpp', 3],
    ['text/plain', 3],
    ['application/pdf', 17 * megabyte],
    ['application/vnd.openxmlformats-officedocument.wordprocessingml.document', 3],
  ])('takes %s of %i bytes', async (type, bytes) => {
    expect((await upload(kaleyra, { file: fileOf(bytes, type), type })).status).toBe(202);
    expect(kaleyra.uploads).toMatchObject([{ violations: [], file: { type, size: bytes } }]);
  });

  it.each<[what: string, options: UploadOptions, violation: string]>([
    ['without a file', { file: null }, 'The part "file" must be there.'],
    ['without a type', { type: null }, 'The part "type" must be there.'],
    ['with two types', { parts: [['type', 'image/png']] }, 'The part "type" must be there only once.'],
    ['with a text for a file', { file: 'abc' }, 'The part "file" must be a file, with a file name.'],
    ['of an empty file', { file: fileOf(0) }, 'The part "file" must not be empty.'],
    [
      'of a file without a name',
      { file: fileOf(3, 'image/png', '') },
      'The part "file" must be a file, with a file name.',
    ],
    [
      'of a GIF',
      { file: fileOf(3, 'image/gif'), type: 'image/gif' },
      'The part "type" must be a MIME type WhatsApp takes, not "image/gif".',
    ],
    ['of a kind for a type', { type: 'image' }, 'The part "type" must be a MIME type WhatsApp takes, not "image".'],
    [
      'of another content type',
      { file: fileOf(3, 'image/jpeg') },
      'The part "file" must have the content type "image/png", as the part "type" says.',
    ],
    [
      'of a file without a content type',
      { file: fileOf(3, '') },
      'The part "file" must have the content type "image/png", as the part "type" says.',
    ],
    [
      'of a large image',
      { file: fileOf(5 * megabyte + 1) },
      'The part "file" must not be larger than 5 MB, the limit for image.',
    ],
    [
      'of a large sticker',
      { file: fileOf(500 * kilobyte + 1, 'image/webp'), type: 'image/webp' },
      'The part "file" must not be larger than 500 KB, the limit for sticker.',
    ],
    [
      'of a large video',
      { file: fileOf(16 * megabyte + 1, 'video/mp4'), type: 'video/mp4' },
      'The part "file" must not be larger than 16 MB, the limit for video.',
    ],
  ])('is refused %s', async (_, options, violation) => {
    const answer = await upload(kaleyra, options);
    const [status, sample] = failures.WA400;
    expect({ status: answer.status, text: answer.text }).toEqual({ status, text: compact(sample) });
    expect(kaleyra.uploads).toMatchObject([{ kind: 'upload', violations: [violation] }]);
  });

  it('names a part that is not documented and takes it', async () => {
    expect((await upload(kaleyra, { parts: [['messaging_product', 'whatsapp']] })).status).toBe(202);
    expect(kaleyra.uploads[0]?.violations).toEqual(['The part "messaging_product" is none of the documented ones.']);
  });

  it('is refused as JSON', async () => {
    const answer = await upload(kaleyra, {}, { headers: { 'content-type': 'application/json' } });
    expect(answer.status).toBe(400);
    const violation = 'The content-type header must be multipart/form-data with a boundary.';
    expect(kaleyra.uploads).toMatchObject([{ violations: [violation] }]);
  });

  it('is refused with a body that is no multipart', async () => {
    expect((await upload(kaleyra, {}, { body: 'hello' })).status).toBe(400);
    expect(kaleyra.uploads[0]?.violations).toEqual(['The body must be valid multipart/form-data.']);
  });

  it.each([
    ['a wrong API key', { headers: { 'api-key': 'Aother' } }, 'RBC001', 'The api-key header is wrong.'],
    ['a wrong SID', { sid: 'HXOTHER' }, 'RBC001', 'The SID in the path is wrong.'],
    ['another number', { number: '1' }, 'WA401', 'The number in the path is none of the business numbers.'],
  ] as const)('is refused with %s', async (_, unusual, code, violation) => {
    const answer = await upload(kaleyra, {}, unusual);
    const [status, sample] = failures[code];
    expect({ status: answer.status, text: answer.text }).toEqual({ status, text: compact(sample) });
    expect(kaleyra.uploads[0]?.violations).toEqual([violation]);
  });

  it('is refused with another method', async () => {
    expect((await upload(kaleyra, {}, { method: 'PUT' })).status).toBe(405);
    expect(kaleyra.uploads[0]?.violations).toEqual(['The method must be POST, not PUT.']);
  });

  it('is refused when its body is larger than any file may be', { timeout: 30_000 }, async () => {
    const body = Buffer.alloc(101 * megabyte + 1);
    expect((await upload(kaleyra, {}, { body })).status).toBe(413);
    expect(kaleyra.uploads).toMatchObject([{ body: '', violations: ['The body is larger than 101 MiB.'] }]);
  });
});
