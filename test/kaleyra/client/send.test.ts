import sinon from 'sinon';
import { describe, expect, it, onTestFinished } from 'vitest';
import { TidemarkError } from '../../../src/errors.js';
import type { OutgoingMessage } from '../../../src/ports.js';
import { documentedSuccess } from './documented-answers.js';
import { answerWith, clientOf, credentials, errorOf, nextHead, startHttp, startTcp } from './local-server.js';

const message: OutgoingMessage = { type: 'text', businessNumber: '+911234567890', to: '919876543210', text: 'नमस्ते 🙂' };

describe('KaleyraClient.send', () => {
  it('posts a text and gives the id', async () => {
    const server = await startHttp(answerWith(202, '{"code":"WA202","data":{"message_id":"A1"},"error":{}}'));
    await expect(clientOf(server).send(message)).resolves.toEqual({ id: 'A1' });
    const [request] = server.received;
    expect(request).toMatchObject({
      method: 'POST',
      path: `/v2/${credentials.sid}/whatsapp/+911234567890/messages`,
      headers: { 'content-type': 'application/json', 'api-key': credentials.apiKey },
    });
    expect(JSON.parse(request?.body ?? '')).toEqual({
      messaging_object: {
        messaging_product: 'whatsapp',
        recipient_type: 'individual',
        to: '+919876543210',
        type: 'text',
        text: { preview_url: false, body: 'नमस्ते 🙂' },
      },
    });
  });

  it('addresses a business-scoped user id as recipient', async () => {
    const server = await startHttp(answerWith(200, '{"messages":[{"id":"wamid.B"}]}'));
    await expect(clientOf(server).send({ ...message, to: 'US.13491208655302741918' })).resolves.toEqual({
      id: 'wamid.B',
    });
    const { messaging_object } = JSON.parse(server.received[0]?.body ?? '');
    expect(messaging_object).toMatchObject({ recipient: 'US.13491208655302741918', type: 'text' });
    expect(messaging_object).not.toHaveProperty('to');
  });

  it.each(['', '  \n\t', undefined])('refuses the text %j before anything is sent', async (text) => {
    const server = await startHttp(answerWith(202, '{"id":"A1"}'));
    const error = await errorOf(clientOf(server).send({ ...message, text: text as string }));
    expect(error).toBeInstanceOf(TidemarkError);
    expect(error).toMatchObject({ name: 'TidemarkError', code: 'EMPTY_TEXT' });
    expect(server.connections()).toBe(0);
  });

  it.each([
    ['to', { to: '' }],
    ['businessNumber', { businessNumber: 'none' }],
  ])('refuses an empty or malformed %s before anything is sent', async (_, change) => {
    const server = await startHttp(answerWith(202, '{"id":"A1"}'));
    const error = await errorOf(clientOf(server).send({ ...message, ...change }));
    expect(error).toMatchObject({ name: 'GatewayError', code: 'INVALID_REQUEST', kind: 'reject' });
    expect(server.connections()).toBe(0);
  });

  it.each([
    ['nothing', ''],
    ['HTML', '<html></html>'],
    ['no id', '{"code":"WA202","data":{}}'],
    ['a sample that is no JSON', documentedSuccess],
    ['more than is read', `{"id":"${'x'.repeat(70_000)}"}`],
  ])('warns that a message answered with 202 and %s may have been delivered', async (_, body) => {
    const server = await startHttp(answerWith(202, body));
    const error = await errorOf(clientOf(server).send(message));
    expect(error).toMatchObject({ name: 'GatewayError', code: 'BAD_RESPONSE', kind: 'reject', status: 202 });
    expect(error.message).toMatch(/may have been delivered and must not be repeated blindly/);
  });

  it('does not ask to send again when a 202 answer is cut off', async () => {
    const server = await startTcp((socket) => {
      socket.end('HTTP/1.1 202 Accepted\r\nContent-Length: 100\r\n\r\n{"code":"WA202"');
    });
    expect(await errorOf(clientOf(server).send(message))).toMatchObject({
      code: 'BAD_RESPONSE',
      kind: 'reject',
      status: 202,
      cause: { code: 'NETWORK' },
    });
  });

  it('takes the id from a cut-off answer that holds it', async () => {
    const server = await startTcp((socket) => {
      socket.end('HTTP/1.1 202 Accepted\r\nContent-Length: 100\r\n\r\n{"id":"A1"}');
    });
    await expect(clientOf(server).send(message)).resolves.toEqual({ id: 'A1' });
  });

  it('does not ask to send again when a 202 answer stalls', async () => {
    const clock = sinon.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => clock.restore());
    const server = await startHttp((response) => {
      response.writeHead(202).write('{"code":');
    });
    const head = nextHead();
    const failure = errorOf(clientOf(server).send(message));
    await head;
    clock.tick(10_000);
    expect(await failure).toMatchObject({
      code: 'BAD_RESPONSE',
      kind: 'reject',
      status: 202,
      cause: { code: 'TIMEOUT' },
    });
  });

  it('leaves an abort during a 202 answer to the caller', async () => {
    const controller = new AbortController();
    const server = await startHttp((response) => {
      response.writeHead(202).write('{"code":');
    });
    const head = nextHead();
    const failure = errorOf(clientOf(server).send(message, { signal: controller.signal }));
    await head;
    controller.abort();
    const error = await failure;
    expect(error).toMatchObject({ code: 'ABORTED', kind: 'retry', status: 202 });
    expect(error.message).toMatch(/may have been delivered/);
  });

  it('says of a lost connection that the message may have been delivered', async () => {
    const server = await startTcp((socket) => socket.destroy());
    const error = await errorOf(clientOf(server).send(message));
    expect(error).toMatchObject({ code: 'NETWORK', kind: 'retry' });
    expect(error.message).toMatch(/may have been delivered/);
  });

  it('gives refusals as receipts do', async () => {
    const server = await startHttp(answerWith(400, '{"code":"E110"}'));
    const error = await errorOf(clientOf(server).send(message));
    expect(error).toMatchObject({ code: 'E110', kind: 'halt', status: 400 });
    expect(error.message).toMatch(/^\[tidemark\] Kaleyra refused the message: E110 \(HTTP 400\)\. .*top up/);
  });
});
