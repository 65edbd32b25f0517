import { describe, expect, it } from 'vitest';
import { errorOf } from '../client/local-server.js';
import { downloadWith, startInternet, startMedia } from './internet.js';

const ok = (response: { end(): void }): void => response.end();
/** Nothing of it may be asked. */
const nowhere = downloadWith({
  lookup: () => {
    throw new Error('looked up');
  },
  connectorOf: () => {
    throw new Error('connected');
  },
});

describe('hosts of downloadAttachment', () => {
  it.each([
    'https://s3.amazonaws.com/bucket/key',
    'https://bucket.s3.amazonaws.com',
    'https://BUCKET.S3.AmazonAWS.com:8443/key',
    'https://api.in.kaleyra.io/media/1',
    'https://api.na.kaleyra.ai/media/1',
    'https://media.kaleyra.com/1',
    'https:\\\\s3.amazonaws.com\\a',
    '  https://s3.amazonaws.com/a\n',
  ])('fetches %j by default', async (link) => {
    const internet = await startInternet(ok);
    await internet.download(link);
    expect(internet.received).toHaveLength(1);
  });

  it.each([
    ['https://amazonaws.com/', /amazonaws\.com is not among the hosts of allowedHosts/],
    ['https://evilamazonaws.com/', /not among/],
    ['https://s3.amazonaws.com.evil.example/', /s3\.amazonaws\.com\.evil\.example is not among/],
    ['https://s3.amazonaws.com./', /not among/],
    ['https://evil.example/?a=s3.amazonaws.com', /evil\.example is not among/],
    ['https://evil.example#.amazonaws.com/', /not among/],
    ['https://localhost/', /localhost is not among/],
    ['https://127.0.0.1/', /not among/],
    ['https://.amazonaws.com/', /not among|none/],
    ['https://user:hunter2@s3.amazonaws.com/', /without credentials/],
    ['https://user@s3.amazonaws.com/', /without credentials/],
    ['http://s3.amazonaws.com/', /expected https:, got "http:"/],
    ['http://127.0.0.1/', /expected https:, got "http:"/],
    ['ftp://s3.amazonaws.com/', /got "ftp:"/],
    ['file:///etc/passwd', /got "file:"/],
    ['javascript:alert(1)', /got "javascript:"/],
    ['s3.amazonaws.com/a', /expected a URL, got a text that is none/],
    ['/etc/passwd', /expected a URL/],
    ['https://', /expected a URL/],
    [`${'x'.repeat(300)}:secret`, /expected https:, got a string/],
    [`https://${'a'.repeat(5000)}.example/`, /a host name of 5008 characters/],
  ])('refuses %j without asking anybody', async (link, message) => {
    const error = await errorOf(nowhere(link));
    expect(error).toMatchObject({ name: 'TidemarkError', code: 'DOWNLOAD_REFUSED' });
    expect(error.message).toMatch(message);
    expect(error.message).not.toMatch(/hunter2|secret/);
  });

  it('fetches from the hosts that are given, and no more from the usual ones', async () => {
    const internet = await startInternet(ok);
    const allowedHosts = ['Media.Example', '*.cdn.example', 'bücher.example', '52.216.1.1', '[2600::1]'];
    for (const host of [
      'media.example',
      'a.cdn.example',
      'a.b.cdn.example',
      'b%C3%BCcher.example',
      '52.216.1.1',
      '[2600:0::1]',
    ]) {
      await internet.download(`https://${host}/`, { allowedHosts });
    }
    expect(internet.connections()).toBe(6);
    for (const host of ['cdn.example', 'a.media.example', 's3.amazonaws.com', '52.216.1.2']) {
      expect(await errorOf(nowhere(`https://${host}/`, { allowedHosts }))).toMatchObject({ code: 'DOWNLOAD_REFUSED' });
    }
  });

  it.each([
    'https://localhost.evil.example/',
    'http://localhost.evil.example/',
    'http://127.0.0.1.evil.example/',
    'http://169.254.169.254/latest/meta-data/',
    'http://10.0.0.1/',
    'http://[::ffff:127.0.0.1]/',
    'http://[::ffff:7f00:1]/',
    'http://0.0.0.0/',
    'http://[::]/',
    'http://s3.amazonaws.com/',
  ])('refuses %s also where loopback is allowed', async (link) => {
    expect(await errorOf(nowhere(link, { allowLoopback: true }))).toMatchObject({ code: 'DOWNLOAD_REFUSED' });
  });

  it.each(['127.0.0.1', '127.9.9.9', 'localhost', 'LOCALHOST', '2130706433', '0x7f.1', '[::1]', '[0:0::1]'])(
    'fetches http://%s where loopback is allowed',
    async (host) => {
      const internet = await startInternet(ok, { localhost: ['127.0.0.1', '::1'] });
      await internet.download(`http://${host}:8080/`, { allowLoopback: true, allowedHosts: [] });
      expect(internet.reached).toHaveLength(1);
    },
  );

  it('fetches from localhost as this machine resolves it', async () => {
    const server = await startMedia(ok);
    await downloadWith({})(`http://localhost:${server.port}/`, { allowLoopback: true });
    expect(server.received).toEqual([`localhost:${server.port}/`]);
  });

  it('does not take localhost by http when it is another machine', async () => {
    const internet = await startInternet(ok, { localhost: ['127.0.0.1', '52.216.1.1'] });
    expect(await errorOf(internet.download('http://localhost/', { allowLoopback: true }))).toMatchObject({
      code: 'DOWNLOAD_REFUSED',
    });
    expect(internet.reached).toEqual([]);
  });

  it('reaches loopback by http only, also where it is allowed', async () => {
    const internet = await startInternet(ok, { 's3.amazonaws.com': ['127.0.0.1'] });
    const options = { allowLoopback: true, allowedHosts: ['localhost', '127.0.0.1', 's3.amazonaws.com'] };
    for (const host of ['s3.amazonaws.com', '127.0.0.1']) {
      const error = await errorOf(internet.download(`https://${host}/`, options));
      expect(error).toMatchObject({ code: 'DOWNLOAD_REFUSED' });
      expect(error.message).toMatch(/its address is private or reserved/);
    }
    expect(internet.reached).toEqual([]);
  });
});
