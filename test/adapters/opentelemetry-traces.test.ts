import { context, SpanKind, trace } from '@opentelemetry/api';
import { describe, expect, test } from 'vitest';
import { BUSINESS, post, text } from '../helpers/channel.js';
import { useClock } from '../helpers/clock.js';
import { createFakeGateway } from '../helpers/fake-gateway.js';
import { idOf, parentOf, traceOf, useTracedChannels } from './opentelemetry-rig.js';

const time = useClock();
const start = useTracedChannels(time);

const tick = (ms: number): Promise<unknown> => time.clock.tickAsync(ms);

describe('one message', () => {
  test('webhook, receipt, its call, turn and reply are one trace, although timers hand it over', async () => {
    const { sdk, channel } = start();
    channel.handle((_activity, turn) => turn.reply('hi'));
    await tick(0);
    await post(channel, text('wamid.1'));
    await tick(1000);
    const [webhook, receipt, call, turn, send] = ['receive', 'receipt', 'mark_read', 'process', 'send'].map(sdk.one);
    if (!webhook || !receipt || !call || !turn || !send) throw new Error('unreachable');
    expect(new Set(sdk.spans().map(traceOf))).toEqual(new Set([traceOf(webhook)]));
    expect(sdk.spans()).toHaveLength(5);
    expect([webhook, receipt, call, turn, send].map(parentOf)).toEqual([
      undefined,
      idOf(webhook),
      idOf(receipt),
      idOf(webhook),
      idOf(turn),
    ]);
    expect([webhook, receipt, call, turn, send].map(({ kind }) => kind)).toEqual([
      SpanKind.CONSUMER,
      SpanKind.INTERNAL,
      SpanKind.CLIENT,
      SpanKind.CONSUMER,
      SpanKind.CLIENT,
    ]);
    expect(sdk.open()).toBe(0);
  });

  test('spans have the names and attributes of the semantic conventions', async () => {
    const { sdk, channel } = start();
    channel.handle((_activity, turn) => turn.reply('hi'));
    await tick(0);
    await post(channel, text('wamid.1'));
    await tick(1000);
    const shared = { 'messaging.system': 'whatsapp', 'messaging.destination.name': BUSINESS };
    const id = { 'messaging.message.id': expect.stringMatching(/^[0-9a-f]{32}$/) };
    const said = (operation: string): object => {
      const { name, attributes } = sdk.one(operation);
      return { name, attributes };
    };
    expect(said('receive')).toEqual({
      name: `receive ${BUSINESS}`,
      attributes: {
        ...shared,
        ...id,
        'messaging.operation.name': 'receive',
        'messaging.operation.type': 'receive',
        'http.response.status_code': 200,
        'tidemark.webhook.accepted': 1,
        'tidemark.webhook.duplicates': 0,
      },
    });
    expect(said('receipt')).toEqual({
      name: `receipt ${BUSINESS}`,
      attributes: {
        ...shared,
        ...id,
        'messaging.operation.name': 'receipt',
        'tidemark.receipt.outcome': 'sent',
      },
    });
    const server = { 'server.address': 'api.example.test', 'server.port': 443 };
    expect(said('mark_read')).toEqual({
      name: `mark_read ${BUSINESS}`,
      attributes: {
        ...shared,
        ...id,
        ...server,
        'messaging.operation.name': 'mark_read',
        'messaging.operation.type': 'settle',
        'tidemark.typing': false,
      },
    });
    expect(said('process')).toEqual({
      name: `process ${BUSINESS}`,
      attributes: {
        ...shared,
        ...id,
        'messaging.operation.name': 'process',
        'messaging.operation.type': 'process',
        'tidemark.activity.type': 'message',
        'tidemark.turn.outcome': 'handled',
      },
    });
    expect(said('send')).toEqual({
      name: `send ${BUSINESS}`,
      attributes: {
        ...shared,
        ...id,
        ...server,
        'messaging.operation.name': 'send',
        'messaging.operation.type': 'send',
        'tidemark.message.type': 'text',
      },
    });
  });

  test('all spans of a message but the reply name it alike', async () => {
    const { sdk, channel } = start();
    channel.handle((_activity, turn) => turn.reply('hi'));
    await tick(0);
    await post(channel, text('wamid.1'));
    await tick(1000);
    const ids = ['receive', 'receipt', 'mark_read', 'process'].map(
      (operation) => sdk.one(operation).attributes['messaging.message.id'],
    );
    expect(new Set(ids).size).toBe(1);
    expect(sdk.one('send').attributes['messaging.message.id']).not.toBe(ids[0]);
  });

  test('the receipt span begins with the webhook and ends with its call, before the turn begins', async () => {
    const { sdk, channel } = start();
    channel.handle((_activity, turn) => turn.reply('hi'));
    await tick(0);
    await post(channel, text('wamid.1'));
    expect(sdk.story()).toEqual(['+receive', '+receipt', '-receive']);
    await tick(999);
    expect(sdk.story()).toHaveLength(3);
    await tick(1);
    expect(sdk.story().slice(3)).toEqual([
      '+mark_read',
      '-mark_read',
      '-receipt',
      '+process',
      '+send',
      '-send',
      '-process',
    ]);
  });

  test("an HTTP server's span, where there is one, is the webhook's parent", async () => {
    const { sdk, channel } = start();
    channel.handle(() => undefined);
    await tick(0);
    const server = sdk.tracerProvider.getTracer('http').startSpan('POST /webhook', { kind: SpanKind.SERVER });
    await context.with(trace.setSpan(context.active(), server), () => post(channel, text('wamid.1')));
    server.end();
    await tick(1000);
    expect(parentOf(sdk.one('receive'))).toBe(server.spanContext().spanId);
    expect(traceOf(sdk.one('process'))).toBe(server.spanContext().traceId);
  });

  test("spans of the handler's own are a part of its turn, and replies a part of them, also after it has waited", async () => {
    const { sdk, channel } = start();
    const tracer = sdk.tracerProvider.getTracer('bot');
    channel.handle(async (_activity, turn) => {
      await new Promise((resolve) => setTimeout(resolve, 100));
      await tracer.startActiveSpan('think', async (span) => {
        await turn.reply('hi');
        span.end();
      });
    });
    await tick(0);
    await post(channel, text('wamid.1'));
    await tick(2000);
    expect(parentOf(sdk.one('think'))).toBe(idOf(sdk.one('process')));
    expect(parentOf(sdk.one('send'))).toBe(idOf(sdk.one('think')));
  });

  test('a message that waits until somebody listens keeps its trace', async () => {
    const { sdk, channel } = start();
    await post(channel, text('wamid.1'));
    await tick(5000);
    channel.handle((_activity, turn) => turn.reply('hi'));
    await tick(2000);
    expect(new Set(sdk.spans().map(traceOf)).size).toBe(1);
    expect(sdk.spans()).toHaveLength(5);
  });

  test('without receipts there are the webhook, the turn and the reply', async () => {
    const { sdk, channel } = start({ receipts: false });
    channel.handle((_activity, turn) => turn.reply('hi'));
    await tick(0);
    await post(channel, text('wamid.1'));
    await tick(1000);
    expect(sdk.spans().map(({ name }) => name.split(' ')[0])).toEqual(['receive', 'process', 'send']);
    expect(new Set(sdk.spans().map(traceOf)).size).toBe(1);
  });

  test('the upload of a file is a call of the turn, as its send is', async () => {
    const gateway = { ...createFakeGateway(), upload: async () => ({ mediaId: 'media-1' }) };
    const { sdk, channel } = start({ gateway });
    channel.handle((_activity, turn) =>
      turn.reply({
        type: 'message',
        attachments: [{ contentType: 'image/png', contentUrl: 'data:image/png;base64,iVBORw0KGgo=' }],
      }),
    );
    await tick(0);
    await post(channel, text('wamid.1'));
    await tick(2000);
    const calls = [sdk.one('upload'), sdk.one('send')];
    expect(calls.map(parentOf)).toEqual([sdk.one('process'), sdk.one('process')].map(idOf));
    expect(calls[0]?.attributes).toMatchObject({ 'messaging.operation.name': 'upload', 'server.port': 443 });
    expect(calls[1]?.attributes).toMatchObject({ 'tidemark.message.type': 'image' });
  });

  test('a typing indicator is a call within the turn that asked for it', async () => {
    const { sdk, channel } = start();
    channel.handle(async (_activity, turn) => {
      await turn.typing();
      await new Promise((resolve) => setTimeout(resolve, 500));
    });
    await tick(0);
    await post(channel, text('wamid.1'));
    await tick(3000);
    const [receipt, typing] = sdk.named('mark_read');
    expect(receipt?.attributes['tidemark.typing']).toBe(false);
    expect(typing?.attributes['tidemark.typing']).toBe(true);
    expect(typing && parentOf(typing)).toBe(idOf(sdk.one('process')));
  });
});
