import type { Channel, WebhookRequest } from 'tidemark';
import { type NodeRequest, type NodeResponse, toNodeListener } from 'tidemark/adapters/node';
import { describe, expect, test } from 'vitest';
import { startHost } from './kaleyra-host.js';
import { genuine, send, textWebhook } from './request.js';

const MiB = 1024 * 1024;

/** A request whose stream tells how much of it was read. */
function countedRequest(
  chunks: number,
  headers: Record<string, string>,
): NodeRequest & { read: number; ended: boolean } {
  const request = {
    method: 'POST',
    url: '/webhook',
    headers,
    readableDidRead: false,
    complete: false,
    read: 0,
    ended: false,
    async *[Symbol.asyncIterator]() {
      request.readableDidRead = true;
      try {
        for (; request.read < chunks; ) {
          request.read += 1;
          yield Buffer.alloc(64 * 1024, ' ');
        }
        request.complete = true;
      } finally {
        request.ended = true;
      }
    },
  };
  return request;
}

function response(): NodeResponse & { headers: Record<string, string>; body: string } {
  const made = {
    statusCode: 0,
    headers: {} as Record<string, string>,
    body: '',
    setHeader(name: string, value: string) {
      made.headers[name] = value;
    },
    end(body: string) {
      made.body = body;
    },
  };
  return made;
}

describe('toNodeListener: a body over the limit', () => {
  test('of 5 MiB with its length told gets 413 without a byte of it read', async () => {
    const { channel } = await startHost();
    const request = countedRequest(80, { ...genuine, 'content-length': `${5 * MiB}` });
    const answer = response();
    await toNodeListener(channel)(request, answer);
    expect(answer.statusCode).toBe(413);
    expect(answer.headers.connection).toBe('close');
    expect(request.read).toBe(0);
  });

  test('of 5 MiB in pieces gets 413 once the limit is passed, and no more is read', async () => {
    const { channel } = await startHost();
    const request = countedRequest(80, genuine);
    const answer = response();
    await toNodeListener(channel)(request, answer);
    expect(answer.statusCode).toBe(413);
    expect(answer.headers.connection).toBe('close');
    // 4 MiB are 64 pieces; the one after them is too much.
    expect(request.read).toBe(65);
  });

  test('over real HTTP with its length told, the sender gets 413', async () => {
    const { channel, listen } = await startHost();
    const url = await listen(toNodeListener(channel));
    const answer = await send(url, { body: ' '.repeat(5 * MiB) });
    expect(answer.status).toBe(413);
    expect(JSON.parse(answer.body)).toMatchObject({ error: expect.stringContaining(`${4 * MiB}`) });
  });

  test('over real HTTP in pieces, the sender gets 413', async () => {
    const { channel, listen } = await startHost();
    const url = await listen(toNodeListener(channel));
    const answer = await send(url, { body: Array.from({ length: 80 }, () => Buffer.alloc(64 * 1024, ' ')) });
    expect(answer.status).toBe(413);
  });

  test('over real HTTP in pieces, a limit of its own counts', async () => {
    const { channel, listen, businessNumber } = await startHost({
      webhook: { auth: { header: 'x-webhook-secret', secret: 'tide' }, maxBodyBytes: 2048 },
    });
    const url = await listen(toNodeListener(channel));
    const answer = await send(url, { body: [' '.repeat(2049)] });
    expect(answer.status).toBe(413);
    expect((await send(url, { body: textWebhook(businessNumber) })).status).toBe(200);
  });

  test('of 3 MiB is under the default limit', async () => {
    const { channel, listen, businessNumber } = await startHost();
    const url = await listen(toNodeListener(channel));
    const padded = `${' '.repeat(3 * MiB)}${textWebhook(businessNumber)}`;
    expect((await send(url, { body: padded })).status).toBe(200);
    expect((await send(url, { body: [padded] })).status).toBe(200);
  });
});

describe('toNodeListener: its option ack', () => {
  const channelThat = (settled: () => Promise<void>): Pick<Channel, 'handleWebhook'> => ({
    handleWebhook: async (_request: WebhookRequest) => ({ status: 200, headers: {}, body: '{}', settled }),
  });

  test('afterTurn answers when the receipts and turns of the webhook are done', async () => {
    const order: string[] = [];
    const answer = { ...response(), end: () => void order.push('answered') };
    const channel = channelThat(async () => void order.push('settled'));
    await toNodeListener(channel, { ack: 'afterTurn' })(countedRequest(0, genuine), answer);
    expect(order).toEqual(['settled', 'answered']);
  });

  test('by default nothing asks for the end of the turns', async () => {
    const answer = response();
    const channel = channelThat(() => Promise.reject(new Error('nobody wants to know')));
    await toNodeListener(channel)(countedRequest(0, genuine), answer);
    expect(answer.statusCode).toBe(200);
  });

  test('an unknown value is refused at construction', () => {
    expect(() =>
      toNodeListener(
        channelThat(async () => undefined),
        { ack: 'later' as never },
      ),
    ).toThrow(/ack/);
  });

  test('an unknown option is refused at construction', () => {
    expect(() =>
      toNodeListener(
        channelThat(async () => undefined),
        { akc: 'afterTurn' } as never,
      ),
    ).toThrow(/akc/);
  });
});
