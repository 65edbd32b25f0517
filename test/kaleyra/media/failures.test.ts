import { text } from 'node:stream/consumers';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { isGatewayError } from '../../../src/errors.js';
import { errorOf, startTcp } from '../client/local-server.js';
import { connectorTo, downloadWith, lookupIn, startInternet } from './internet.js';

const link = 'https://bucket.s3.amazonaws.com/key?X-Amz-Signature=s3cr3t-of-the-link';
const headers = { Authorization: 'Bearer t0k3n-of-the-caller' };

function expectClean(error: unknown): void {
  const all = `${inspect(error, { depth: Number.POSITIVE_INFINITY, showHidden: true })}${JSON.stringify(error)}`;
  expect(all).not.toMatch(/s3cr3t|t0k3n/);
}

describe('a download that fails', () => {
  it.each([
    [401, 'reject', /has probably expired/],
    [403, 'reject', /bucket\.s3\.amazonaws\.com did not give the file: HTTP 403\. The link has probably expired/],
    [404, 'reject', /has probably expired/],
    [410, 'reject', /has probably expired/],
    [304, 'reject', /HTTP 304/],
    [429, 'retry', /can be repeated/],
    [500, 'retry', /can be repeated/],
    [503, 'retry', /can be repeated/],
  ])('with %i is a %s', async (status, kind, message) => {
    const internet = await startInternet((response) => {
      response.writeHead(status, { 'retry-after': '7' }).end(status === 304 ? undefined : `<Error>${link}</Error>`);
    });
    const error = await errorOf(internet.download(link, { headers }));
    expect(isGatewayError(error)).toBe(true);
    expect(error).toMatchObject({ code: `HTTP_${status}`, status, kind, retryAfterMs: 7000 });
    expect(error.message).toMatch(message);
    expectClean(error);
    await internet.allClosed();
  });

  it.each([200, 201, 206])('is none with %i', async (status) => {
    const internet = await startInternet((response) => void response.writeHead(status).end('file'));
    expect(await text((await internet.download(link)).stream)).toBe('file');
  });

  it.each(['gzip', 'br', 'GZIP', 'identity, gzip'])('with the encoding %s is not given as it is', async (encoding) => {
    const internet = await startInternet((response) => {
      response.writeHead(200, { 'content-encoding': encoding }).end('packed');
    });
    expect(await errorOf(internet.download(link))).toMatchObject({
      name: 'GatewayError',
      code: 'BAD_RESPONSE',
      kind: 'reject',
      status: 200,
    });
    await internet.allClosed();
  });

  it.each([{}, { 'content-encoding': 'gzip' }])(
    'closes the connection of a body that still comes: %j',
    async (encoding) => {
      const internet = await startInternet((response) => {
        response.writeHead('content-encoding' in encoding ? 200 : 403, encoding).write('begin');
      });
      await errorOf(internet.download(link));
      await internet.allClosed();
    },
  );

  it.each(['identity', 'Identity', ''])('is none with the encoding %j', async (encoding) => {
    const internet = await startInternet((response) => {
      response.writeHead(200, { 'content-encoding': encoding }).end('plain');
    });
    expect(await text((await internet.download(link)).stream)).toBe('plain');
  });

  it('because nobody listens keeps the cause', async () => {
    const download = downloadWith({});
    const error = await errorOf(download('http://127.0.0.1:1/?s3cr3t', { allowLoopback: true, headers }));
    expect(error).toMatchObject({
      name: 'GatewayError',
      code: 'NETWORK',
      kind: 'retry',
      cause: { code: 'ECONNREFUSED' },
    });
    expect(error.message).toMatch(/The connection to 127\.0\.0\.1 failed during the download \(ECONNREFUSED\)/);
    expectClean(error);
  });

  it.each([
    ['is cut before the answer', '', 'UND_ERR_SOCKET'],
    ['is no HTTP', 'SSH-2.0-OpenSSH\r\n', undefined],
    ['sends the request back', 'echo', undefined],
    ['has two lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n', undefined],
  ])('because the answer %s is an error of the network', async (_why, answer, code) => {
    const server = await startTcp((socket, request) => socket.end(answer === 'echo' ? request : answer));
    const download = downloadWith({});
    const error = await errorOf(download(`${server.url}/?s3cr3t-of-the-link`, { allowLoopback: true, headers }));
    expect(error).toMatchObject({ code: 'NETWORK', kind: 'retry', ...(code !== undefined && { cause: { code } }) });
    expectClean(error);
  });

  it('because the body is cut tells so from the stream', async () => {
    const server = await startTcp((socket) =>
      socket.end('HTTP/1.1 200 OK\r\nContent-Length: 100\r\nContent-Type: image/png\r\n\r\nbegin'),
    );
    const download = downloadWith({
      lookup: lookupIn({}),
      connectorOf: connectorTo(Number(new URL(server.url).port)),
    });
    const { stream, sizeBytes } = await download(link, { headers });
    expect(sizeBytes).toBe(100);
    const error = await errorOf(text(stream));
    expect(error).toMatchObject({ name: 'GatewayError', code: 'NETWORK', kind: 'retry' });
    expectClean(error);
  });

  it('has no secret of the link or of a redirect in a refusal', async () => {
    const internet = await startInternet(
      (response) => void response.writeHead(302, { location: 'https://evil.example/?s3cr3t' }).end(),
    );
    expectClean(await errorOf(internet.download(link, { headers })));
    expectClean(await errorOf(internet.download('https://evil.example/s3cr3t?s3cr3t#s3cr3t', { headers })));
    expectClean(await errorOf(internet.download('s3cr3t', { headers })));
  });
});
