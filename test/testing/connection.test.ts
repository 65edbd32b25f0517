import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import { type FakeKaleyra, startFakeKaleyra } from 'tidemark/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { call, readBody } from './call.js';

let kaleyra: FakeKaleyra;
beforeEach(async () => {
  kaleyra = await startFakeKaleyra();
});
afterEach(() => kaleyra.close());

describe('the connection', () => {
  it('is kept open for the next call', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const { hostname, port } = new URL(kaleyra.baseUrl);
    const path = `/v2/${kaleyra.sid}/whatsapp/${kaleyra.businessNumbers[0]}/messages`;
    const headers = { 'content-type': 'application/json', 'api-key': kaleyra.apiKey };
    const reused: boolean[] = [];
    for (const body of [
      JSON.stringify(readBody('wamid.1')),
      'x'.repeat(2 ** 20 + 1),
      JSON.stringify(readBody('wamid.2')),
    ]) {
      const outgoing = request({ hostname, port, path, agent, headers, method: 'POST' });
      outgoing.end(body);
      const [response] = (await once(outgoing, 'response')) as [NodeJS.ReadableStream];
      response.resume();
      await once(response, 'end');
      reused.push(outgoing.reusedSocket);
    }
    expect(reused).toEqual([false, true, true]);
    agent.destroy();
  });

  it('may break off within a body', async () => {
    const socket = connect(Number(new URL(kaleyra.baseUrl).port), '127.0.0.1');
    await once(socket, 'connect');
    socket.write('POST /v2/a/whatsapp/1/messages HTTP/1.1\r\nhost: a\r\ncontent-length: 100\r\n\r\n{', () =>
      socket.destroy(),
    );
    const [broken] = await kaleyra.waitFor('any', 1, { answered: true });
    expect(broken).toMatchObject({ kind: 'other', answer: 'aborted' });
    expect(broken?.violations).toContain('The request ended before its body did.');
    expect((await call(kaleyra)).status).toBe(202);
  });

  it('may carry no HTTP at all', async () => {
    const socket = connect(Number(new URL(kaleyra.baseUrl).port), '127.0.0.1');
    socket.end('hello\r\n\r\n');
    socket.resume();
    await once(socket, 'close');
    expect(kaleyra.requests).toEqual([]);
    expect((await call(kaleyra)).status).toBe(202);
  });
});
