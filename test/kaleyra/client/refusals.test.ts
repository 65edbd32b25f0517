import { Agent, interceptors } from 'undici';
import { describe, expect, it, onTestFinished } from 'vitest';
import { documentedFailures } from './documented-answers.js';
import { answerWith, clientOf, errorOf, startHttp, startTcp } from './local-server.js';

const target = { id: 'wamid.A', businessNumber: '911234567890' };
const json = { 'Content-Type': 'application/json' };

describe('an answer that refuses', () => {
  it.each(documentedFailures)(
    'R9: documented failure $status $code ($title) means $kind',
    async ({ status, code, kind, body }) => {
      const server = await startHttp(answerWith(status, body, json));
      const error = await errorOf(clientOf(server).markRead(target));
      expect(error).toMatchObject({ name: 'GatewayError', code, kind, status });
      expect(error.message).toContain(`[tidemark] Kaleyra refused the read receipt: ${code} (HTTP ${status}). `);
      expect(error).not.toHaveProperty('retryAfterMs');
      expect(error.cause).toBeUndefined();
    },
  );

  it('never repeats the provider’s own words', async () => {
    for (const { status, body } of documentedFailures) {
      const server = await startHttp(answerWith(status, body, json));
      const { message } = await errorOf(clientOf(server).markRead(target));
      expect(message).not.toContain(JSON.parse(body).message);
    }
  });

  it.each([
    ['Meta’s pair rate in error.code', 400, '{"error":{"code":131056}}', '131056', 'retry'],
    ['Meta’s throughput as a string', 400, '{"code":"130429"}', '130429', 'retry'],
    ['Meta’s bad parameter', 400, '{"error":{"code":131009}}', '131009', 'reject'],
    ['a low balance sent with 500', 500, '{"code":"E110"}', 'E110', 'halt'],
    ['a daily limit sent with 429', 429, '{"code":"WAV2101"}', 'WAV2101', 'halt'],
    ['a code it does not know', 403, '{"code":"X9"}', 'X9', 'halt'],
  ])('R9: reads %s', async (_, status, body, code, kind) => {
    const server = await startHttp(answerWith(status, body));
    expect(await errorOf(clientOf(server).markRead(target))).toMatchObject({ code, kind, status });
  });

  it.each([
    ['HTML', 502, '<html><body><h1>502 Bad Gateway</h1></body></html>', 'retry'],
    ['nothing', 503, '', 'retry'],
    ['nothing', 401, '', 'halt'],
    ['JSON that is cut off', 400, '{"code":"RBC0', 'reject'],
    ['an array', 422, '[]', 'reject'],
    ['null', 404, 'null', 'halt'],
    ['plain text', 408, 'Request Timeout', 'retry'],
  ])('R9: goes by the status when the body is %s (%i)', async (_, status, body, kind) => {
    const server = await startHttp(answerWith(status, body));
    expect(await errorOf(clientOf(server).markRead(target))).toMatchObject({ code: `HTTP_${status}`, kind, status });
  });

  it('R9: goes by the status when the body is endless, of which 64 KiB are read', async () => {
    let cut: (() => void) | undefined;
    const wasCut = new Promise<void>((resolve) => {
      cut = resolve;
    });
    const server = await startHttp((response) => {
      response.writeHead(400);
      const chunk = Buffer.alloc(16_384, 0x20);
      const pump = (): void => {
        while (response.write(chunk));
      };
      response.on('drain', pump).on('close', () => cut?.());
      pump();
    });
    expect(await errorOf(clientOf(server).markRead(target))).toMatchObject({ code: 'HTTP_400', kind: 'reject' });
    await wasCut;
  });

  it('R9: goes by the status when the body’s transfer is cut off', async () => {
    const server = await startTcp((socket) => {
      socket.end('HTTP/1.1 401 Unauthorized\r\nContent-Length: 500\r\nRetry-After: 3\r\n\r\n{"code":"RBC0');
    });
    expect(await errorOf(clientOf(server).markRead(target))).toMatchObject({
      code: 'HTTP_401',
      kind: 'halt',
      status: 401,
      retryAfterMs: 3_000,
    });
  });

  it.each([
    ['30', 30_000],
    ['-1', 0],
    ['86400', 3_600_000],
    ['Thu, 01 Jan 1970 00:00:00 GMT', 0],
  ])('tells how long Retry-After %s asks to wait', async (header, retryAfterMs) => {
    const server = await startHttp(answerWith(429, '', { 'Retry-After': header }));
    expect(await errorOf(clientOf(server).markRead(target))).toMatchObject({ kind: 'retry', retryAfterMs });
  });

  it('does without a Retry-After it cannot read', async () => {
    const server = await startHttp(answerWith(503, '', { 'Retry-After': 'later' }));
    expect(await errorOf(clientOf(server).markRead(target))).not.toHaveProperty('retryAfterMs');
  });

  it.each([301, 302, 303, 304, 307, 308])('R9: never follows a %i, which halts', async (status) => {
    const other = await startHttp(answerWith(202, ''));
    const server = await startHttp(answerWith(status, '', { Location: `${other.url}/elsewhere` }));
    const error = await errorOf(clientOf(server).markRead(target));
    expect(error).toMatchObject({ code: `HTTP_${status}`, kind: 'halt', status });
    expect(error.message).toMatch(/Redirects are not followed/);
    expect(other.connections()).toBe(0);
  });

  it('R9: does not let an injected dispatcher follow a redirect, which would give the API key away', async () => {
    const other = await startHttp(answerWith(202, ''));
    const server = await startHttp(answerWith(307, '', { Location: `${other.url}/elsewhere` }));
    const agent = new Agent();
    onTestFinished(() => agent.close());
    const dispatcher = agent.compose(interceptors.redirect({ maxRedirections: 3 }));
    expect(await errorOf(clientOf(server, { dispatcher }).markRead(target))).toMatchObject({ code: 'HTTP_307' });
    expect(other.connections()).toBe(0);
  });
});
