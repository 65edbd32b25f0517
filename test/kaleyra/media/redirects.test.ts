import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { errorOf } from '../client/local-server.js';
import { type Answer, PUBLIC, startInternet } from './internet.js';

const start = 'https://a.amazonaws.com/1';

/** Leads each path on to its place in the table; any other one is the file. */
const leading =
  (places: Readonly<Record<string, string>>, status = 302): Answer =>
  (response, { url = '' }) => {
    const location = places[url];
    if (location === undefined) response.end(`file ${url}`);
    else response.writeHead(status, { location }).end('moved');
  };

describe('redirects of downloadAttachment', () => {
  it.each([301, 302, 303, 307, 308])('follows %i, to other hosts and to paths of its own', async (status) => {
    const places = { '/1': 'https://b.kaleyra.io/2?x=y', '/2?x=y': '../3', '/3': '//c.amazonaws.com/4' };
    const internet = await startInternet(leading(places, status));
    const { stream } = await internet.download(start);
    expect(await text(stream)).toBe('file /4');
    expect(internet.received).toEqual([
      'a.amazonaws.com/1',
      'b.kaleyra.io/2?x=y',
      'b.kaleyra.io/3',
      'c.amazonaws.com/4',
    ]);
  });

  it('follows no more than three', async () => {
    const internet = await startInternet(leading({ '/1': '/1' }));
    const error = await errorOf(internet.download(start));
    expect(error).toMatchObject({ name: 'TidemarkError', code: 'DOWNLOAD_REFUSED' });
    expect(error.message).toMatch(/one more than 3/);
    expect(internet.received).toHaveLength(4);
    await internet.allClosed();
  });

  it.each([
    ['https://169.254.169.254/latest/meta-data/', /169\.254\.169\.254 is not among the hosts/],
    ['http://169.254.169.254/latest/meta-data/', /expected https:, got "http:"/],
    ['https://127.0.0.1/', /not among/],
    ['http://localhost:3000/', /got "http:"/],
    ['//2130706433/', /127\.0\.0\.1 is not among/],
    ['https://[::ffff:169.254.169.254]/', /not among/],
    ['https://evil.example/', /evil\.example is not among/],
    ['http://a.amazonaws.com/1', /got "http:"/],
    ['https://u:p@a.amazonaws.com/', /without credentials/],
    ['data:text/plain,hello', /got "data:"/],
    ['file:///etc/passwd', /got "file:"/],
    ['https://[', /expected a URL/],
  ])('does not follow one to %s', async (location, message) => {
    const internet = await startInternet(leading({ '/1': location }));
    const error = await errorOf(internet.download(start));
    expect(error).toMatchObject({ code: 'DOWNLOAD_REFUSED' });
    expect(error.message).toMatch(/^\[tidemark\] The redirect of a\.amazonaws\.com is not followed/);
    expect(error.message).toMatch(message);
    expect(internet.reached).toEqual([PUBLIC]);
    await internet.allClosed();
  });

  it('closes the connection it leaves, whatever still comes there', async () => {
    const internet = await startInternet((response, { url }) => {
      if (url === '/1') response.writeHead(302, { location: '/2' }).write('begin');
      else response.end('file');
    });
    expect(await text((await internet.download(start)).stream)).toBe('file');
    expect(internet.connections()).toBe(2);
    await internet.allClosed();
  });

  it('does not follow one to a listed host at a private address', async () => {
    const names = { 'inside.amazonaws.com': ['169.254.169.254'] };
    const internet = await startInternet(leading({ '/1': 'https://inside.amazonaws.com/' }), names);
    const error = await errorOf(internet.download(start));
    expect(error).toMatchObject({ code: 'DOWNLOAD_REFUSED' });
    expect(error.message).toMatch(/inside\.amazonaws\.com: its address is private/);
    expect(internet.reached).toEqual([PUBLIC]);
  });

  it('does not follow one to a private address that is listed itself', async () => {
    const internet = await startInternet(leading({ '/1': 'https://169.254.169.254/' }));
    const allowedHosts = ['a.amazonaws.com', '169.254.169.254'];
    expect((await errorOf(internet.download(start, { allowedHosts }))).message).toMatch(/its address is private/);
    expect(internet.reached).toEqual([PUBLIC]);
  });

  it('looks the same host up again, and refuses it when it has moved to a private address', async () => {
    const answers = [[PUBLIC], ['127.0.0.1']];
    const internet = await startInternet(leading({ '/1': '/2' }), () => answers.shift() ?? []);
    expect(await errorOf(internet.download(start))).toMatchObject({ code: 'DOWNLOAD_REFUSED' });
    expect(internet.asked).toEqual(['a.amazonaws.com', 'a.amazonaws.com']);
    expect(internet.received).toEqual(['a.amazonaws.com/1']);
  });

  it('does not lead from https to http, nor where loopback is allowed', async () => {
    const internet = await startInternet(leading({ '/1': 'http://127.0.0.1:1/' }));
    expect((await errorOf(internet.download(start, { allowLoopback: true }))).message).toMatch(/got "http:"/);
  });

  it('leads from loopback on loopback, and to metadata never', async () => {
    const internet = await startInternet(leading({ '/1': '/2', '/3': 'http://169.254.169.254/' }));
    const { stream } = await internet.download('http://127.0.0.1:1/1', { allowLoopback: true });
    expect(await text(stream)).toBe('file /2');
    const error = await errorOf(internet.download('http://127.0.0.1:1/3', { allowLoopback: true }));
    expect(error).toMatchObject({ code: 'DOWNLOAD_REFUSED' });
  });

  it('sends the headers to the first host only, and never again after another one', async () => {
    const places = { '/1': '/2', '/2': 'https://b.amazonaws.com/3', '/3': 'https://a.amazonaws.com/4' };
    const internet = await startInternet(leading(places));
    await internet.download(start, { headers: { Authorization: 'Bearer t', 'X-Other': 'o' } });
    expect(internet.requests.map(({ headers }) => [headers.authorization, headers['x-other']])).toEqual([
      ['Bearer t', 'o'],
      ['Bearer t', 'o'],
      [undefined, undefined],
      [undefined, undefined],
    ]);
  });

  it('takes another port for another host', async () => {
    const internet = await startInternet(leading({ '/1': 'https://a.amazonaws.com:8443/2' }));
    await internet.download(start, { headers: { Authorization: 'Bearer t' } });
    expect(internet.requests.map(({ headers }) => headers.authorization)).toEqual(['Bearer t', undefined]);
  });

  it('without a place to go to is a refusal by its status', async () => {
    const internet = await startInternet((response) => void response.writeHead(302).end());
    expect(await errorOf(internet.download(start))).toMatchObject({ code: 'HTTP_302', kind: 'reject', status: 302 });
  });
});
