import { Client } from 'undici';
import { describe, expect, it, onTestFinished } from 'vitest';
import { isWithoutConnection } from '../../../src/kaleyra/client/is-undelivered.js';
import { answerWith, clientOf, errorOf, startHttp, startTcp } from './local-server.js';

const businessNumber = '911234567890';
const message = { type: 'text', businessNumber, to: '919876543210', text: 'hi' } as const;

/** Gives the error of a send whose connection fails in this way. */
function errorOfConnecting(failure: Error): Promise<Error & { code?: string }> {
  const url = 'http://127.0.0.1:9';
  const dispatcher = new Client(url, { connect: (_options, callback) => callback(failure, null) });
  onTestFinished(() => dispatcher.destroy());
  return errorOf(clientOf({ url }, { dispatcher }).send(message));
}

const systemError = (code: string, syscall: string): Error =>
  Object.assign(new Error(`${syscall} ${code} 192.0.2.1:443`), { code, syscall });

describe('a message that was refused', () => {
  it.each([
    ['429', 429, '', {}],
    ['429 with a code nobody knows', 429, '{"code":"X1"}', {}],
    ['503 with Retry-After', 503, '', { 'Retry-After': '3' }],
    ['Meta’s limit of the app, sent with 400', 400, '{"error":{"code":4}}', {}],
    ['Meta’s limit of the account, sent with 400', 400, '{"error":{"code":80007}}', {}],
    ['Meta’s throughput, sent with 500', 500, '{"error":{"code":130429}}', {}],
    ['Meta’s pair rate, sent with 400', 400, '{"code":"131056"}', {}],
  ])('certainly did not go out: %s', async (_, status, body, headers) => {
    const server = await startHttp(answerWith(status, body, headers));
    expect(await errorOf(clientOf(server).send(message))).toMatchObject({ kind: 'retry', status, undelivered: true });
  });

  it.each([
    ['500', 500, '', {}],
    ['WA500', 500, '{"code":"WA500"}', {}],
    ['500 with Retry-After', 500, '', { 'Retry-After': '3' }],
    ['502', 502, '', { 'Retry-After': '3' }],
    ['503 without Retry-After', 503, '', {}],
    ['503 with a Retry-After that cannot be read', 503, '', { 'Retry-After': 'later' }],
    ['504', 504, '', { 'Retry-After': '3' }],
    ['408', 408, '', { 'Retry-After': '3' }],
  ])('may have gone out: %s', async (_, status, body, headers) => {
    const server = await startHttp(answerWith(status, body, headers));
    const error = await errorOf(clientOf(server).send(message));
    expect(error).toMatchObject({ kind: 'retry', status });
    expect(error).not.toHaveProperty('undelivered');
  });

  it.each([
    ['the daily limit, sent with 429', 429, '{"code":"WAV2101"}', 'halt'],
    ['a parameter that is wrong, sent with 429', 429, '{"code":"131009"}', 'reject'],
  ])('is not one to send again: %s', async (_, status, body, kind) => {
    const server = await startHttp(answerWith(status, body));
    const error = await errorOf(clientOf(server).send(message));
    expect(error).toMatchObject({ kind });
    expect(error).not.toHaveProperty('undelivered');
  });
});

describe('a message without a connection', () => {
  it('certainly did not go out when nobody listens, and the error says so', async () => {
    const error = await errorOf(clientOf({ url: 'http://127.0.0.1:1' }).send(message));
    expect(error).toMatchObject({ code: 'NETWORK', undelivered: true, cause: { code: 'ECONNREFUSED' } });
    expect(error.message).toMatch(/ It can be repeated\.$/);
  });

  it.each([
    ['a host nobody knows', systemError('ENOTFOUND', 'getaddrinfo'), 'NETWORK'],
    ['a name server that does not answer', systemError('EAI_AGAIN', 'getaddrinfo'), 'NETWORK'],
    ['a network that is not there', systemError('ENETUNREACH', 'connect'), 'NETWORK'],
    ['a connection that took too long', systemError('ETIMEDOUT', 'connect'), 'NETWORK'],
    ['a connect timeout', Object.assign(new Error('Connect Timeout'), { code: 'UND_ERR_CONNECT_TIMEOUT' }), 'TIMEOUT'],
    [
      'every address of the host refusing',
      new AggregateError([systemError('ECONNREFUSED', 'connect'), systemError('ENETUNREACH', 'connect')]),
      'NETWORK',
    ],
    [
      'an error around that of the call',
      new TypeError('failed', { cause: systemError('ECONNREFUSED', 'connect') }),
      'NETWORK',
    ],
  ])('certainly did not go out: %s', async (_, failure, code) => {
    expect(await errorOfConnecting(failure)).toMatchObject({ code, kind: 'retry', undelivered: true });
  });

  it.each([
    ['a connection that was reset', systemError('ECONNRESET', 'read')],
    ['a write that failed', systemError('EPIPE', 'write')],
    ['a host that became unreachable', systemError('EHOSTUNREACH', 'read')],
    ['a connection that went silent', systemError('ETIMEDOUT', 'read')],
    ['an error without a code', new Error('odd')],
    ['no error at all', new AggregateError([])],
    [
      'one address refusing and one that took the connection',
      new AggregateError([systemError('ECONNREFUSED', 'connect'), systemError('ECONNRESET', 'read')]),
    ],
  ])('may have gone out: %s', async (_, failure) => {
    expect(isWithoutConnection(failure)).toBe(false);
    const error = await errorOfConnecting(failure);
    expect(error).toMatchObject({
      code: 'NETWORK',
      kind: 'retry',
      message: expect.stringContaining('may have been delivered'),
    });
    expect(error).not.toHaveProperty('undelivered');
  });

  it('is not told by what is around it when the failure has a code of its own', () => {
    const cause = systemError('ECONNREFUSED', 'connect');
    expect(isWithoutConnection(Object.assign(new Error('socket', { cause }), { code: 'UND_ERR_SOCKET' }))).toBe(false);
  });

  it.each([undefined, null, 'ECONNREFUSED', 5])('is not told by %s', (value) => {
    expect(isWithoutConnection(value)).toBe(false);
  });
});

describe('a message whose call was interrupted', () => {
  it('may have gone out when the connection drops before the answer', async () => {
    const server = await startTcp((socket) => socket.destroy());
    const error = await errorOf(clientOf(server).send(message));
    expect(error).toMatchObject({ code: 'NETWORK', kind: 'retry' });
    expect(error).not.toHaveProperty('undelivered');
  });

  it('may have gone out when its signal is aborted', async () => {
    const error = await errorOf(clientOf({ url: 'http://127.0.0.1:1' }).send(message, { signal: AbortSignal.abort() }));
    expect(error).toMatchObject({ code: 'ABORTED', kind: 'retry' });
    expect(error).not.toHaveProperty('undelivered');
  });
});

it('only of messages it is told whether they went out: receipts and files may go twice', async () => {
  const server = await startHttp(answerWith(429, ''));
  for (const client of [clientOf(server), clientOf({ url: 'http://127.0.0.1:1' })]) {
    const file = { businessNumber, contentType: 'image/png', data: new Uint8Array([1]) };
    for (const call of [client.markRead({ id: 'wamid.A', businessNumber }), client.upload(file)]) {
      const error = await errorOf(call);
      expect(error).toMatchObject({ kind: 'retry' });
      expect(error).not.toHaveProperty('undelivered');
    }
  }
});
