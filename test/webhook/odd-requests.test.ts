import type { WebhookRequest } from 'tidemark';
import { expect, test } from 'vitest';
import { requestOf, text, useChannels, webhookOf } from '../helpers/channel.js';
import { useClock } from '../helpers/clock.js';

const open = useChannels(useClock());
const { method: _method, ...withoutMethod } = requestOf({});
const { headers: _headers, ...withoutHeaders } = requestOf({});

const odd: [string, object, number][] = [
  ['an empty object', {}, 405],
  ['a request without a method', withoutMethod, 405],
  ['a request whose method is a number', requestOf({}, { method: 5 as never }), 405],
  ['a request without headers', withoutHeaders, 415],
  ['a request with null headers', requestOf({}, { headers: null as never }), 415],
];
for (const [what, request, status] of odd) {
  test(`${what} is answered ${status}: handleWebhook never rejects`, async () => {
    const { channel } = open();
    expect(await channel.handleWebhook(request as WebhookRequest)).toMatchObject({ status });
  });
}

for (const auth of [{ query: 'key', secret: 's' }, { header: 'x', secret: 's' }, { bearer: 'b' }] as const) {
  test(`a request without url and headers is answered 401 where ${Object.keys(auth)[0]} is asked for`, async () => {
    const { channel } = open({ webhook: { auth } });
    expect(await channel.handleWebhook({ method: 'POST' } as WebhookRequest)).toMatchObject({ status: 401 });
  });
}

test('a body that a framework has parsed is answered 413 when its length was over maxBodyBytes', async () => {
  const { channel } = open({ webhook: { auth: 'none', maxBodyBytes: 2048 } });
  const parsedBody = webhookOf(text('wamid.1'));
  const send = async (length: number): Promise<number> => {
    const headers = { 'content-type': 'application/json', 'content-length': String(length) };
    return (await channel.handleWebhook({ ...requestOf(undefined, { headers }), parsedBody })).status;
  };
  expect([await send(2048), await send(2049)]).toEqual([200, 413]);
});

test('what stands where a message has its id is not told when it is no id', async () => {
  const { channel, log } = open();
  const told: unknown[] = [];
  channel.on('messageSkipped', (event) => told.push(event));
  const sentence = 'my diagnosis is private';
  const message = (id: string): object => ({ id, type: 'text', timestamp: 'never', text: 5 });
  const body = webhookOf(message(sentence), message('x'.repeat(300)), message('wamid.ok=='));
  await channel.handleWebhook(requestOf(body));
  expect(told).toMatchObject([{ id: undefined }, { id: undefined }, { id: 'wamid.ok==' }]);
  expect(log.all()).not.toContain(sentence);
  expect(log.all()).not.toContain('x'.repeat(50));
});
