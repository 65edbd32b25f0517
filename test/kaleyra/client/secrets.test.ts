import { inspect } from 'node:util';
import { KaleyraClient } from 'tidemark';
import { MockAgent } from 'undici';
import { describe, expect, it, onTestFinished } from 'vitest';
import { answerWith, clientOf, credentials, errorOf, startHttp, startTcp } from './local-server.js';

const { apiKey } = credentials;
const target = { id: 'wamid.A', businessNumber: '911234567890' };
const text = 'my diagnosis is private';
const message = { type: 'text', businessNumber: '911234567890', to: '919876543210', text } as const;

/** Everything that a logger could print of a value: all properties, hidden ones too, of it and of whatever it holds. */
function everythingOf(value: unknown, seen: Set<unknown> = new Set()): string {
  if (typeof value !== 'object' || value === null) return String(value);
  if (seen.has(value)) return '';
  seen.add(value);
  const held = Reflect.ownKeys(value).map((key) => everythingOf(Reflect.get(value, key), seen));
  return [inspect(value, { depth: Number.POSITIVE_INFINITY, showHidden: true }), ...held].join('\n');
}

function expectClean(value: unknown): void {
  const all = `${everythingOf(value)}\n${JSON.stringify(value)}\n${String(value)}`;
  expect(all).not.toContain(apiKey);
  expect(all).not.toContain(text);
}

describe('secrets of KaleyraClient', () => {
  it('are not in the client as inspect, JSON and its own properties show it', () => {
    const client = clientOf({ url: 'http://127.0.0.1:9' });
    expectClean(client);
    expect(JSON.parse(JSON.stringify(client))).toEqual({ serviceUrl: 'http://127.0.0.1:9' });
    expect(inspect(client, { depth: Number.POSITIVE_INFINITY })).not.toContain(credentials.sid);
  });

  it('are not in the error of a server that sends everything back', async () => {
    const echo = JSON.stringify({
      code: apiKey,
      message: `wrong key ${apiKey}: ${text}`,
      data: { [apiKey]: apiKey },
      error: { code: `${apiKey}`, message: text },
    });
    const server = await startHttp(answerWith(401, echo, { 'Retry-After': apiKey, 'X-Echo': apiKey }));
    const error = await errorOf(clientOf(server).send(message));
    expect(error).toMatchObject({ code: 'HTTP_401' });
    expectClean(error);
  });

  it('are not in the error of a redirect to an address with the key', async () => {
    const server = await startHttp(answerWith(302, '', { Location: `https://evil.example/${apiKey}` }));
    expectClean(await errorOf(clientOf(server).markRead(target)));
  });

  it('are not in the error of a 2xx answer without an id', async () => {
    const server = await startHttp(answerWith(202, JSON.stringify({ message: `${apiKey} ${text}` })));
    expectClean(await errorOf(clientOf(server).send(message)));
  });

  it('are not in the cause when an answer that is no HTTP sends the request back', async () => {
    const server = await startTcp((socket, request) => socket.end(request));
    const error = await errorOf(clientOf(server).send(message));
    expect(error).toMatchObject({ code: 'NETWORK', cause: { name: 'HTTPParserError' } });
    expectClean(error);
  });

  it('are not in the cause when the connection drops', async () => {
    const server = await startTcp((socket) => socket.destroy());
    const error = await errorOf(clientOf(server).send(message));
    expect(error.cause).toBeInstanceOf(Error);
    expectClean(error);
  });

  it('are not in the error of a timeout', async () => {
    const server = await startHttp(() => {});
    expectClean(await errorOf(clientOf(server, { timeoutMs: 1 }).send(message)));
  });

  it('are not in the error when an injected dispatcher says them', async () => {
    const dispatcher = new MockAgent();
    dispatcher.disableNetConnect();
    onTestFinished(() => dispatcher.close());
    const path = `/v2/${credentials.sid}/whatsapp/+911234567890/messages`;
    const pool = dispatcher.get('http://127.0.0.1:9');
    pool.intercept({ path, method: 'POST', headers: { 'api-key': 'another' } }).reply(202, '');
    const error = await errorOf(clientOf({ url: 'http://127.0.0.1:9' }, { dispatcher }).markRead(target));
    expect(error).toMatchObject({ code: 'NETWORK', cause: { message: 'UND_MOCK_ERR_MOCK_NOT_MATCHED' } });
    expectClean(error);
  });

  it('are not in the errors of a request that is not sent', async () => {
    const client = clientOf({ url: 'http://127.0.0.1:9' }, { extraInfo: () => ({ ref: 'x'.repeat(300) }) });
    expectClean(await errorOf(client.send(message)));
    expectClean(await errorOf(client.send({ ...message, businessNumber: '' })));
    expectClean(await errorOf(client.markRead({ ...target, id: '' })));
  });

  it('are not in the error of a dispatcher that says the body', async () => {
    const dispatcher = new MockAgent();
    dispatcher.disableNetConnect();
    onTestFinished(() => dispatcher.close());
    const path = `/v2/${credentials.sid}/whatsapp/+911234567890/messages`;
    dispatcher.get('http://127.0.0.1:9').intercept({ path, method: 'POST', body: 'another' }).reply(202, '');
    const error = await errorOf(clientOf({ url: 'http://127.0.0.1:9' }, { dispatcher }).send(message));
    expect(error).toMatchObject({ code: 'NETWORK' });
    expectClean(error);
    expect(everythingOf(error)).not.toContain(credentials.sid);
  });

  it('are not in the error when the key stands where the region belongs', () => {
    const make = (): unknown => new KaleyraClient({ ...credentials, region: apiKey as 'in' });
    expect(make).toThrow(/region: expected one of in, sg, eu, na, or \{ baseUrl \}, got a string/);
    expect(make).not.toThrow(apiKey);
  });
});
