import { readFile } from 'node:fs/promises';
import type { Activity, WebhookRequest } from 'tidemark';
import { expect, test } from 'vitest';
import { createRecordingInbox, requestOf, text, useChannels, webhookOf } from '../helpers/channel.js';
import { useClock } from '../helpers/clock.js';

const time = useClock();
const open = useChannels(time);
const fixture = (name: string): Promise<string> =>
  readFile(new URL(`../fixtures/kaleyra/${name}.json`, import.meta.url), 'utf8');
const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);

const malformed: [string, WebhookRequest['body']][] = [
  ['nothing', undefined],
  ['null as the body', null],
  ['an empty string', ''],
  ['empty bytes', bytes()],
  ['white space', '  \n'],
  ['half an object', '{"meta_object": {'],
  ['two objects', '{}{}'],
  ['a comment', '{} // private'],
  ['a form', 'payload=%7B%7D'],
  ['a lone continuation byte', bytes(0x22, 0x80, 0x22)],
  ['a surrogate in UTF-8', bytes(0x22, 0xed, 0xa0, 0x80, 0x22)],
  ['UTF-16', Buffer.from('{"a":"b"}', 'utf16le')],
  ['a cut character', bytes(0x22, 0xf0, 0x9f, 0x91)],
];
for (const [what, body] of malformed) {
  test(`${what} is answered 400`, async () => {
    const { channel } = open();
    const answer = await channel.handleWebhook({ ...requestOf(''), body });
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.body)).toMatchObject({ error: expect.any(String) });
  });
}

const unrecognised = ['{}', '[]', 'null', 'true', '0', '"text"', '{"a":1}', '{"meta_object":null}', '[[[]]]', '1e999'];
for (const body of unrecognised) {
  test(`the JSON ${body} is no webhook: answered 400 with its code`, async () => {
    const { channel } = open();
    const answer = await channel.handleWebhook(requestOf(body));
    expect([answer.status, JSON.parse(answer.body)]).toMatchObject([400, { code: 'UNRECOGNISED_SHAPE' }]);
  });
}

for (const name of ['v1-message', 'v1-status']) {
  test(`a callback of V1 (${name}) is answered 400 and says what to do`, async () => {
    const { channel } = open();
    const answer = await channel.handleWebhook(requestOf(await fixture(name)));
    expect([answer.status, JSON.parse(answer.body)]).toMatchObject([
      400,
      { code: 'V1_CALLBACK', error: expect.stringContaining('V2') },
    ]);
  });
}

test('what is refused reaches neither inbox nor streams nor receipts', async () => {
  const inbox = createRecordingInbox();
  const { channel, gateway } = open({ inbox });
  const seen: unknown[] = [];
  channel.status$.subscribe((next) => seen.push(next));
  channel.account$.subscribe((next) => seen.push(next));
  channel.activity$.subscribe((next) => seen.push(next));
  await time.clock.tickAsync(0);
  for (const body of unrecognised) await channel.handleWebhook(requestOf(body));
  await time.clock.tickAsync(10_000);
  expect([seen, inbox.settled, gateway.calls]).toEqual([[], [], []]);
});

const parsed: [string, (body: object) => unknown][] = [
  ['an object, as a framework has parsed it', (body) => structuredClone(body)],
  ['a string, as a text parser gives it', (body) => JSON.stringify(body)],
  ['bytes, as a raw parser gives them', (body) => new TextEncoder().encode(JSON.stringify(body))],
  ['a Buffer', (body) => Buffer.from(JSON.stringify(body))],
  ['a frozen object', (body) => Object.freeze(body)],
];
for (const [what, make] of parsed) {
  test(`parsedBody may be ${what}; body is then not read`, async () => {
    const { channel } = open({ receipts: false });
    const seen: Activity[] = [];
    channel.activity$.subscribe((activity) => seen.push(activity));
    await time.clock.tickAsync(0);
    const { body: _body, ...request } = requestOf('');
    const body = {
      [Symbol.asyncIterator](): never {
        throw new Error('the body was read');
      },
    };
    const parsedBody = make(webhookOf(text('wamid.1', { body: 'hi' })));
    expect((await channel.handleWebhook({ ...request, body, parsedBody })).status).toBe(200);
    expect(seen).toMatchObject([{ id: 'wamid.1', text: 'hi' }]);
  });
}

test('a parsedBody of raw text obeys maxBodyBytes and must be JSON', async () => {
  const { channel } = open({ webhook: { auth: 'none', maxBodyBytes: 1024 } });
  const statusOf = async (parsedBody: unknown): Promise<number> =>
    (await channel.handleWebhook({ ...requestOf(''), parsedBody })).status;
  expect(await statusOf('x'.repeat(1025))).toBe(413);
  expect(await statusOf(Buffer.alloc(1025))).toBe(413);
  expect(await statusOf('nonsense')).toBe(400);
  expect(await statusOf(bytes(0xff))).toBe(400);
});

for (const parsedBody of [null, {}, [], 7, true, '']) {
  test(`a parsedBody of ${JSON.stringify(parsedBody)} is answered 400`, async () => {
    const { channel } = open();
    expect((await channel.handleWebhook({ ...requestOf(''), parsedBody })).status).toBe(400);
  });
}

test('a parsedBody that is changed afterwards does not change the activity', async () => {
  const { channel } = open({ receipts: false });
  const parsedBody = webhookOf(text('wamid.1', { body: 'as it came' }));
  await channel.handleWebhook({ ...requestOf(''), parsedBody });
  const [first] = (parsedBody as { meta_object: { value: { messages: { text: { body: string } }[] } } }).meta_object
    .value.messages;
  if (first !== undefined) first.text.body = 'changed';
  const seen: Activity[] = [];
  channel.activity$.subscribe((activity) => seen.push(activity));
  await time.clock.tickAsync(0);
  expect(seen).toMatchObject([{ text: 'as it came' }]);
  expect(JSON.stringify(seen)).not.toContain('changed');
});

test('authentication and type hold for a parsedBody too', async () => {
  const { channel } = open({ webhook: { auth: { bearer: 'let-me-in' } } });
  const request = { ...requestOf(''), parsedBody: webhookOf(text('wamid.1')) };
  expect((await channel.handleWebhook(request)).status).toBe(401);
  const headers = { authorization: 'Bearer let-me-in', 'content-type': 'text/plain' };
  expect((await channel.handleWebhook({ ...request, headers })).status).toBe(415);
});
