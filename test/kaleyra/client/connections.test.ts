import { execFile } from 'node:child_process';
import { getEventListeners } from 'node:events';
import type { ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { Agent, getGlobalDispatcher, MockAgent, setGlobalDispatcher } from 'undici';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { KaleyraClient } from '../../../src/kaleyra/client/kaleyra-client.js';
import { deferred } from '../../helpers/channel.js';
import { answerWith, clientOf, errorOf, startHttp } from './local-server.js';

const businessNumber = '911234567890';
const target = { id: 'wamid.A', businessNumber };
const reply = { type: 'text', businessNumber, to: '919876543210', text: 'hi' } as const;

describe('connections of KaleyraClient', () => {
  it('uses one connection for calls that follow each other, refused ones too', async () => {
    const statuses = [202, 400, 202, 500, 202];
    const server = await startHttp((response) => answerWith(statuses.shift() ?? 202, '{"id":"A1"}')(response));
    const client = clientOf(server);
    for (let call = 0; call < 5; call += 1) {
      await client.markRead(target).catch(() => {});
      // undici offers a connection again one turn of the event loop after its answer; at once, it opens a second one.
      await new Promise((resolve) => setImmediate(resolve));
    }
    await client.send(reply);
    expect(server.received).toHaveLength(6);
    expect(server.connections()).toBe(1);
  });

  it('makes calls at the same time and gives each its own answer', async () => {
    const waiting: [ServerResponse, string][] = [];
    const server = await startHttp((response, { body }) => {
      waiting.push([response, JSON.parse(body).messaging_object.text.body]);
      // Nobody is answered before all have asked, and then the last one first.
      if (waiting.length === 20) for (const [held, text] of waiting.reverse()) held.end(`{"id":"id of ${text}"}`);
    });
    const client = clientOf(server);
    const texts = Array.from({ length: 20 }, (_, index) => `text ${index}`);
    const sent = await Promise.all(texts.map((text) => client.send({ ...reply, text })));
    expect(sent.map(({ id }) => id)).toEqual(texts.map((text) => `id of ${text}`));
  });

  it('opens at most 64 connections; further calls wait for one', async () => {
    const waiting: ServerResponse[] = [];
    const server = await startHttp((response, { body }) => {
      waiting.push(response);
      if (waiting.length === 64 || JSON.parse(body).messaging_object.message_id === 'late') {
        for (const held of waiting.splice(0)) held.end();
      }
    });
    const client = clientOf(server);
    const calls = Array.from({ length: 64 }, () => client.markRead(target));
    await Promise.all([...calls, client.markRead({ ...target, id: 'late' })]);
    expect(server.received).toHaveLength(65);
    expect(server.connections()).toBe(64);
  });

  it('leaves no listener on the caller’s signal and warns of none', async () => {
    const warnings: Error[] = [];
    const onWarning = (warning: Error): number => warnings.push(warning);
    process.on('warning', onWarning);
    onTestFinished(() => {
      process.off('warning', onWarning);
    });
    const statuses = [202, 400, 204, 500];
    const server = await startHttp((response) => answerWith(statuses.shift() ?? 202, '')(response));
    const client = clientOf(server);
    const { signal } = new AbortController();
    await Promise.allSettled(Array.from({ length: 10 }, () => client.markRead(target, { signal })));
    for (let call = 0; call < 20; call += 1) await client.markRead(target, { signal });
    await client.markRead({ ...target, id: '' }, { signal }).catch(() => {});
    expect(getEventListeners(signal, 'abort')).toEqual([]);
    await new Promise((resolve) => setImmediate(resolve));
    expect(warnings).toEqual([]);
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
    const server = await startHttp(answerWith(202, ''));
    await expect(clientOf(server).markRead(target)).resolves.toBeUndefined();
    expect(getGlobalDispatcher()).toBe(forbidden);
  });

  it('close() lets the calls that have begun end, and may be called twice', async () => {
    let release: () => void = () => {};
    const server = await startHttp((response) => {
      release = () => response.end();
    });
    const client = clientOf(server);
    const running = client.markRead(target);
    const closing = client.close();
    await vi.waitUntil(() => server.received.length === 1);
    release();
    await expect(running).resolves.toBeUndefined();
    await closing;
    await expect(client.close()).resolves.toBeUndefined();
  });

  it('close() lets the calls end, too, that still wait for a connection', async () => {
    const waiting: ServerResponse[] = [];
    const server = await startHttp((response) => {
      waiting.push(response);
      if (server.received.length >= 64) for (const held of waiting.splice(0)) held.end('{"id":"A1"}');
    });
    const client = clientOf(server);
    const marks = Array.from({ length: 64 }, () => client.markRead(target));
    const late = [client.markRead(target), client.send(reply)];
    await client.close();
    expect((await Promise.all(marks)).every((outcome) => outcome === undefined)).toBe(true);
    expect(await Promise.all(late)).toEqual([undefined, { id: 'A1' }]);
    expect(server.received).toHaveLength(66);
  });

  it.each([
    ['markRead', (client: KaleyraClient) => client.markRead(target)],
    ['send', (client: KaleyraClient) => client.send(reply)],
  ])('R9: %s after close() is refused at once as a halt, and no request is made', async (_, call) => {
    const dispatcher = new Agent();
    onTestFinished(() => dispatcher.close());
    const asked: string[] = [];
    const extraInfo = ({ kind }: { kind: string }): Record<string, string> => {
      asked.push(kind);
      return {};
    };
    for (const options of [{}, { dispatcher }]) {
      const server = await startHttp(answerWith(202, '{"id":"A1"}'));
      const client = clientOf(server, { ...options, extraInfo });
      const closing = client.close();
      // Also while it is still closing.
      const errors = [await errorOf(call(client)), await closing, await errorOf(call(client))];
      const refused = { name: 'GatewayError', code: 'CLIENT_CLOSED', kind: 'halt' };
      expect(errors).toMatchObject([refused, undefined, refused]);
      expect(errors[0]).not.toHaveProperty('status');
      expect([server.connections(), asked]).toEqual([0, []]);
    }
  });

  it('a call after close() is refused while another one still runs', async () => {
    const { promise: asked, resolve: arrived } = deferred<ServerResponse>();
    const server = await startHttp((response) => arrived(response));
    const client = clientOf(server);
    const running = client.markRead(target);
    const closing = client.close();
    const response = await asked;
    expect(await errorOf(client.markRead(target))).toMatchObject({ code: 'CLIENT_CLOSED' });
    response.end();
    await Promise.all([running, closing]);
    expect(server.received).toHaveLength(1);
  });

  it('close() leaves an injected dispatcher open, for other clients', async () => {
    const dispatcher = new Agent();
    onTestFinished(() => dispatcher.close());
    const server = await startHttp(answerWith(202, ''));
    await clientOf(server, { dispatcher }).close();
    expect(dispatcher.closed).toBe(false);
    await expect(clientOf(server, { dispatcher }).markRead(target)).resolves.toBeUndefined();
  });

  it('does not keep a process alive that forgets close()', async () => {
    const script = `
      import { createServer } from 'node:http';
      import { once } from 'node:events';
      import { KaleyraClient } from './src/kaleyra/client/kaleyra-client.ts';
      const server = createServer((_request, response) => response.end()).listen(0, '127.0.0.1');
      await once(server, 'listening');
      server.unref();
      const region = { baseUrl: 'http://127.0.0.1:' + server.address().port };
      const client = new KaleyraClient({ region, sid: 'sid', apiKey: 'key' });
      await client.markRead({ id: 'wamid.A', businessNumber: '91' });
      console.log('marked');
    `;
    const options = ['--import', 'tsx', '--input-type=module', '--eval', script];
    const { stdout } = await promisify(execFile)(process.execPath, options, { timeout: 15_000 });
    expect(stdout).toBe('marked\n');
  });
});
