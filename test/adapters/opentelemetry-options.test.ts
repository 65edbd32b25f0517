import { createHash } from 'node:crypto';
import { createChannel, isOptionsError } from 'tidemark';
import {
  createTracedChannel,
  createTracedReceipts,
  type TelemetryOptions,
  tracedHandler,
} from 'tidemark/adapters/opentelemetry';
import { expect, test } from 'vitest';
import { post, text } from '../helpers/channel.js';
import { useClock } from '../helpers/clock.js';
import { createFakeGateway } from '../helpers/fake-gateway.js';
import { useTracedChannels } from './opentelemetry-rig.js';

const time = useClock();
const start = useTracedChannels(time);
const gateway = createFakeGateway();
const webhook = { auth: 'none' } as const;

/** The message of an OptionsError. */
function refusalOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    expect(isOptionsError(error)).toBe(true);
    return (error as Error).message;
  }
  throw new Error('it was taken');
}

const ways: [string, (options: TelemetryOptions) => unknown][] = [
  ['createTracedChannel', (options) => createTracedChannel({ gateway, webhook }, options)],
  ['createTracedReceipts', (options) => createTracedReceipts({ gateway }, options)],
];

test.each(ways)('%s refuses what is no option, or has another value', (name, make) => {
  const refused = (options: unknown): string => refusalOf(() => make(options as TelemetryOptions));
  expect(refused(null)).toContain(`${name}: expected an object with options, got null`);
  expect(refused('x')).toContain(`${name}: expected an object with options, got a string`);
  expect(refused({ tracer: 1 })).toContain(
    `${name}: expected only tracerProvider, meterProvider, messageId, conversationId, got "tracer"`,
  );
  expect(refused({ messageId: 'plain' })).toContain(`${name}.messageId: expected a function, got "plain"`);
  expect(refused({ conversationId: true })).toContain(`${name}.conversationId: expected a function, got true`);
  expect(refused({ tracerProvider: {} })).toContain(
    `${name}.tracerProvider: expected an object with the function getTracer, got a value of type object`,
  );
  expect(refused({ meterProvider: null })).toContain(
    `${name}.meterProvider: expected an object with the function getMeter, got null`,
  );
});

test.each([
  ['no options', undefined],
  ['no gateway', { webhook }],
  ['no webhook', { gateway }],
  ['a gateway that cannot send', { gateway: { markRead: () => undefined }, webhook }],
  ['an inbox that is none', { gateway, webhook, inbox: {} }],
  ['a store that is none', { gateway, webhook, store: {} }],
  ['a limit out of range', { gateway, webhook, maxWaiting: 0 }],
  ['an unknown option', { gateway, webhook, quiet: 1 }],
])('a channel with %s is refused as createChannel refuses it', (_what, options) => {
  expect(refusalOf(() => createTracedChannel(options as never))).toBe(refusalOf(() => createChannel(options as never)));
});

test('a handler that is no function is refused as the channel refuses it', () => {
  const { channel } = start();
  expect(refusalOf(() => channel.handle('bot' as never))).toContain('channel.handle');
  expect(refusalOf(() => tracedHandler(channel, 'bot' as never))).toContain('tracedHandler: expected a function');
});

test('tracedHandler refuses a channel that is not traced', () => {
  const plain = createChannel({ gateway, webhook });
  expect(refusalOf(() => tracedHandler(plain, () => undefined))).toContain(
    'tracedHandler: expected a channel made by createTracedChannel',
  );
});

test('a message is called by the beginning of its SHA-256, so that who has an id finds its trace', async () => {
  const { sdk, channel } = start();
  await post(channel, text('wamid.1'));
  expect(sdk.one('receive').attributes['messaging.message.id']).toBe(
    createHash('sha256').update('wamid.1').digest('hex').slice(0, 32),
  );
});

test('options that were given are left as they are', () => {
  const options = Object.freeze({ gateway: Object.freeze({ ...gateway }), webhook });
  expect(() => createTracedChannel(options, Object.freeze({}))).not.toThrow();
});

test("the gateway's server is named with the port it has", async () => {
  const { markRead, send } = gateway;
  const { sdk, channel } = start({ gateway: { markRead, send, serviceUrl: 'http://127.0.0.1:8123/v1' } });
  channel.handle(() => undefined);
  await time.clock.tickAsync(0);
  await post(channel, text('wamid.1'));
  await time.clock.tickAsync(2000);
  expect(sdk.one('mark_read').attributes).toMatchObject({ 'server.address': '127.0.0.1', 'server.port': 8123 });
});
