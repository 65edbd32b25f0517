import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { kaleyraWebhook, textMessage, type WebhookAnswer } from 'tidemark/testing';
import { expect, it, onTestFinished } from 'vitest';
import { phoneFindingIds } from '../../src/doctor/finding.js';
import { atBedside, type Habits, tellStatus, writeDigits } from './bedside.js';
import { kaleyra, secrets } from './patients.js';

it('with a sound account all questions are answered, by one receipt and one message to that phone', async () => {
  const fake = await kaleyra();
  const { findings, asked } = await atBedside(fake);
  expect(Object.values(findings).map(({ id, state }) => [id, state])).toEqual(phoneFindingIds.map((id) => [id, 'ok']));
  expect(fake.reads).toMatchObject([{ messageId: 'wamid.hello', typing: true, violations: [] }]);
  expect(fake.sends).toMatchObject([{ to: '+919876543210', violations: [] }]);
  expect(asked).toEqual([expect.stringContaining('typing bubble'), expect.stringContaining('blue')]);
});

const unheard = { hello: () => undefined, waitMs: 200 } as const;

it.each<[string, Habits, RegExp]>([
  ['no webhook', unheard, /within 0\.2 s: check the callback profile/],
  [
    'a webhook without the secret',
    { waitMs: 500, hello: (phone, code) => phone.post({ code }, {}) },
    /without the right secret/,
  ],
  ['a callback of V1', { waitMs: 500, hello: (phone, body) => phone.post({ from: '91', body, type: 'text' }) }, /V1/],
  ['something else', { waitMs: 500, hello: (phone) => phone.post({ hello: 1 }) }, /no WhatsApp webhooks/],
])('%s fails, and the rest is skipped', async (_what, habits, sentence) => {
  const fake = await kaleyra();
  const { findings } = await atBedside(fake, habits);
  expect(findings['phone.webhook']).toMatchObject({ state: 'fail', message: expect.stringMatching(sentence) });
  expect(phoneFindingIds.slice(1).map((id) => findings[id]?.state)).toEqual(Array(5).fill('skipped'));
  expect(fake.requests).toEqual([]);
});

it('a message with another id than WhatsApp has warns', async () => {
  const { findings } = await atBedside(await kaleyra(), { hello: (phone, code) => phone.write(code, { id: 'A1' }) });
  expect(findings['phone.webhook']?.state).toBe('warn');
});

it('messages of others are answered 503, read by nobody, and not taken for the phone', async () => {
  const fake = await kaleyra();
  const answers: Promise<WebhookAnswer>[] = [];
  const { findings } = await atBedside(fake, {
    hello: async (phone, code) => {
      answers.push(phone.write('I want to complain', { from: '911111111111', id: 'wamid.other' }));
      await Promise.all(answers);
      await phone.write(code, { id: 'wamid.hello' });
    },
    another: async (phone) => {
      answers.push(phone.write('hello?', { from: '911111111111' }));
      await Promise.all(answers);
      await phone.write('once more', { id: 'wamid.twice' });
      await phone.write('once more', { id: 'wamid.twice' });
    },
  });
  expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([503, 503]);
  expect(fake.reads.map(({ messageId }) => messageId)).toEqual(['wamid.hello']);
  expect(findings['phone.redelivery']?.state).toBe('ok');
});

it('a refused typing indicator warns, and the receipt goes without it', async () => {
  const fake = await kaleyra();
  fake.fail('WA400', { on: 'read' });
  const { findings, asked } = await atBedside(fake, { answers: ['y'] });
  expect(findings['phone.typing']).toMatchObject({
    state: 'warn',
    message: expect.stringMatching(/refuses the typing indicator \(WA400\): set receipts\.typing to 'off'/),
  });
  expect(findings['phone.read']?.state).toBe('ok');
  expect(fake.reads.map(({ typing }) => typing)).toEqual([true, false]);
  expect(asked).toHaveLength(1);
});

it('a receipt that fails once the typing indicator was refused fails', async () => {
  const fake = await kaleyra();
  fake.fail(['WA400', 'WA500'], { on: 'read' });
  const { findings, asked } = await atBedside(fake);
  expect(findings['phone.typing']?.state).toBe('warn');
  expect(findings['phone.read']).toMatchObject({ state: 'fail', message: expect.stringContaining('(WA500)') });
  expect(asked).toEqual([]);
});

it.each<[readonly (string | undefined)[], string, string]>([
  [['n', 'n'], 'warn', 'fail'],
  [['YES', 'No'], 'ok', 'fail'],
  [['what?', ''], 'unknown', 'unknown'],
  [[undefined, undefined], 'unknown', 'unknown'],
])('the answers %j make typing %s and reading %s', async (answers, typing, read) => {
  const { findings } = await atBedside(await kaleyra(), { answers });
  expect(findings['phone.typing']?.state).toBe(typing);
  expect(findings['phone.read']?.state).toBe(read);
});

it('an account that is blocked fails the receipt and the message, and the others go on', async () => {
  const fake = await kaleyra();
  fake.fail('E110', { times: Number.POSITIVE_INFINITY });
  const { findings } = await atBedside(fake, { send: () => undefined });
  expect(findings['phone.typing']?.state).toBe('unknown');
  expect(findings['phone.read']).toMatchObject({ state: 'fail', message: expect.stringContaining('E110') });
  expect(findings['phone.sendId']).toMatchObject({ state: 'fail', message: expect.stringContaining('E110') });
  expect(findings['phone.redelivery']?.state).toBe('ok');
});

it.each([
  ['wamid.HBgM', /WhatsApp's own id \(wamid\), and statuses name it/],
  ['48c38d78-4ec5-4c3f-8d5e-000000000000', /a UUID\), and statuses name it/],
  ['A1234567890123456789', /an id of Kaleyra's own form, and/],
])('a send that returns %s is told so', async (id, sentence) => {
  const fake = await kaleyra();
  fake.fail({ status: 202, body: { code: 'WA202', data: { message_id: id } } }, { on: 'send' });
  const { findings } = await atBedside(fake, { send: (phone) => tellStatus(phone, fake, id) });
  expect(findings['phone.sendId']).toMatchObject({ state: 'ok', message: expect.stringMatching(sentence) });
});

it('statuses under another id warn, and so do none', async () => {
  const fake = await kaleyra();
  const other = await atBedside(fake, { send: (phone) => tellStatus(phone, fake, 'wamid.another') });
  expect(other.findings['phone.sendId']).toMatchObject({
    state: 'warn',
    message: expect.stringContaining('do not name'),
  });
  const none = await atBedside(await kaleyra(), { send: () => undefined, waitMs: 1_000 });
  expect(none.findings['phone.sendId']).toMatchObject({ state: 'warn', message: expect.stringContaining('no status') });
});

it('the message for the redelivery is answered 500 once', async () => {
  const statuses: number[] = [];
  const { findings } = await atBedside(await kaleyra(), {
    another: async (phone) => {
      for (let times = 0; times < 2; times += 1) {
        const { status } = await phone.write('once more', { id: 'wamid.twice' });
        statuses.push(status);
      }
    },
  });
  expect(statuses).toEqual([500, 200]);
  expect(findings['phone.redelivery']).toMatchObject({
    state: 'ok',
    message: expect.stringMatching(/comes again, here after \d+ s/),
  });
});

it('no redelivery warns, and no message leaves it unknown', async () => {
  const once = await atBedside(await kaleyra(), { another: (phone) => phone.write('once'), waitMs: 1_000 });
  expect(once.findings['phone.redelivery']).toMatchObject({
    state: 'warn',
    message: expect.stringContaining('--wait'),
  });
  const none = await atBedside(await kaleyra(), { another: () => undefined, waitMs: 1_000 });
  expect(none.findings['phone.redelivery']?.state).toBe('unknown');
});

it.each<[string, Habits['digits'], string]>([
  ['one second, in order', (phone) => writeDigits(phone), 'ok'],
  ['one second, out of order (R2)', (phone) => writeDigits(phone, '12435'), 'warn'],
  ['two seconds, each in order', (phone) => writeDigits(phone, '45123', (index) => (index < 2 ? 9 : 8)), 'ok'],
  ['five seconds', (phone) => writeDigits(phone, '12345', (index) => 1_790_000_000 + index), 'unknown'],
])('five messages of %s', async (_what, digits, state) => {
  const { findings } = await atBedside(await kaleyra(), { ...(digits && { digits }) });
  expect(findings['phone.order']?.state).toBe(state);
});

it('what came again counts where it came first, and what is no digit not at all', async () => {
  const { findings } = await atBedside(await kaleyra(), {
    digits: async (phone) => {
      await writeDigits(phone, '12');
      await phone.write('and now?');
      await writeDigits(phone, '1345');
    },
  });
  expect(findings['phone.order']?.state).toBe('ok');
});

it('too few messages are judged by what came', async () => {
  const { findings } = await atBedside(await kaleyra(), { digits: (phone) => writeDigits(phone, '21'), waitMs: 1_000 });
  expect(findings['phone.order']?.state).toBe('warn');
});

it.each([
  ['the number', { number: undefined }, /--number/],
  ['the secret', { auth: undefined }, /WEBHOOK_SECRET/],
  ['the key', { apiKey: undefined }, /finding config/],
] as const)('without %s it fails before anybody is asked', async (_what, settings, sentence) => {
  const { findings, said, asked } = await atBedside(await kaleyra(), { settings });
  expect(findings['phone.webhook']).toMatchObject({ state: 'fail', message: expect.stringMatching(sentence) });
  expect(Object.keys(findings)).toEqual([...phoneFindingIds]);
  expect([said, asked]).toEqual([[], []]);
});

it('a port that is taken is asked for, and fails when it stays so', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const { findings, asked } = await atBedside(await kaleyra(), { port, answers: [''] });
  expect(asked).toEqual([expect.stringContaining('stop it and press Enter')]);
  expect(findings['phone.webhook']).toMatchObject({
    state: 'fail',
    message: expect.stringMatching(/EADDRINUSE\): stop the bot/),
  });
});

it('the port is free again, also where webhooks are under way', async () => {
  const body = kaleyraWebhook({ from: '91', businessNumber: '92', messages: [textMessage({ text: 'x' })] });
  const fake = await kaleyra();
  const { said } = await atBedside(fake, unheard);
  const [, port] = /on port (\d+)/.exec(said.join(' ')) ?? [];
  await expect(fake.postWebhook(`http://127.0.0.1:${port}/`, body)).rejects.toThrow('ECONNREFUSED');
  expect(said.join(' ')).not.toContain(secrets.webhook);
});
