import { buffer, text } from 'node:stream/consumers';
import { getGlobalDispatcher, MockAgent, setGlobalDispatcher } from 'undici';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Attachment } from '../../../src/activity/activity.js';
import { createDownload } from '../../../src/kaleyra/media/create-download.js';
import { downloadAttachment } from '../../../src/kaleyra/media/download-attachment.js';
import { errorOf } from '../client/local-server.js';
import { startInternet, startMedia } from './internet.js';

const loopback = { allowLoopback: true };
const picture = Buffer.from('89504e470d0a1a0a', 'hex');

const served = (type?: string) =>
  startMedia((response) => {
    response.writeHead(200, { ...(type !== undefined && { 'content-type': type }), 'content-length': picture.length });
    response.end(picture);
  });

describe('downloadAttachment', () => {
  it('gives the file as a stream, with its type, its name and its size', async () => {
    const server = await served('image/jpeg');
    const file = { contentType: 'image/png', contentUrl: `${server.url}/a%20b?c=d#e`, name: 'cat.png' };
    const { stream, ...rest } = await downloadAttachment({ attachments: [file] }, 0, loopback);
    expect(rest).toEqual({ contentType: 'image/png', name: 'cat.png', sizeBytes: 8 });
    expect(await buffer(stream)).toEqual(picture);
    expect(server.received).toEqual([`127.0.0.1:${server.port}/a%20b?c=d`]);
    expect(server.requests[0]?.headers).toMatchObject({ 'accept-encoding': 'identity', connection: 'close' });
  });

  it('takes the first attachment unless another one is named', async () => {
    const server = await startMedia((response, { url }) => void response.end(url));
    const attachments = ['/first', '/second'].map((path) => ({ contentType: 'a/b', contentUrl: server.url + path }));
    const { stream } = await downloadAttachment({ attachments }, undefined, loopback);
    expect(await text(stream)).toBe('/first');
    const second = await downloadAttachment({ attachments }, 1, loopback);
    expect(await text(second.stream)).toBe('/second');
  });

  it('says nothing of the size where the answer does not', async () => {
    const server = await startMedia((response) => {
      response.write('a');
      response.end('b');
    });
    const file = { contentType: 'a/b', contentUrl: server.url };
    const result = await downloadAttachment({ attachments: [file] }, 0, loopback);
    expect(result).not.toHaveProperty('sizeBytes');
    expect(await text(result.stream)).toBe('ab');
  });

  it('gives an empty file', async () => {
    const server = await startMedia((response) => void response.end());
    const file = { contentType: 'a/b', contentUrl: server.url };
    const { stream, sizeBytes } = await downloadAttachment({ attachments: [file] }, 0, loopback);
    expect(sizeBytes).toBe(0);
    expect(await text(stream)).toBe('');
  });

  it('gives a file that is larger than all buffers on the way, whole', async () => {
    const whole = Buffer.alloc(3_000_000, 'tidemark ');
    const server = await startMedia((response) => void response.end(whole));
    const file = { contentType: 'a/b', contentUrl: server.url };
    const { stream } = await downloadAttachment({ attachments: [file] }, 0, loopback);
    const chunks: Buffer[] = [];
    for await (const chunk of stream) {
      chunks.push(chunk);
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(Buffer.concat(chunks).equals(whole)).toBe(true);
    expect(chunks.length).toBeGreaterThan(1);
  });

  it.each([
    ['image/png', 'text/html', 'image/png'],
    ['audio/ogg; codecs=opus', 'audio/ogg', 'audio/ogg; codecs=opus'],
    ['image/*', 'image/webp', 'image/webp'],
    ['application/octet-stream', 'application/pdf', 'application/pdf'],
    ['application/octet-stream', 'binary/octet-stream', 'application/octet-stream'],
    ['video/*', undefined, 'application/octet-stream'],
    ['image/*', 'image/*', 'application/octet-stream'],
    ['', 'text/plain; charset="x\\"', 'text/plain; charset="x\\"'],
    ['a/b\r\nset-cookie: c', 'image/webp', 'image/webp'],
    [7, '<script>', 'application/octet-stream'],
    ['*/*', `image/${'x'.repeat(200)}`, 'application/octet-stream'],
  ])('of an attachment of type %j, answered as %j, says %s', async (told, answered, expected) => {
    const server = await served(answered);
    const attachments = [{ contentType: told, contentUrl: server.url }] as Attachment[];
    expect(await downloadAttachment({ attachments }, 0, loopback)).toMatchObject({ contentType: expected });
  });

  it.each([
    ['../../etc/passwd', 'passwd'],
    ['..\\..\\boot.ini', 'boot.ini'],
    ['a\u202Egpj.exe', 'agpj.exe'],
    ['', 'file.png'],
    [undefined, 'file.png'],
    [42, 'file.png'],
  ])('makes of the name %j the safe name %s', async (name, expected) => {
    const server = await served();
    const attachments = [{ contentType: 'image/png', contentUrl: server.url, name }] as Attachment[];
    expect(await downloadAttachment({ attachments }, 0, loopback)).toMatchObject({ name: expected });
  });

  it.each([
    [{}, 0, /has 0 attachments: none to download, got 0/],
    [{ attachments: [] }, 0, /has 0 attachments/],
    [{ attachments: null }, 0, /has 0 attachments/],
    [{ attachments: [{}, {}] }, 2, /has 2 attachments: expected an index from 0 to 1, got 2/],
    [{ attachments: [{}, {}] }, -1, /expected an index from 0 to 1, got -1/],
    [{ attachments: [{}] }, 0.5, /got 0\.5/],
    [{ attachments: [{}] }, 'length', /got length/],
    [{ attachments: [null] }, 0, /expected an index/],
    [{ attachments: [{ contentType: 'a/b', content: { secret: 1 } }] }, 0, /is no file: its content stands in/],
    [{ attachments: [{ contentType: 'image/png' }] }, 0, /is no file: it came without a link/],
    [{ attachments: [{ contentType: 'image/png', contentUrl: '' }] }, 0, /without a link/],
    [{ attachments: [{ contentType: 'image/png', contentUrl: 7 }] }, 0, /without a link/],
  ])('has a typed error for %j at %j', async (activity, index, message) => {
    const error = await errorOf(downloadAttachment(activity as { attachments: Attachment[] }, index as number));
    expect(error).toMatchObject({ name: 'TidemarkError', code: 'NO_ATTACHMENT' });
    expect(error.message).toMatch(message);
  });

  it('reaches a public host by https, and looks its name up once', async () => {
    const internet = await startInternet((response) => void response.end('hello'));
    const { stream } = await internet.download('https://bucket.s3.eu-west-1.amazonaws.com/key?X-Amz-Signature=s');
    expect(await text(stream)).toBe('hello');
    expect(internet.received).toEqual(['bucket.s3.eu-west-1.amazonaws.com/key?X-Amz-Signature=s']);
    expect(internet.asked).toEqual(['bucket.s3.eu-west-1.amazonaws.com']);
  });

  it('never uses the global dispatcher', async () => {
    const before = getGlobalDispatcher();
    const forbidden = new MockAgent();
    forbidden.disableNetConnect();
    setGlobalDispatcher(forbidden);
    onTestFinished(async () => {
      setGlobalDispatcher(before);
      await forbidden.close();
    });
    const server = await served();
    const file = { contentType: 'a/b', contentUrl: server.url };
    const { stream } = await createDownload()({ attachments: [file] }, 0, loopback);
    expect(await buffer(stream)).toEqual(picture);
  });
});
