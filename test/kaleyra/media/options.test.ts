import { describe, expect, it } from 'vitest';
import { downloadAttachment } from '../../../src/kaleyra/media/download-attachment.js';
import { resolveDownloadOptions } from '../../../src/kaleyra/media/download-options.js';
import { errorOf } from '../client/local-server.js';

const file = { attachments: [{ contentType: 'a/b', contentUrl: 'https://evil.example/' }] };
const problemOf = (options: unknown) => errorOf(downloadAttachment(file, 0, options as object));

describe('options of downloadAttachment', () => {
  it('have defaults, explicit undefined included', () => {
    const all = { maxBytes: undefined, timeoutMs: undefined, headers: undefined, allowLoopback: undefined };
    for (const options of [{}, all as object]) {
      const { allowsHost, ...rest } = resolveDownloadOptions(options);
      expect(rest).toEqual({
        maxBytes: 104_857_600,
        timeoutMs: 30_000,
        signal: undefined,
        headers: {},
        allowLoopback: false,
      });
      expect(['a.amazonaws.com', 'a.kaleyra.io', 'a.kaleyra.ai', 'a.kaleyra.com'].map(allowsHost)).not.toContain(false);
      expect(allowsHost('evil.example')).toBe(false);
    }
  });

  it.each([
    [null, /expected an object with options/],
    [{ maxbytes: 1 }, /expected only allowedHosts, maxBytes, timeoutMs, .* got "maxbytes"/],
    [{ maxBytes: 0 }, /maxBytes: expected 1 or more, got 0/],
    [{ maxBytes: 1.5 }, /maxBytes: expected a whole number/],
    [{ maxBytes: Number.POSITIVE_INFINITY }, /maxBytes/],
    [{ timeoutMs: 0 }, /timeoutMs: expected 1 or more, got 0/],
    [{ timeoutMs: 2 ** 31 }, /timeoutMs: expected at most/],
    [{ timeoutMs: '30' }, /timeoutMs: expected a number of milliseconds/],
    [{ signal: {} }, /signal: expected an object with the functions addEventListener/],
    [{ allowLoopback: 1 }, /allowLoopback: expected true or false, got 1/],
    [{ allowedHosts: 'a.example' }, /allowedHosts: expected an array of host names/],
    [{ allowedHosts: [7] }, /allowedHosts\.0: expected a host name/],
    [{ headers: 'a' }, /headers: expected an object/],
    [{ headers: [] }, /headers: expected an object/],
    [{ headers: { 'a b': 'c' } }, /headers: expected/],
    [{ headers: { a: 's3cr3t\r\nHost: b' } }, /headers: expected/],
    [{ headers: { a: 7 } }, /headers: expected/],
    [{ headers: { Host: 's3cr3t' } }, /without accept-encoding, connection, .*host/],
    [{ headers: { 'Transfer-Encoding': 'chunked' } }, /headers: expected/],
  ])('refuse %j', async (options, message) => {
    const error = await problemOf(options);
    expect(error).toMatchObject({ name: 'OptionsError', code: 'INVALID_OPTIONS' });
    expect(error.message).toMatch(message);
    expect(error.message).toMatch(/^\[tidemark\] downloadAttachment/);
    expect(error.message).not.toMatch(/s3cr3t/);
  });

  it.each([
    '',
    '*',
    '*.',
    '**.example',
    'a.*.example',
    '*example',
    'https://a.example',
    'a.example/b',
    'a.example:443',
    'u@a.example',
    'a example',
    '::1',
    '[::1]:80',
    '[::g]',
    '300.1.1.1',
  ])('refuse %j as a host', async (host) => {
    expect((await problemOf({ allowedHosts: [host] })).message).toMatch(/allowedHosts\.0: expected a host name/);
  });

  it('are neither changed nor kept', async () => {
    const headers = { a: 'b' };
    const allowedHosts = ['a.example'];
    const options = Object.freeze({ headers: Object.freeze(headers), allowedHosts: Object.freeze(allowedHosts) });
    const settings = resolveDownloadOptions(options);
    expect(settings.headers).toEqual(headers);
    expect(settings.headers).not.toBe(headers);
  });
});
