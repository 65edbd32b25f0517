import type { WebhookAuth, WebhookRequest } from 'tidemark';
import { describe, expect, test } from 'vitest';
import { requestOf, text, useChannels, webhookOf } from '../helpers/channel.js';
import { useClock } from '../helpers/clock.js';
import { untouchable } from '../webhook/untouchable.js';
import { base64, SECRET, wrongSecrets } from './wrong-secrets.js';

const open = useChannels(useClock());

const USER = 'kaleyra';

/** A kind of authentication, and where it stands in a request. */
interface Kind {
  name: string;
  auth: WebhookAuth;
  /** How the proof looks on its way. */
  proofOf(secret: string): string;
  /** The name of the header, or of the parameter of the URL. */
  at: { header: string } | { query: string };
}

const kinds: readonly Kind[] = [
  {
    name: 'a secret header',
    auth: { header: 'X-Webhook-Secret', secret: SECRET },
    proofOf: (secret) => secret,
    at: { header: 'x-webhook-secret' },
  },
  {
    name: 'basic authentication',
    auth: { basic: { user: USER, password: SECRET } },
    proofOf: (secret) => `Basic ${base64(`${USER}:${secret}`)}`,
    at: { header: 'authorization' },
  },
  {
    name: 'a bearer token',
    auth: { bearer: SECRET },
    proofOf: (secret) => `Bearer ${secret}`,
    at: { header: 'authorization' },
  },
  {
    name: 'a secret in the query',
    auth: { query: 'key', secret: SECRET },
    proofOf: (secret) => secret,
    at: { query: 'key' },
  },
];

/** The same proof in every form that a host may hand a header on. */
const forms: readonly [string, (header: string, proof: string) => WebhookRequest['headers']][] = [
  ['a record', (header, proof) => ({ [header]: proof })],
  ['a record in upper case', (header, proof) => ({ [header.toUpperCase()]: proof })],
  ['a record of lists', (header, proof) => ({ [header]: [proof] })],
  ['a list with more behind it', (header, proof) => ({ [header]: [proof, 'another-one'] })],
  ['an object with get', (header, proof) => ({ get: (name) => (name.toLowerCase() === header ? proof : null) })],
];

const json = { 'content-type': 'application/json' };

function withType(headers: WebhookRequest['headers']): WebhookRequest['headers'] {
  if (typeof headers.get !== 'function') return { ...headers, ...json };
  const { get } = headers;
  return { get: (name) => (name === 'content-type' ? json['content-type'] : get(name)) };
}

/** Requests that carry a proof, one for each form. */
function requestsWith({ at }: Kind, proof: string): [string, Partial<WebhookRequest>][] {
  if ('query' in at) {
    const pair = new URLSearchParams({ [at.query]: proof });
    return [
      ['a query', { url: `/?${pair}` }],
      ['a query behind another', { url: `https://bot.test/hook?a=b&${pair}#f` }],
    ];
  }
  return forms.map(([form, toHeaders]) => [form, { headers: withType(toHeaders(at.header, proof)) }]);
}

describe.each(kinds)('$name', (kind) => {
  const { auth, proofOf, at } = kind;

  test('that is right lets a message in, in whatever form the host hands it on', async () => {
    const { channel } = open({ webhook: { auth } });
    for (const [form, request] of requestsWith(kind, proofOf(SECRET))) {
      const answer = await channel.handleWebhook(requestOf(webhookOf(text(`wamid.${form}`)), request));
      expect([answer.status, JSON.parse(answer.body)], form).toMatchObject([200, { accepted: 1 }]);
    }
  });

  test.each(wrongSecrets)(
    'that is %s is answered 401 in every form, and the body is not touched',
    async (_what, secret) => {
      const { channel, gateway, log } = open({ webhook: { auth } });
      for (const [form, request] of requestsWith(kind, proofOf(secret))) {
        const answer = await channel.handleWebhook(untouchable(request));
        expect(answer.status, form).toBe(401);
        expect(answer.body.length, 'echoes nothing').toBeLessThan(200);
      }
      expect([gateway.calls, log.entries]).toEqual([[], []]);
    },
  );

  test('that is missing, or elsewhere, is answered 401, and the body is not touched', async () => {
    const { channel } = open({ webhook: { auth } });
    const elsewhere: Partial<WebhookRequest>[] = [
      {},
      { headers: {} },
      { headers: { cookie: `x-webhook-secret=${SECRET}; authorization=${SECRET}; key=${SECRET}` } },
      { headers: { 'x-key': SECRET, 'proxy-authorization': proofOf(SECRET) } },
      { url: `/${SECRET}` },
      { url: `/#key=${SECRET}` },
      { url: `/?KEY=${encodeURIComponent(SECRET)}&key[]=${encodeURIComponent(SECRET)}` },
      { url: `/?authorization=${encodeURIComponent(proofOf(SECRET))}&x-webhook-secret=${encodeURIComponent(SECRET)}` },
    ];
    for (const request of elsewhere) {
      const answer = await channel.handleWebhook(untouchable(request));
      expect(answer.status, JSON.stringify(request)).toBe(401);
    }
  });

  test('that stands behind a wrong one is answered 401: the first counts', async () => {
    const { channel } = open({ webhook: { auth } });
    const [wrong, right] = [proofOf('another-one'), proofOf(SECRET)];
    const request =
      'query' in at
        ? { url: `/?key=${wrong}&key=${encodeURIComponent(right)}` }
        : { headers: { [at.header]: [wrong, right] } };
    expect((await channel.handleWebhook(untouchable(request))).status).toBe(401);
  });

  test.each(['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS', ''])(
    'is not asked for with %s: 405, and the body is not touched',
    async (method) => {
      const { channel } = open({ webhook: { auth } });
      expect((await channel.handleWebhook(untouchable({ method }))).status).toBe(405);
    },
  );

  test('is asked for before the type, the length and the encoding of the body: who does not know it learns nothing', async () => {
    const { channel } = open({ webhook: { auth } });
    for (const headers of [
      { 'content-type': 'text/plain' },
      { 'content-length': '99999999' },
      { 'content-encoding': 'gzip' },
    ]) {
      expect((await channel.handleWebhook(untouchable({ headers }))).status).toBe(401);
    }
  });

  test('is asked for of a channel that is closing too', async () => {
    const { channel } = open({ webhook: { auth } });
    void channel.close();
    expect((await channel.handleWebhook(untouchable())).status).toBe(401);
    for (const [, request] of requestsWith(kind, proofOf(SECRET)).slice(0, 1)) {
      expect((await channel.handleWebhook(untouchable(request))).status).toBe(503);
    }
  });
});

test('a kind of authentication is no other: what is right for one is answered 401 by the rest', async () => {
  for (const asked of kinds) {
    const { channel } = open({ webhook: { auth: asked.auth } });
    for (const given of kinds.filter((kind) => kind !== asked)) {
      for (const [form, request] of requestsWith(given, given.proofOf(SECRET))) {
        const answer = await channel.handleWebhook(untouchable(request));
        expect(answer.status, `${given.name} as ${form}, ${asked.name} asked for`).toBe(401);
      }
    }
  }
});

test.each(['x secret', 'x-secret:', 'x\nsecret', 'sécret', 'x-secret '])(
  'a header called %j, which no header can be, is refused at construction: Fetch would throw at each webhook',
  (header) => {
    expect(() => open({ webhook: { auth: { header, secret: SECRET } } })).toThrow(
      /webhook\.auth\.header: expected the name of a header/,
    );
  },
);
