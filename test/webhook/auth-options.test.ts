import { createChannel, OptionsError, type WebhookAuth } from 'tidemark';
import { expect, test } from 'vitest';
import { createFakeGateway } from '../helpers/fake-gateway.js';

const make = (auth: unknown) => (): unknown =>
  createChannel({ gateway: createFakeGateway(), webhook: { auth: auth as WebhookAuth } });

const refused: [string, unknown][] = [
  ['no auth', undefined],
  ['null', null],
  ['an empty object', {}],
  ['an empty string', ''],
  ["'None'", 'None'],
  ['a header without a secret', { header: 'x-secret' }],
  ['a header with an empty secret', { header: 'x-secret', secret: '' }],
  ['an empty header', { header: '', secret: 'filled' }],
  ['a header whose secret is undefined', { header: 'x-secret', secret: undefined }],
  ['basic without a password', { basic: { user: 'kaleyra' } }],
  ['basic with an empty password', { basic: { user: 'kaleyra', password: '' } }],
  ['basic with an empty user', { basic: { user: '', password: 'filled' } }],
  ['basic with nothing', { basic: {} }],
  ['an empty bearer', { bearer: '' }],
  ['a bearer that is undefined', { bearer: undefined }],
  ['a query without a secret', { query: 'key' }],
  ['a query with an empty secret', { query: 'key', secret: '' }],
  ['an empty query', { query: '', secret: 'filled' }],
  ['two kinds at once', { bearer: 'filled', header: 'x-secret', secret: 'filled' }],
];

for (const [what, auth] of refused) {
  test(`${what} is refused at construction, naming webhook.auth`, () => {
    expect(make(auth)).toThrow(OptionsError);
    expect(make(auth)).toThrow(/webhook\.auth/);
  });
}

for (const auth of [
  'none',
  { header: 'x-secret', secret: 's' },
  { basic: { user: 'u', password: 'p' } },
  { bearer: 'b' },
  { query: 'q', secret: 's' },
]) {
  test(`${JSON.stringify(auth)} is taken`, () => {
    expect(make(auth)).not.toThrow();
  });
}

test('the options are read once: changing them later changes nothing', async () => {
  const auth = { bearer: 'first' };
  const webhook = { auth };
  const channel = createChannel({ gateway: createFakeGateway(), webhook });
  auth.bearer = '';
  webhook.auth = { bearer: 'second' };
  const request = (token: string): Parameters<typeof channel.handleWebhook>[0] => ({
    method: 'POST',
    url: '/',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: '{}',
  });
  expect((await channel.handleWebhook(request('first'))).status).toBe(400);
  expect((await channel.handleWebhook(request('second'))).status).toBe(401);
  expect((await channel.handleWebhook(request(''))).status).toBe(401);
  await channel.close();
});
