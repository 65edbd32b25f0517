import { describe, expect, it } from 'vitest';
import type { ReadTarget } from '../../../src/ports.js';
import { documentedSuccess } from './documented-answers.js';
import { answerWith, clientOf, credentials, errorOf, startHttp, startTcp } from './local-server.js';

const target = { id: 'wamid.HBgMOTE5ODc2NTQzMjEw', businessNumber: '911234567890' };

describe('KaleyraClient.markRead', () => {
  it('posts the documented request', async () => {
    const server = await startHttp(answerWith(202, documentedSuccess));
    await expect(clientOf(server).markRead(target)).resolves.toBeUndefined();
    expect(server.received).toHaveLength(1);
    const [request] = server.received;
    expect(request).toMatchObject({
      method: 'POST',
      path: `/v2/${credentials.sid}/whatsapp/+911234567890/messages`,
      headers: { 'content-type': 'application/json', 'api-key': credentials.apiKey },
    });
    expect(JSON.parse(request?.body ?? '')).toEqual({
      messaging_object: { messaging_product: 'whatsapp', status: 'read', message_id: target.id },
    });
  });

  it('shows the typing indicator with the same call', async () => {
    const server = await startHttp(answerWith(202, documentedSuccess));
    await clientOf(server).markRead(target, { typing: true });
    expect(JSON.parse(server.received[0]?.body ?? '').messaging_object).toEqual({
      messaging_product: 'whatsapp',
      status: 'read',
      message_id: target.id,
      typing_indicator: { type: 'text' },
    });
  });

  it('leaves the indicator out unless it is asked for', async () => {
    const server = await startHttp(answerWith(202, ''));
    await clientOf(server).markRead(target, { typing: false });
    expect(server.received[0]?.body).not.toContain('typing_indicator');
  });

  it('keeps the path of a base URL', async () => {
    const server = await startHttp(answerWith(202, ''));
    await clientOf({ url: `${server.url}/kaleyra/` }).markRead(target);
    expect(server.received[0]?.path).toBe(`/kaleyra/v2/${credentials.sid}/whatsapp/+911234567890/messages`);
  });

  it('carries ids of every script unharmed', async () => {
    const server = await startHttp(answerWith(202, ''));
    const id = 'wamid."\\\n‮🙂=';
    await clientOf(server).markRead({ ...target, id });
    expect(JSON.parse(server.received[0]?.body ?? '').messaging_object.message_id).toBe(id);
  });

  it.each([
    ['200 with Meta’s answer', 200, '{"success":true}'],
    ['202 with the documented sample, which is no JSON', 202, documentedSuccess],
    ['202 with HTML', 202, '<html></html>'],
    ['202 with nothing', 202, ''],
    ['204', 204, ''],
    ['299', 299, '{"code":"RBC001"}'],
    ['200 with more than is read', 200, 'x'.repeat(300_000)],
  ])('succeeds on %s', async (_, status, body) => {
    const server = await startHttp(answerWith(status, body));
    await expect(clientOf(server).markRead(target)).resolves.toBeUndefined();
  });

  it('R9: retries when the transfer of a 2xx answer is cut off', async () => {
    const server = await startTcp((socket) => {
      socket.end('HTTP/1.1 202 Accepted\r\nContent-Length: 100\r\n\r\n{"code":"WA202"');
    });
    expect(await errorOf(clientOf(server).markRead(target))).toMatchObject({
      name: 'GatewayError',
      code: 'NETWORK',
      kind: 'retry',
      status: 202,
      cause: { code: 'UND_ERR_SOCKET' },
    });
  });

  it.each([
    ['an empty id', { ...target, id: '' }, /no message id/],
    ['a blank id', { ...target, id: ' ' }, /no message id/],
    ['a missing id', { businessNumber: '91' } as ReadTarget, /no message id/],
    ['a business number without digits', { ...target, businessNumber: '+' }, /not a phone number/],
    ['a business number that is a path', { ...target, businessNumber: '91/../../v1' }, /not a phone number/],
  ])('rejects %s before anything is sent', async (_, message, problem) => {
    const server = await startHttp(answerWith(202, ''));
    const error = await errorOf(clientOf(server).markRead(message));
    expect(error).toMatchObject({ name: 'GatewayError', code: 'INVALID_REQUEST', kind: 'reject' });
    expect(error.message).toMatch(problem);
    expect(server.connections()).toBe(0);
  });
});
