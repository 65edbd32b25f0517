import { isOptionsError } from 'tidemark';
import { toFetchHandler } from 'tidemark/adapters/web';
import { describe, expect, test, vi } from 'vitest';
import { secret, signal, startHost } from './kaleyra-host.js';
import { genuine, textWebhook } from './request.js';

const url = 'https://bot.example.test/webhook';
const post = (body?: string | ReadableStream, headers: Readonly<Record<string, string>> = genuine): Request =>
  new Request(url, { method: 'POST', headers, ...(body !== undefined && { body, duplex: 'half' }) });

describe('toFetchHandler', () => {
  test('answers a genuine webhook 200, and its message runs a turn', async () => {
    const { channel, kaleyra, businessNumber } = await startHost();
    channel.handle((activity, turn) => void turn.reply(`re ${activity.text}`));
    const response = await toFetchHandler(channel)(post(textWebhook(businessNumber)));
    expect(response).toBeInstanceOf(Response);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(await response.json()).toMatchObject({ accepted: 1 });
    const [reply] = await kaleyra.waitFor('send', 1);
    expect(reply?.text).toBe('re hello');
  });

  test.each<[string, Request, number]>([
    ['GET', new Request(url, { headers: secret }), 405],
    ['a wrong secret', post('{}', { ...genuine, 'x-webhook-secret': 'no' }), 401],
    ['a wrong type', post('{}', { ...secret, 'content-type': 'text/plain' }), 415],
    ['no body', post(), 400],
    ['broken JSON', post('{"a":'), 400],
    ['what is no webhook', post('{"a":1}'), 400],
    ['5 MiB', post(' '.repeat(5 * 1024 * 1024)), 413],
  ])('refuses %s', async (_what, request, status) => {
    const { channel } = await startHost();
    const response = await toFetchHandler(channel)(request);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ error: expect.any(String) });
  });

  test('a stream of 5 MiB gets 413 and is not read to its end', async () => {
    const { channel } = await startHost();
    let given = 0;
    const cancelled = signal();
    const stream = new ReadableStream({
      pull(controller) {
        given += 1;
        if (given > 80) controller.close();
        else controller.enqueue(new Uint8Array(64 * 1024));
      },
      cancel: () => cancelled.resolve(),
    });
    expect((await toFetchHandler(channel)(post(stream))).status).toBe(413);
    await cancelled.promise;
    expect(given).toBeLessThan(80);
  });

  test('a stream that breaks off is refused, and the handler does not reject', async () => {
    const { channel } = await startHost();
    const stream = new ReadableStream({
      pull: (controller) => controller.error(new Error('the sender went away')),
    });
    expect((await toFetchHandler(channel)(post(stream))).status).toBe(400);
  });

  test('a body that somebody has read is refused, and the handler does not reject', async () => {
    const { channel, businessNumber } = await startHost();
    const request = post(textWebhook(businessNumber));
    await request.text();
    expect((await toFetchHandler(channel)(request)).status).toBe(400);
  });

  test('the secret in the query is seen', async () => {
    const { channel, businessNumber } = await startHost({
      webhook: { auth: { query: 'token', secret: 'tide' } },
    });
    const headers = { 'content-type': 'application/json' };
    const handler = toFetchHandler(channel);
    const request = (token: string): Request =>
      new Request(`${url}?token=${token}`, { method: 'POST', headers, body: textWebhook(businessNumber) });
    expect((await handler(request('tide'))).status).toBe(200);
    expect((await handler(request('no'))).status).toBe(401);
  });
});

describe('toFetchHandler: waitUntil', () => {
  test('gets a promise that settles when the receipts and turns of that webhook are done', async () => {
    const { channel, kaleyra, businessNumber } = await startHost();
    const mayEnd = signal();
    channel.handle(async (_activity, turn) => {
      await mayEnd.promise;
      await turn.reply('done');
    });
    const promises: Promise<void>[] = [];
    const handler = toFetchHandler(channel, { waitUntil: (done) => void promises.push(done) });
    expect((await handler(post(textWebhook(businessNumber)))).status).toBe(200);
    expect(promises).toHaveLength(1);
    let settled = false;
    const done = promises[0]?.then(() => {
      settled = true;
    });
    await kaleyra.waitFor('read', 1, { answered: true });
    expect(settled).toBe(false);
    mayEnd.resolve();
    await done;
    expect(kaleyra.sends).toMatchObject([{ text: 'done', answer: { status: 202 } }]);
    expect(kaleyra.unread()).toEqual([]);
  });

  test('settles too where the turn fails and the receipt is refused', async () => {
    const { channel, kaleyra, businessNumber } = await startHost();
    channel.handle(() => {
      throw new Error('the bot broke');
    });
    kaleyra.fail('WA400', { on: 'read' });
    const done = signal<Promise<void>>();
    await toFetchHandler(channel, { waitUntil: (promise) => done.resolve(promise) })(post(textWebhook(businessNumber)));
    await expect(done.promise).resolves.toBeUndefined();
  });

  test('settles at once for a webhook that is refused, and for one without a message', async () => {
    const { channel } = await startHost();
    const promises: Promise<void>[] = [];
    const handler = toFetchHandler(channel, { waitUntil: (done) => void promises.push(done) });
    expect((await handler(post('{"a":'))).status).toBe(400);
    const account = { meta_object: { field: 'account_update', value: { event: 'x' } } };
    expect((await handler(post(JSON.stringify(account)))).status).toBe(200);
    await Promise.all(promises);
  });

  test('a waitUntil that throws is told and does not turn an accepted webhook into an error', async () => {
    const { channel, businessNumber } = await startHost();
    const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
    const handler = toFetchHandler(channel, {
      waitUntil() {
        throw new TypeError('Illegal invocation');
      },
    });
    expect((await handler(post(textWebhook(businessNumber)))).status).toBe(200);
    expect(warn).toHaveBeenCalledWith(expect.stringContaining('waitUntil threw'), { code: 'TIDEMARK_WAIT_UNTIL' });
  });
});

describe('toFetchHandler: ack', () => {
  test('afterTurn answers when the turn has ended', async () => {
    const { channel, kaleyra, businessNumber } = await startHost();
    const mayEnd = signal();
    channel.handle(async (_activity, turn) => {
      await mayEnd.promise;
      await turn.reply('done');
    });
    let answered = false;
    const response = toFetchHandler(channel, { ack: 'afterTurn' })(post(textWebhook(businessNumber))).then((answer) => {
      answered = true;
      return answer;
    });
    await kaleyra.waitFor('read', 1, { answered: true });
    expect(answered).toBe(false);
    mayEnd.resolve();
    expect((await response).status).toBe(200);
    expect(kaleyra.sends).toHaveLength(1);
  });

  test('R21: afterTurn answers at the latest when the channel has closed, also where nobody took the message', async () => {
    const { channel, businessNumber } = await startHost();
    const accepted = signal();
    const handler = toFetchHandler(
      {
        async handleWebhook(request) {
          const answer = await channel.handleWebhook(request);
          accepted.resolve();
          return answer;
        },
      },
      { ack: 'afterTurn' },
    );
    const answered = handler(post(textWebhook(businessNumber))).then(() => 'answered');
    await accepted.promise;
    await channel.close();
    const later = new Promise((resolve) => setImmediate(resolve, 'still waiting'));
    expect(await Promise.race([answered, later])).toBe('answered');
  });

  test.each([
    ['ack', { ack: 'later' }],
    ['waitUntil', { waitUntil: 'yes' }],
    ['akc', { akc: 'afterTurn' }],
  ])('a wrong option %s is refused at construction, by its name', async (name, options) => {
    const { channel } = await startHost();
    const thrown = ((): unknown => {
      try {
        return toFetchHandler(channel, options as never);
      } catch (error) {
        return error;
      }
    })();
    expect(isOptionsError(thrown)).toBe(true);
    expect(thrown).toHaveProperty('message', expect.stringContaining(name));
  });
});
