import { expect, test } from 'vitest';
import { requestOf, text, useChannels, webhookOf } from '../helpers/channel.js';
import { useClock } from '../helpers/clock.js';
import { untouchable } from './untouchable.js';

const open = useChannels(useClock());
const body = (): string => JSON.stringify(webhookOf(text('wamid.1')));

for (const method of ['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'get', '', 'POSTS']) {
  test(`the method "${method}" is answered 405 with Allow, and the body is not touched`, async () => {
    const { channel } = open();
    const answer = await channel.handleWebhook(untouchable({ method }));
    expect([answer.status, answer.headers.allow]).toEqual([405, 'POST']);
  });
}

test('405 comes before 401: a wrong method needs no secret', async () => {
  const { channel } = open({ webhook: { auth: { bearer: 'let-me-in' } } });
  expect((await channel.handleWebhook(untouchable({ method: 'GET' }))).status).toBe(405);
});

test('the method post in lower case is POST', async () => {
  const { channel } = open();
  expect((await channel.handleWebhook(requestOf(body(), { method: 'post' }))).status).toBe(200);
});

for (const type of [
  'application/json',
  'application/json; charset=utf-8',
  'Application/JSON;charset=UTF-8',
  ' application/json ',
]) {
  test(`the content type "${type}" is taken`, async () => {
    const { channel } = open();
    const answer = await channel.handleWebhook(requestOf(body(), { headers: { 'content-type': type } }));
    expect(answer.status).toBe(200);
  });
}

for (const type of [
  undefined,
  '',
  'text/plain',
  'text/json',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=application/json',
  'application/jsonp',
  'application/xml; a=application/json',
]) {
  test(`the content type ${JSON.stringify(type)} is answered 415, and the body is not touched`, async () => {
    const { channel } = open();
    const headers = type === undefined ? {} : { 'content-type': type };
    expect((await channel.handleWebhook(untouchable({ headers }))).status).toBe(415);
  });
}

for (const encoding of ['gzip', 'br', 'deflate', 'identity, gzip']) {
  test(`the content encoding ${encoding} is answered 415, and the body is not touched`, async () => {
    const { channel } = open();
    const headers = { 'content-type': 'application/json', 'content-encoding': encoding };
    expect((await channel.handleWebhook(untouchable({ headers }))).status).toBe(415);
  });
}

test('the content encoding identity is taken', async () => {
  const { channel } = open();
  const headers = { 'content-type': 'application/json', 'content-encoding': 'Identity' };
  expect((await channel.handleWebhook(requestOf(body(), { headers }))).status).toBe(200);
});

test('headers may be a record, Headers, or in odd case, with a value or a list', async () => {
  const { channel } = open();
  for (const headers of [
    { 'content-type': 'application/json' },
    { 'Content-Type': 'application/json' },
    { 'CONTENT-TYPE': ['application/json'] },
    new Headers({ 'Content-Type': 'application/json' }),
    new Map([['content-type', 'application/json']]) as unknown as Headers,
    Object.assign(Object.create(null) as Record<string, string>, { 'content-type': 'application/json' }),
  ]) {
    expect((await channel.handleWebhook(requestOf(body(), { headers }))).status).toBe(200);
  }
});

test('a header is not found on the prototype of a record', async () => {
  const { channel } = open({ webhook: { auth: { header: 'constructor', secret: 'let-me-in' } } });
  const inherited = Object.create({ 'content-type': 'application/json', constructor: 'let-me-in' }) as Record<
    string,
    string
  >;
  expect((await channel.handleWebhook(untouchable({ headers: inherited }))).status).toBe(401);
});

test('every answer is JSON and says so', async () => {
  const { channel } = open({ webhook: { auth: { bearer: 'let-me-in' } } });
  const authorization = 'Bearer let-me-in';
  for (const request of [
    requestOf(body(), { method: 'GET' }),
    requestOf(body()),
    requestOf(body(), { headers: { authorization } }),
    requestOf('nonsense', { headers: { authorization, 'content-type': 'application/json' } }),
    requestOf(body(), { headers: { authorization, 'content-type': 'application/json' } }),
  ]) {
    const answer = await channel.handleWebhook(request);
    expect(answer.headers['content-type']).toMatch(/^application\/json/);
    expect(() => JSON.parse(answer.body) as unknown).not.toThrow();
    await (answer.status === 200 ? undefined : answer.settled());
  }
});
