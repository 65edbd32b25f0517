import type { WebhookAuth, WebhookRequest } from 'tidemark';
import { expect, test } from 'vitest';
import { requestOf, text, useChannels, webhookOf } from '../helpers/channel.js';
import { useClock } from '../helpers/clock.js';
import { untouchable } from './untouchable.js';

const open = useChannels(useClock());
const json = { 'content-type': 'application/json' };
const basic = (credentials: string): string => `Basic ${Buffer.from(credentials).toString('base64')}`;

interface Kind {
  name: string;
  auth: WebhookAuth;
  right: Partial<WebhookRequest>[];
  wrong: Partial<WebhookRequest>[];
}

const kinds: Kind[] = [
  {
    name: 'a secret header',
    auth: { header: 'X-Webhook-Secret', secret: 's3cret-value' },
    right: [
      { headers: { ...json, 'x-webhook-secret': 's3cret-value' } },
      { headers: { ...json, 'X-WEBHOOK-SECRET': 's3cret-value' } },
      { headers: new Headers({ ...json, 'x-webhook-secret': 's3cret-value' }) },
      { headers: { ...json, 'x-webhook-secret': ['s3cret-value'] } },
    ],
    wrong: [
      { headers: json },
      { headers: { ...json, 'x-webhook-secret': '' } },
      { headers: { ...json, 'x-webhook-secret': 's3cret-valu' } },
      { headers: { ...json, 'x-webhook-secret': 's3cret-value2' } },
      { headers: { ...json, 'x-webhook-secret': 'S3CRET-VALUE' } },
      { headers: { ...json, 'x-webhook-secret': [] } },
      { headers: { ...json, authorization: 'Bearer s3cret-value' } },
      { headers: json, url: '/webhook?x-webhook-secret=s3cret-value' },
    ],
  },
  {
    name: 'basic authentication',
    auth: { basic: { user: 'kaleyra', password: 'pässword:with colon' } },
    right: [
      { headers: { ...json, authorization: basic('kaleyra:pässword:with colon') } },
      { headers: new Headers({ ...json, authorization: basic('kaleyra:pässword:with colon') }) },
      { headers: { ...json, Authorization: basic('kaleyra:pässword:with colon').replace('Basic', 'basic') } },
    ],
    wrong: [
      { headers: json },
      { headers: { ...json, authorization: '' } },
      { headers: { ...json, authorization: 'Basic' } },
      { headers: { ...json, authorization: 'Basic ' } },
      { headers: { ...json, authorization: 'Basic !!!' } },
      { headers: { ...json, authorization: basic('kaleyra:') } },
      { headers: { ...json, authorization: basic('kaleyra:wrong') } },
      { headers: { ...json, authorization: basic('other:pässword:with colon') } },
      { headers: { ...json, authorization: basic('kaleyra:pässword:with colon').replace('Basic', 'Bearer') } },
    ],
  },
  {
    name: 'a bearer token',
    auth: { bearer: 'tok3n-value' },
    right: [
      { headers: { ...json, authorization: 'Bearer tok3n-value' } },
      { headers: { ...json, AUTHORIZATION: 'bearer tok3n-value' } },
    ],
    wrong: [
      { headers: json },
      { headers: { ...json, authorization: 'tok3n-value' } },
      { headers: { ...json, authorization: 'Bearer' } },
      { headers: { ...json, authorization: 'Bearer tok3n' } },
      { headers: { ...json, authorization: 'Bearer tok3n-value tok3n-value' } },
      { headers: { ...json, authorization: basic('tok3n-value:') } },
    ],
  },
  {
    name: 'a secret in the query',
    auth: { query: 'key', secret: 'qu3ry secret&value' },
    right: [
      { headers: json, url: '/webhook?key=qu3ry%20secret%26value' },
      { headers: json, url: '/webhook?other=1&key=qu3ry+secret%26value#fragment' },
      { headers: json, url: 'https://bot.example.test/webhook?key=qu3ry%20secret%26value' },
    ],
    wrong: [
      { headers: json, url: '/webhook' },
      { headers: json, url: '' },
      { headers: json, url: '/webhook?' },
      { headers: json, url: '/webhook?key=' },
      { headers: json, url: '/webhook?key=wrong' },
      { headers: json, url: '/webhook?Key=qu3ry%20secret%26value' },
      { headers: json, url: '/webhook?key=%' },
      { headers: { ...json, key: 'qu3ry secret&value' }, url: '/webhook' },
    ],
  },
];

for (const { name, auth, right, wrong } of kinds) {
  test(`${name} that is right is let in, however it is written`, async () => {
    const { channel } = open({ webhook: { auth } });
    for (const [index, request] of right.entries()) {
      const answer = await channel.handleWebhook(requestOf(webhookOf(text(`wamid.${index}`)), request));
      expect([answer.status, JSON.parse(answer.body)], JSON.stringify(request)).toMatchObject([200, { accepted: 1 }]);
    }
  });

  test(`${name} that is wrong or missing is answered 401, and the body is not touched`, async () => {
    const { channel, gateway, log } = open({ webhook: { auth } });
    for (const request of wrong) {
      const answer = await channel.handleWebhook(untouchable(request));
      expect(answer.status, JSON.stringify(request)).toBe(401);
    }
    channel.handle(() => undefined);
    expect(gateway.calls).toEqual([]);
    const secret = /s3cret|pässword|tok3n|qu3ry/i;
    expect(log.all()).not.toMatch(secret);
  });

  test(`the answer to a wrong request names neither the secret of ${name} nor what was given`, async () => {
    const { channel } = open({ webhook: { auth } });
    for (const request of wrong) {
      const { body, headers } = await channel.handleWebhook(untouchable(request));
      expect(body + JSON.stringify(headers)).not.toMatch(/s3cret|pässword|tok3n|qu3ry/i);
    }
  });
}

test("with 'none', which must be said, nothing is asked for", async () => {
  const { channel } = open({ webhook: { auth: 'none' } });
  expect((await channel.handleWebhook(requestOf(webhookOf(text('wamid.1'))))).status).toBe(200);
});
