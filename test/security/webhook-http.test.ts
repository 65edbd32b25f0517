import { once } from 'node:events';
import { createServer, request, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import fc from 'fast-check';
import { type Channel, createChannel } from 'tidemark';
import { toNodeListener } from 'tidemark/adapters/node';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createRecordingLogger, requestOf, text, webhookOf } from '../helpers/channel.js';
import { createFakeGateway } from '../helpers/fake-gateway.js';
import { CANARY } from './hostile-json.js';
import { brokenBytes, mutatedWebhook } from './mutations.js';
import { watchPrototypes } from './prototypes.js';

const log = createRecordingLogger();
const proof = { 'x-webhook-secret': 'ebb-and-flow', 'content-type': 'application/json' };
let channel: Channel;
let server: Server;
let port: number;

beforeAll(async () => {
  channel = createChannel({
    gateway: createFakeGateway(),
    webhook: { auth: { header: 'x-webhook-secret', secret: 'ebb-and-flow' } },
    receipts: false,
    logger: log,
  });
  channel.handle(() => undefined);
  server = createServer(toNodeListener(channel));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  ({ port } = server.address() as AddressInfo);
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await channel.close();
});
beforeEach(() => void log.entries.splice(0));

/** Sends bytes, or chunks of them, and gives the answer's status. */
async function send(body: Buffer | readonly Buffer[], headers: Record<string, string> = proof): Promise<number> {
  const out = request({ port, host: '127.0.0.1', method: 'POST', path: '/webhook', headers, agent: false });
  const answered = once(out, 'response');
  if (Buffer.isBuffer(body)) out.end(body);
  else {
    for (const chunk of body) out.write(chunk);
    out.end();
  }
  const [response] = (await answered) as [import('node:http').IncomingMessage];
  response.resume();
  return response.statusCode ?? 0;
}

/** Sends what is no HTTP a client would write, and gives the status line, empty when there is none. */
async function sendRaw(head: string, body: Buffer = Buffer.alloc(0)): Promise<string> {
  const socket = connect({ port, host: '127.0.0.1' });
  let answer = '';
  socket
    .on('error', () => {})
    .on('data', (data: Buffer) => {
      answer += data.toString('latin1');
    });
  socket.write(head.replaceAll('\n', '\r\n'));
  socket.end(body);
  await once(socket, 'close');
  return answer.split('\r\n', 1)[0] ?? '';
}

async function isWell(): Promise<boolean> {
  const { status } = await channel.handleWebhook({ ...requestOf(webhookOf(text('wamid.good'))), headers: proof });
  return status === 200 && (await send(Buffer.from('{}'))) === 400;
}

test('documented webhooks that were changed or broken are answered 200 or 400 over HTTP, and no text is logged', async () => {
  const changed = watchPrototypes();
  const body = fc.oneof(
    mutatedWebhook.map((json) => Buffer.from(json)),
    brokenBytes,
  );
  await fc.assert(
    fc.asyncProperty(body, fc.boolean(), async (bytes, inTwo) => {
      const half = bytes.length >> 1;
      expect([200, 400]).toContain(await send(inTwo ? [bytes.subarray(0, half), bytes.subarray(half)] : bytes));
      expect(log.all().includes(CANARY)).toBe(false);
      expect(log.entries.splice(0).filter(({ level }) => level === 'error')).toEqual([]);
    }),
    { numRuns: 80, endOnFailure: true },
  );
  expect(changed()).toEqual([]);
  expect(await isWell()).toBe(true);
});

test.each([
  ['no type', { 'x-webhook-secret': 'ebb-and-flow' }, 415],
  ['another type', { ...proof, 'content-type': 'multipart/form-data; boundary=a' }, 415],
  ['an encoding', { ...proof, 'content-encoding': 'gzip' }, 415],
  ['a wrong secret', { ...proof, 'x-webhook-secret': 'ebb-and-flo' }, 401],
  ['no secret', { 'content-type': 'application/json' }, 401],
  ['another charset, which JSON does not have', { ...proof, 'content-type': 'application/json; charset=utf-16' }, 400],
])('a request with %s is answered without a 5xx', async (_what, headers, status) => {
  expect(await send(Buffer.from('{}'), headers)).toBe(status);
});

const head = 'POST / HTTP/1.1\nhost: a\nconnection: close\ncontent-type: application/json\n';
const secret = 'x-webhook-secret: ebb-and-flow\n';
test.each<[string, string, Buffer, RegExp]>([
  ['the secret twice', `${head}${secret}${secret}content-length: 2\n\n`, Buffer.from('{}'), / 401 /],
  [
    'a wrong secret before the right one',
    `${head}x-webhook-secret: a\n${secret}content-length: 2\n\n`,
    Buffer.from('{}'),
    / 401 /,
  ],
  ['two lengths', `${head}${secret}content-length: 2\ncontent-length: 3\n\n`, Buffer.from('{}'), / 400 /],
  [
    'a length and chunks',
    `${head}${secret}content-length: 2\ntransfer-encoding: chunked\n\n`,
    Buffer.from('0\r\n\r\n'),
    / 400 /,
  ],
  [
    'a body that ends too soon',
    `${head}${secret}content-length: 100\n\n`,
    Buffer.from('{"meta_object":'),
    /^(?:HTTP\/1.1 400 .*)?$/,
  ],
  [
    'headers of a megabyte',
    `${head}${secret}${'x-a: b\n'.repeat(150_000)}\n`,
    Buffer.alloc(0),
    /^(?:HTTP\/1.1 431 .*)?$/,
  ],
  ['a zero in a header', `${head}x-webhook-secret: ebb\0\n\n`, Buffer.alloc(0), / 400 /],
  ['what is no HTTP', '\u0016\u0003\u0001 hello\n\n', Buffer.alloc(0), / 400 /],
])('a connection with %s is answered or cut off, and the next one is served', async (_what, lines, body, status) => {
  expect(await sendRaw(lines, body)).toMatch(status);
  expect(await isWell()).toBe(true);
});

test('a body of 4 MiB and a byte that says nothing of its length is answered 413', async () => {
  const chunk = Buffer.alloc(512 * 1024, ' ');
  expect(await send([...Array.from({ length: 8 }, () => chunk), Buffer.from(' ')])).toBe(413);
  expect(await isWell()).toBe(true);
});
