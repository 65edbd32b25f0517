import { type Channel, createChannel } from 'tidemark';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createFakeGateway } from '../helpers/fake-gateway.js';
import { webhookOf } from './bot-server.js';

/** A request as it comes over HTTP. */
export interface Post {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

/** What is answered, with the headers' names in lower case. */
export interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** An adapter under test: takes webhooks for a channel, as its framework or platform hands them over. */
export interface WebhookSubject {
  readonly name: string;
  start(channel: Channel): Promise<(post: Post) => Promise<Answered>>;
}

const genuine = { 'content-type': 'application/json', 'x-webhook-secret': 'tide' };
const webhook = { method: 'POST', headers: genuine, body: webhookOf(['hello']) };

/** What every adapter that takes webhooks does. */
export function describeWebhookAdapter(subject: WebhookSubject): void {
  async function start(): Promise<{ channel: Channel; post(parts?: Partial<Post>): Promise<Answered> }> {
    const channel = createChannel({
      gateway: createFakeGateway(),
      webhook: { auth: { header: 'x-webhook-secret', secret: 'tide' }, maxBodyBytes: 4096 },
      receipts: { quietMs: 0 },
    });
    onTestFinished(async () => void (await channel.close()));
    const post = await subject.start(channel);
    return { channel, post: (parts = {}) => post({ ...webhook, ...parts }) };
  }

  describe(`the adapter ${subject.name}`, () => {
    test('answers a genuine webhook 200, and its message runs a turn', async () => {
      const { channel, post } = await start();
      const seen = new Promise<string | undefined>((resolve) => channel.handle(({ text }) => resolve(text)));
      const { status, headers, body } = await post();
      expect([status, headers['content-type'], JSON.parse(body)]).toMatchObject([
        200,
        'application/json',
        { accepted: 1 },
      ]);
      expect(await seen).toBe('hello');
    });

    test('hands every byte of the body on', async () => {
      const { channel, post } = await start();
      const seen = new Promise<string | undefined>((resolve) => channel.handle(({ text }) => resolve(text)));
      await post({ body: new TextEncoder().encode(webhookOf(['grüße 🌊'])) });
      expect(await seen).toBe('grüße 🌊');
    });

    test.each([
      ['another method', { method: 'PUT' }, 405, { allow: 'POST' }],
      ['a wrong secret', { headers: { ...genuine, 'x-webhook-secret': 'ebb' } }, 401, {}],
      ['a form', { headers: { ...genuine, 'content-type': 'application/x-www-form-urlencoded' } }, 415, {}],
      ['a body that is too large', { body: `"${'a'.repeat(5000)}"` }, 413, {}],
      ['broken JSON', { body: '{' }, 400, {}],
      ['bytes that are not UTF-8', { body: Uint8Array.of(0x22, 0xff, 0x22) }, 400, {}],
    ])('refuses %s with its status', async (_what, parts, status, headers) => {
      const { post } = await start();
      const answered = await post(parts);
      expect(answered).toMatchObject({ status, headers });
      expect(JSON.parse(answered.body)).toMatchObject({ error: expect.any(String) });
    });

    test('answers 503 with Retry-After once the channel is closed', async () => {
      const { channel, post } = await start();
      await channel.close();
      expect(await post()).toMatchObject({ status: 503, headers: { 'retry-after': expect.any(String) } });
    });
  });
}
