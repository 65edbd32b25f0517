import type { RequestListener } from 'node:http';
import { createChannel, type WebhookAuth } from 'tidemark';
import { toNodeListener } from 'tidemark/adapters/node';
import { expect, it, onTestFinished } from 'vitest';
import { isLocalHost } from '../../src/doctor/local-host.js';
import { createFakeGateway } from '../helpers/fake-gateway.js';
import { bodyOf, examine, kaleyra, nobody, secrets, serve, settingsFor } from './patients.js';

const states = (findings: Awaited<ReturnType<typeof examine>>): string[] =>
  ['https', 'reachable', 'guard', 'secret'].map((id) => findings[`webhook.${id}`]?.state ?? 'missing');

/** Examines a webhook with the settings' own secret. */
async function at(url: string, auth?: WebhookAuth): ReturnType<typeof examine> {
  return examine(settingsFor(await kaleyra(), { webhook: new URL(url), ...(auth && { auth }) }));
}

const header = { header: 'x-webhook-secret', secret: secrets.webhook } as const;

/** A bot of this package; gives its address and what it was told. */
async function bot(auth: WebhookAuth): Promise<{ url: string; told: unknown[] }> {
  const told: unknown[] = [];
  const channel = createChannel({ gateway: createFakeGateway(), webhook: { auth }, receipts: false });
  onTestFinished(async () => void (await channel.close()));
  channel.handle((activity) => void told.push(activity));
  channel.account$.subscribe((event) => told.push(event));
  channel.status$.subscribe((status) => told.push(status));
  return { url: `${await serve(toNodeListener(channel))}/webhook`, told };
}

const query = { query: 'token', secret: secrets.webhook } as const;

it.each<[string, WebhookAuth, WebhookAuth]>([
  ['a header', header, header],
  ['the query', query, query],
  ['a bearer token', { bearer: secrets.webhook }, { header: 'authorization', secret: `Bearer ${secrets.webhook}` }],
])('a bot of this package with its secret in %s is sound, and told nothing', async (_what, ofBot, ofDoctor) => {
  const { url, told } = await bot(ofBot);
  expect(states(await at(url, ofDoctor))).toEqual(['skipped', 'ok', 'ok', 'ok']);
  expect(told).toEqual([]);
});

it('a bot without authentication fails, since everybody could write to it', async () => {
  const { url } = await bot('none');
  const findings = await at(url, 'none');
  expect(states(findings)).toEqual(['skipped', 'ok', 'fail', 'skipped']);
  expect(findings['webhook.guard']?.message).toMatch(
    /without a secret, as WEBHOOK_AUTH=none says, so everybody.*set webhook\.auth/,
  );
});

it('a secret the bot does not have fails', async () => {
  const { url } = await bot({ ...header, secret: 'another' });
  const findings = await at(url);
  expect(states(findings)).toEqual(['skipped', 'ok', 'ok', 'fail']);
  expect(findings['webhook.secret']?.message).toMatch(
    /refuses the secret of WEBHOOK_SECRET \(HTTP 401\): set the same one/,
  );
});

it('a bot that looks only whether there is a secret fails', async () => {
  const url = await serve((request, response) => {
    response.writeHead(request.headers['x-webhook-secret'] === undefined ? 401 : 200).end();
  });
  const findings = await at(url);
  expect(findings['webhook.guard']).toMatchObject({ state: 'fail', message: expect.stringContaining('wrong secret') });
});

it('three webhooks are posted, one of them with the secret, and none holds a message or a status', async () => {
  const seen: { secret: unknown; body: string }[] = [];
  const url = await serve(async (request, response) => {
    seen.push({ secret: request.headers['x-webhook-secret'], body: await bodyOf(request) });
    response.end();
  });
  await at(url);
  expect(seen).toHaveLength(3);
  expect(seen.filter(({ secret }) => secret === undefined)).toHaveLength(1);
  expect(seen.filter(({ secret }) => secret === secrets.webhook)).toHaveLength(1);
  const [{ body } = { body: '' }] = seen;
  expect(seen.every((each) => each.body === body)).toBe(true);
  expect(JSON.parse(body)).toMatchObject({ meta_object: { value: { statuses: [] } } });
  expect(body).not.toMatch(/"messages":\[/);
});

it('a secret in the address is not sent with the knock that is to have none', async () => {
  const seen: unknown[] = [];
  const url = await serve((request, response) => {
    seen.push(request.headers.authorization, request.url);
    response.end();
  });
  const address = `${url.replace('//', '//me:pass@')}/?token=${secrets.webhook}&keep=1`;
  await at(address, { query: 'token', secret: secrets.webhook });
  expect(seen).toContain('/?keep=1');
  expect(seen.filter((each) => String(each).includes(secrets.webhook))).toHaveLength(1);
  expect(seen.filter((each) => String(each).startsWith('Basic'))).toEqual([]);
});

it('an address where nothing listens fails, and the rest is skipped', async () => {
  const findings = await at(await nobody());
  expect(states(findings)).toEqual(['skipped', 'fail', 'skipped', 'skipped']);
  expect(findings['webhook.reachable']?.message).toMatch(/ECONNREFUSED\): check that the bot runs and --webhook/);
});

it('a bot that hangs fails after the time given', async () => {
  const webhook = new URL(await serve(() => undefined));
  const findings = await examine(settingsFor(await kaleyra(), { webhook, timeoutMs: 300 }));
  expect(findings['webhook.reachable']).toMatchObject({
    state: 'fail',
    message: expect.stringContaining('within 300 ms'),
  });
});

const always =
  (status: number): RequestListener =>
  (_request, response) =>
    void response.writeHead(status).end();

it.each([
  [404, ['fail', 'skipped', 'skipped']],
  [405, ['fail', 'skipped', 'skipped']],
  [301, ['fail', 'skipped', 'skipped']],
  [502, ['fail', 'skipped', 'skipped']],
  [503, ['warn', 'unknown', 'unknown']],
  [400, ['ok', 'warn', 'warn']],
  [403, ['ok', 'ok', 'fail']],
  [204, ['ok', 'fail', 'ok']],
] as const)('a webhook that always answers %i is %j', async (status, expected) => {
  expect(states(await at(await serve(always(status)))).slice(1)).toEqual(expected);
});

it('a bot that breaks once it has let the webhook in fails', async () => {
  const url = await serve((request, response) => {
    response.writeHead(request.headers['x-webhook-secret'] === secrets.webhook ? 500 : 401).end();
  });
  expect(states(await at(url))).toEqual(['skipped', 'ok', 'ok', 'fail']);
});

it('http on the public network fails, and the secret is not sent over it', async () => {
  const webhook = new URL('http://bot.tidemark.invalid/webhook');
  const findings = await examine(settingsFor(await kaleyra(), { webhook }));
  expect(states(findings)).toEqual(['fail', 'fail', 'skipped', 'skipped']);
  expect(findings['webhook.secret']?.message).toContain('webhook.https');
});

it('https is found so, also where the webhook itself does not answer', async () => {
  const findings = await at((await nobody()).replace('http:', 'https:'));
  expect(states(findings)).toEqual(['ok', 'fail', 'skipped', 'skipped']);
});

it('without a secret or an address the checks are skipped', async () => {
  const { url } = await bot(header);
  const findings = await examine(settingsFor(await kaleyra(), { webhook: new URL(url), auth: undefined }));
  expect(states(findings)).toEqual(['skipped', 'ok', 'ok', 'skipped']);
  expect(states(await examine(settingsFor(await kaleyra())))).toEqual(['skipped', 'skipped', 'skipped', 'skipped']);
});

it.each([' a-webhook-secret', 'a-webhook-secret\n', 'ä'])(
  'the secret %j fails, since no header carries it',
  async (secret) => {
    const { url } = await bot(header);
    const findings = await at(url, { ...header, secret });
    expect(findings['webhook.secret']).toMatchObject({
      state: 'fail',
      message: expect.stringContaining('white space'),
    });
  },
);

it.each([
  ['http://127.0.0.1:3978/', true],
  ['http://[::1]/', true],
  ['http://localhost/', true],
  ['http://10.0.0.4/', true],
  ['http://bot:3978/', true],
  ['http://bot.example.com/', false],
  ['http://52.216.10.20/', false],
])('%s is local: %s', (url, local) => {
  expect(isLocalHost(new URL(url))).toBe(local);
});
