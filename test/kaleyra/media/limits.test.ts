import { getEventListeners, once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { PassThrough, type Readable } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import sinon from 'sinon';
import { buildConnector } from 'undici';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { deferred } from '../../helpers/channel.js';
import { errorOf, nextHead } from '../client/local-server.js';
import { downloadWith, lookupIn, startInternet } from './internet.js';

const link = 'https://bucket.s3.amazonaws.com/key';
const timeoutMs = 123_457;

/** Resolves when a stream is closed, whatever for, and without a listener for its error. */
const closed = (stream: Readable): Promise<void> => new Promise((resolve) => void stream.once('close', resolve));

describe('limits of downloadAttachment', () => {
  let clock: sinon.SinonFakeTimers;

  beforeEach(() => {
    clock = sinon.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  });

  // undici may have timers of its own on the same clock; ours are known by their delay.
  const ownTimers = (): unknown[] => {
    const { timers } = clock as unknown as { timers?: Map<unknown, { delay: number }> };
    return [...(timers?.values() ?? [])].filter(({ delay }) => delay === timeoutMs);
  };

  afterEach(() => {
    const left = ownTimers();
    clock.restore();
    expect(left, 'timers left').toEqual([]);
  });

  describe('maxBytes', () => {
    it('refuses a longer file by its length, before its body', async () => {
      const internet = await startInternet((response) => {
        response.writeHead(200, { 'content-length': '999999999999' }).write('x');
      });
      const error = await errorOf(internet.download(link, { timeoutMs }));
      expect(error).toMatchObject({ name: 'TidemarkError', code: 'DOWNLOAD_TOO_LARGE' });
      expect(error.message).toMatch(/expected at most 104857600 bytes \(maxBytes\), got 999999999999/);
      await internet.allClosed();
    });

    it('lets a file of just that length pass, and not one byte more', async () => {
      const internet = await startInternet((response, { url }) => {
        response.end('x'.repeat(url === '/10' ? 10 : 11));
      });
      const host = 'https://bucket.s3.amazonaws.com';
      expect(await text((await internet.download(`${host}/10`, { maxBytes: 10, timeoutMs })).stream)).toHaveLength(10);
      expect(await errorOf(internet.download(`${host}/11`, { maxBytes: 10, timeoutMs }))).toMatchObject({
        code: 'DOWNLOAD_TOO_LARGE',
      });
    });

    it('breaks off a body without a length when it grows beyond', async () => {
      const internet = await startInternet((response, { url }) => {
        const parts = url === '/ends' ? ['12345', '67890'] : ['12345', '67890', '!'];
        for (const part of parts) response.write(part);
        if (url === '/ends') response.end();
      });
      const host = 'https://bucket.s3.amazonaws.com';
      const { stream } = await internet.download(`${host}/ends`, { maxBytes: 10, timeoutMs });
      expect(await text(stream)).toBe('1234567890');
      const endless = await internet.download(`${host}/endless`, { maxBytes: 10, timeoutMs });
      const error = await errorOf(buffer(endless.stream));
      expect(error).toMatchObject({ name: 'TidemarkError', code: 'DOWNLOAD_TOO_LARGE' });
      expect(error.message).toMatch(/at most 10 bytes \(maxBytes\), got more/);
      await internet.allClosed();
    });

    it('stops a server that sends without end, and gives nothing beyond the limit', async () => {
      const internet = await startInternet((response) => {
        const more = (): void => {
          while (!response.destroyed && response.write(Buffer.alloc(65_536)));
        };
        response.on('drain', more);
        more();
      });
      const { stream } = await internet.download(link, { maxBytes: 1_000_000, timeoutMs });
      let got = 0;
      const sink = new PassThrough().on('data', (chunk: Buffer) => {
        got += chunk.length;
      });
      expect(await errorOf(pipeline(stream, sink))).toMatchObject({ code: 'DOWNLOAD_TOO_LARGE' });
      expect(got).toBeGreaterThan(900_000);
      expect(got).toBeLessThanOrEqual(1_000_000);
      await internet.allClosed();
    });

    it('does not read ahead of a slow reader without end', async () => {
      let written = 0;
      const stuck = deferred<void>();
      const internet = await startInternet((response) => {
        while (response.write(Buffer.alloc(65_536)) || written < 10_000_000) written += 65_536;
        response.socket?.once('close', () => stuck.resolve());
      });
      const { stream } = await internet.download(link, { timeoutMs });
      await once(stream, 'readable');
      for (let turn = 0; turn < 200; turn += 1) await new Promise((resolve) => setImmediate(resolve));
      expect(stream.readableLength).toBeLessThan(1_000_000);
      stream.destroy();
      await stuck.promise;
    });
  });

  describe('timeoutMs', () => {
    it('ends a connection that is never made', async () => {
      const asked = deferred<void>();
      const download = downloadWith({ lookup: () => asked.resolve() });
      const failure = errorOf(download(link, { timeoutMs }));
      await asked.promise;
      clock.tick(timeoutMs);
      const error = await failure;
      expect(error).toMatchObject({ name: 'GatewayError', code: 'TIMEOUT', kind: 'retry' });
      expect(error.message).toMatch(/not complete after 123457 ms \(timeoutMs\)/);
    });

    it('ends an encrypted connection whose other end says nothing, and leaves no socket', async () => {
      const ended = deferred<void>();
      const opened = deferred<void>();
      const server = createServer((socket: Socket) => {
        socket.on('close', () => ended.resolve()).on('error', () => {});
        socket.once('data', () => opened.resolve());
      }).listen(0, '127.0.0.1');
      await once(server, 'listening');
      onTestFinished(() => void server.close());
      const { port } = server.address() as { port: number };
      const download = downloadWith({
        lookup: lookupIn({}),
        connectorOf: ({ signal }) => {
          const connect = buildConnector({ signal, timeout: 0 });
          return (options, callback) => connect({ ...options, hostname: '127.0.0.1', port: String(port) }, callback);
        },
      });
      const failure = errorOf(download(link, { timeoutMs }));
      await opened.promise;
      clock.tick(timeoutMs);
      expect(await failure).toMatchObject({ code: 'TIMEOUT' });
      await ended.promise;
    });

    it('ends a request that is not answered', async () => {
      const asked = deferred<void>();
      const internet = await startInternet(() => asked.resolve());
      const failure = errorOf(internet.download(link, { timeoutMs }));
      await asked.promise;
      clock.tick(timeoutMs);
      expect(await failure).toMatchObject({ code: 'TIMEOUT', kind: 'retry' });
      await internet.allClosed();
    });

    it('ends a body that comes too slowly, counted from the beginning', async () => {
      const internet = await startInternet((response) => {
        clock.tick(timeoutMs - 1);
        response.write('begin');
      });
      const { stream } = await internet.download(link, { timeoutMs });
      const chunks: string[] = [];
      stream.setEncoding('utf8').on('data', (chunk: string) => {
        chunks.push(chunk);
        clock.tick(1);
      });
      await closed(stream);
      expect(stream.errored).toMatchObject({ name: 'GatewayError', code: 'TIMEOUT', kind: 'retry' });
      expect(chunks).toEqual(['begin']);
      await internet.allClosed();
    });

    it('counts over redirects', async () => {
      const internet = await startInternet((response, { url }) => {
        clock.tick(timeoutMs - 2);
        if (url === '/key') response.writeHead(302, { location: '/next' }).end();
      });
      expect(await errorOf(internet.download(link, { timeoutMs }))).toMatchObject({ code: 'TIMEOUT' });
      expect(internet.received).toHaveLength(2);
    });

    it('ends a file that nobody reads, without ending the process', async () => {
      const internet = await startInternet((response) => void response.end('x'));
      const { stream } = await internet.download(link, { timeoutMs });
      clock.tick(timeoutMs);
      await closed(stream);
      expect(stream.errored).toMatchObject({ code: 'TIMEOUT' });
      await internet.allClosed();
    });

    it('is over when the last byte was read', async () => {
      const internet = await startInternet((response) => void response.end('hello'));
      const { stream } = await internet.download(link, { timeoutMs });
      expect(ownTimers()).toHaveLength(1);
      expect(await text(stream)).toBe('hello');
      expect(ownTimers()).toEqual([]);
      await internet.allClosed();
    });

    it('is over when the reader goes away', async () => {
      const internet = await startInternet((response) => void response.write('hello'));
      const { stream } = await internet.download(link, { timeoutMs });
      for await (const chunk of stream) {
        expect(String(chunk)).toBe('hello');
        break;
      }
      expect(stream.destroyed).toBe(true);
      expect(ownTimers()).toEqual([]);
      await internet.allClosed();
    });

    it('is 30 seconds by default', async () => {
      const asked = deferred<void>();
      const internet = await startInternet(() => asked.resolve());
      const failure = errorOf(internet.download(link));
      await asked.promise;
      clock.tick(29_999);
      expect(await Promise.race([failure, new Promise((resolve) => setImmediate(resolve, 'open'))])).toBe('open');
      clock.tick(1);
      expect(await failure).toMatchObject({ code: 'TIMEOUT' });
    });
  });

  describe('signal', () => {
    it('asks nobody when it is aborted before', async () => {
      const internet = await startInternet((response) => void response.end());
      const reason = new Error('the turn has ended');
      const error = await errorOf(internet.download(link, { signal: AbortSignal.abort(reason), timeoutMs }));
      expect(error).toMatchObject({ name: 'GatewayError', code: 'ABORTED', kind: 'retry', cause: reason });
      expect(internet.asked).toEqual([]);
    });

    it('ends a request that waits for its answer', async () => {
      const controller = new AbortController();
      const internet = await startInternet(() => controller.abort());
      expect(await errorOf(internet.download(link, { signal: controller.signal, timeoutMs }))).toMatchObject({
        code: 'ABORTED',
      });
      expect(getEventListeners(controller.signal, 'abort')).toEqual([]);
      await internet.allClosed();
    });

    it('ends the stream while it is read, with its reason', async () => {
      const controller = new AbortController();
      const internet = await startInternet((response) => void response.write('begin'));
      const { stream } = await internet.download(link, { signal: controller.signal, timeoutMs });
      const reason = { not: 'an error' };
      stream.once('data', () => controller.abort(reason));
      expect(await errorOf(pipeline(stream, new PassThrough().resume()))).toMatchObject({
        name: 'GatewayError',
        code: 'ABORTED',
        cause: reason,
      });
      expect(getEventListeners(controller.signal, 'abort')).toEqual([]);
      await internet.allClosed();
    });

    it('ends the stream also in the moment the answer comes', async () => {
      const controller = new AbortController();
      const internet = await startInternet((response) => void response.write('begin'));
      const head = nextHead().then(() => controller.abort());
      const { stream } = await internet.download(link, { signal: controller.signal, timeoutMs });
      await head;
      expect(await errorOf(text(stream))).toMatchObject({ code: 'ABORTED' });
    });

    it('has no listener left after a download, whatever came of it', async () => {
      const { signal } = new AbortController();
      const internet = await startInternet((response, { url }) => {
        if (url === '/403') response.writeHead(403);
        response.end('x');
      });
      const options = { signal, timeoutMs, maxBytes: 1 };
      await text((await internet.download(link, options)).stream);
      await errorOf(internet.download('https://bucket.s3.amazonaws.com/403', options));
      await errorOf(internet.download('https://evil.example/', options));
      await errorOf(internet.download('data:,xx', options));
      await text((await internet.download('data:,x', options)).stream);
      expect(getEventListeners(signal, 'abort')).toEqual([]);
    });
  });
});
