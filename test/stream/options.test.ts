import { type ChannelOptions, createChannel, dispatch, isOptionsError, OptionsError } from 'tidemark';
import { expect, test } from 'vitest';
import { createRecordingLogger, useChannels } from '../helpers/channel.js';
import { useClock } from '../helpers/clock.js';
import { createFakeGateway } from '../helpers/fake-gateway.js';

const open = useChannels(useClock());

/** The error of a channel with one option replaced. */
function refusalOf(options: Record<string, unknown>): OptionsError {
  try {
    createChannel({ gateway: createFakeGateway(), webhook: { auth: 'none' }, ...options } as unknown as ChannelOptions);
  } catch (error) {
    expect(error).toBeInstanceOf(OptionsError);
    expect(isOptionsError(error)).toBe(true);
    return error as OptionsError;
  }
  throw new Error('the options were taken');
}

const auth = 'none';
const object = /got an? .*object/;
const nothing = /got (nothing|undefined)/;
const bad: [string, Record<string, unknown>, string, string | RegExp][] = [
  ['gateway', { gateway: undefined }, 'markRead', nothing],
  ['gateway', { gateway: null }, 'markRead', 'null'],
  ['gateway', { gateway: { markRead: () => undefined } }, 'send', object],
  ['webhook', { webhook: undefined }, 'auth', nothing],
  ['webhook', { webhook: null }, 'auth', 'null'],
  ['webhook.auth', { webhook: {} }, 'none', nothing],
  ['webhook.auth', { webhook: { auth: undefined } }, 'none', nothing],
  ['webhook.auth', { webhook: { auth: false } }, 'none', 'false'],
  ['webhook.maxBodyBytes', { webhook: { auth, maxBodyBytes: 0 } }, 'expected', '0'],
  ['webhook.maxBodyBytes', { webhook: { auth, maxBodyBytes: -1 } }, 'expected', '-1'],
  ['webhook.maxBodyBytes', { webhook: { auth, maxBodyBytes: '1mb' } }, 'bytes', /got ("1mb"|a string)/],
  ['inbox', { inbox: {} }, 'accept', object],
  ['inbox', { inbox: 'memory' }, 'accept', '"memory"'],
  ['logger', { logger: false }, 'debug', 'false'],
  ['logger', { logger: { info: () => undefined } }, 'debug', object],
  ...['concurrency', 'maxWaiting'].flatMap((name): typeof bad => [
    [name, { [name]: 0 }, '1 or more', '0'],
    [name, { [name]: -1 }, '1 or more', '-1'],
    [name, { [name]: 1.5 }, 'whole number', '1.5'],
    [name, { [name]: Number.NaN }, 'whole number', 'NaN'],
    [name, { [name]: Number.POSITIVE_INFINITY }, 'expected', 'Infinity'],
    [name, { [name]: '100' }, 'whole number', '"100"'],
    [name, { [name]: null }, 'whole number', 'null'],
  ]),
  ...['turnTimeoutMs', 'drainTimeoutMs'].flatMap((name): typeof bad => [
    [name, { [name]: -1 }, '0 or more', '-1'],
    [name, { [name]: Number.NaN }, 'milliseconds', 'NaN'],
    [name, { [name]: Number.POSITIVE_INFINITY }, 'expected', 'Infinity'],
    [name, { [name]: 2 ** 31 }, 'expected', '2147483648'],
    [name, { [name]: '5s' }, 'milliseconds', '"5s"'],
    [name, { [name]: false }, 'milliseconds', 'false'],
  ]),
  ['activities', { activities: null }, 'object', 'null'],
  ['activities', { activities: true }, 'object', 'true'],
  ...['statuses', 'readEvents', 'firstContact'].flatMap((name): typeof bad => [
    [`activities.${name}`, { activities: { [name]: 1 } }, 'true or false', '1'],
    [`activities.${name}`, { activities: { [name]: 'yes' } }, 'true or false', '"yes"'],
    [`activities.${name}`, { activities: { [name]: null } }, 'true or false', 'null'],
  ]),
  ['receipts', { receipts: true }, 'expected', 'true'],
  ['receipts', { receipts: null }, 'expected', 'null'],
  ['receipts', { receipts: 5 }, 'expected', '5'],
  ['receipts', { receipts: 'off' }, 'expected', '"off"'],
  ['receipts.quietMs', { receipts: { quietMs: -1 } }, '0 or more', '-1'],
  ['receipts.quietMs', { receipts: { quietMs: 6000 } }, 'maxWaitMs', '6000'],
  ['receipts.when', { receipts: { when: 'sometimes' } }, 'beforeHandler', '"sometimes"'],
];

for (const [name, options, expected, got] of bad) {
  const shown = JSON.stringify(options, (_key, value: unknown) =>
    typeof value === 'number' && !Number.isFinite(value) ? String(value) : (value ?? null),
  );
  test(`the option ${name} of ${shown} is refused: it is named with what was expected and what was got`, () => {
    const { message, code } = refusalOf(options);
    expect(code).toBe('INVALID_OPTIONS');
    expect(message).toContain(name);
    expect(message).toContain(expected);
    expect(message).toMatch(typeof got === 'string' ? `got ${got}`.trim() : got);
  });
}

const unknown: [string, Record<string, unknown>][] = [
  ['concurency', { concurency: 5 }],
  ['turnTimeout', { turnTimeout: 5 }],
  ['auht', { webhook: { auht: 'none', auth } }],
  ['status', { activities: { status: true } }],
  ['quietms', { receipts: { quietms: 5 } }],
  ['gateway', { receipts: { gateway: createFakeGateway() } }],
  ['logger', { receipts: { logger: createRecordingLogger() } }],
];
for (const [key, options] of unknown) {
  test(`an unknown key "${key}" in ${JSON.stringify(Object.keys(options))} is refused by name`, () => {
    expect(refusalOf(options).message).toContain(`"${key}"`);
  });
}

test('several mistakes are told at once', () => {
  const { message } = refusalOf({ concurrency: 0, turnTimeoutMs: -5 });
  expect(message).toContain('concurrency');
  expect(message).toContain('turnTimeoutMs');
});

for (const options of [undefined, null, 5, 'options']) {
  test(`createChannel(${JSON.stringify(options)}) is refused with an OptionsError`, () => {
    expect(() => createChannel(options as never)).toThrow(OptionsError);
  });
}

const secret = 'hunter2-very-secret';
const leaky: unknown[] = [
  secret,
  { header: 'x-secret', secret, extra: 1 },
  { header: '', secret },
  { header: 7, secret },
  { headr: 'x-secret', secret },
  { bearer: secret, basic: { user: 'kaleyra', password: secret } },
  { bearer: [secret] },
  { basic: { user: '', password: secret } },
  { basic: `kaleyra:${secret}` },
  { query: '', secret },
  [secret],
];
for (const [index, value] of leaky.entries()) {
  test(`a secret is never shown in the error of a wrong auth, case ${index + 1}`, () => {
    expect(refusalOf({ webhook: { auth: value } }).message).not.toContain(secret);
  });
}

test('a secret given in the place of webhook is never shown', () => {
  expect(refusalOf({ webhook: secret }).message).not.toContain(secret);
});

test('an API key given in the place of the gateway is never shown', () => {
  const { message } = refusalOf({ gateway: `A${'0'.repeat(32)}` });
  expect(message).toMatch(/gateway: expected an object with the functions markRead, send, got a string/);
  expect(message).not.toContain('0000');
});

test('an unknown option is told with the names of the known ones', () => {
  expect(refusalOf({ recipts: {} }).message).toMatch(/expected only gateway, webhook, receipts, .*, got "recipts"/);
  expect(refusalOf({ activities: { status: true } }).message).toContain(
    'activities: expected only statuses, readEvents, firstContact, got "status"',
  );
  expect(refusalOf({ receipts: { quiet: 5 } }).message).toMatch(/expected only quietMs, pace, .*, got "quiet"/);
});

test.each([
  [{ header: 'x-secret', secret: undefined }, 'webhook.auth.secret: expected a string, got undefined'],
  [{ header: 'x-secret', secret: '' }, 'webhook.auth.secret: expected a string that is not empty, got an empty string'],
  [{ basic: { user: 'u' } }, 'webhook.auth.basic.password: expected a string, got undefined'],
  [{ bearer: undefined }, 'webhook.auth.bearer: expected a string, got undefined'],
])('the part of auth that is missing is named: %j', (auth, problem) => {
  expect(refusalOf({ webhook: { auth } }).message).toContain(problem);
});

test('handle and dispatch take maxAttempts: 1, and say why no more', () => {
  const { channel } = open();
  channel.handle(() => undefined, { maxAttempts: 1 })();
  expect(() => dispatch(channel, () => undefined, { maxAttempts: 1 })).not.toThrow();
  const why = /maxAttempts: expected 1, since this channel's inbox keeps no count of failed turns .*, got 2/;
  expect(() => channel.handle(() => undefined, { maxAttempts: 2 })).toThrow(why);
  expect(() => dispatch(channel, () => undefined, { maxAttempts: 2 })).toThrow(why);
  expect(() => dispatch(channel, () => undefined, { attempts: 1 } as never)).toThrow(
    /dispatch: expected only maxAttempts/,
  );
});

test.each([
  ['undefined', undefined],
  ['null', null],
  ['an object', { run: () => undefined }],
])('dispatch throws an OptionsError for %s in place of a handler, before it is subscribed', (got, handler) => {
  const { channel } = open();
  const make = (): unknown => dispatch(channel, handler as never);
  expect(make).toThrow(OptionsError);
  expect(make).toThrow(`dispatch: expected a function (activity, turn), got ${got}`);
  expect(() => channel.handle(() => undefined)).not.toThrow();
});
