import { SpanStatusCode } from '@opentelemetry/api';
import { describe, expect, test } from 'vitest';
import { deferred, post, text } from '../helpers/channel.js';
import { useClock } from '../helpers/clock.js';
import { idOf, parentOf, traceOf, useTracedChannels } from './opentelemetry-rig.js';

const time = useClock();
const start = useTracedChannels(time);

const tick = (ms: number): Promise<unknown> => time.clock.tickAsync(ms);

describe('failures', () => {
  test('a handler that throws fails its span by the class of the error, whose message is not told', async () => {
    const { sdk, channel } = start();
    channel.handle(() => {
      throw new RangeError('the secret text');
    });
    await tick(0);
    await post(channel, text('wamid.1'));
    await tick(2000);
    const { status, attributes, events } = sdk.one('process');
    expect(status).toEqual({ code: SpanStatusCode.ERROR });
    expect(attributes).toMatchObject({ 'error.type': 'RangeError', 'tidemark.turn.outcome': 'failed' });
    expect(events).toEqual([]);
  });

  test('a turn that runs out of time ends its span then, and what the handler does later changes nothing', async () => {
    const { sdk, channel } = start({ turnTimeoutMs: 1000 });
    const late = deferred();
    channel.handle(() => late.promise);
    await tick(0);
    await post(channel, text('wamid.1'));
    await tick(1999);
    expect(sdk.named('process')).toEqual([]);
    await tick(1);
    const turn = sdk.one('process');
    expect(turn.attributes).toMatchObject({ 'error.type': 'timeout', 'tidemark.turn.outcome': 'timedOut' });
    late.resolve();
    await tick(0);
    expect(sdk.open()).toBe(0);
  });

  test("a turn that is running when the channel ends ends its span as 'closed'", async () => {
    const { sdk, channel } = start({ drainTimeoutMs: 1000 });
    const never = deferred();
    channel.handle(() => never.promise);
    await tick(0);
    await post(channel, text('wamid.1'));
    await tick(1500);
    void channel.close();
    await tick(1500);
    expect(sdk.one('process').attributes).toMatchObject({
      'error.type': 'CHANNEL_CLOSED',
      'tidemark.turn.outcome': 'closed',
    });
  });

  test("receipt calls that fail are spans of one receipt with the provider's codes", async () => {
    const { sdk, channel, gateway } = start();
    gateway.plan({ code: 'WA500', kind: 'retry' });
    channel.handle(() => undefined);
    await tick(0);
    await post(channel, text('wamid.1'));
    await tick(60_000);
    const [failed, sent] = sdk.named('mark_read');
    expect(failed?.status.code).toBe(SpanStatusCode.ERROR);
    expect(failed?.attributes['error.type']).toBe('WA500');
    expect(sent?.status.code).toBe(SpanStatusCode.UNSET);
    expect([failed, sent].map((span) => span && parentOf(span))).toEqual(
      [sdk.one('receipt'), sdk.one('receipt')].map(idOf),
    );
  });

  test('a receipt that is refused fails its span', async () => {
    const { sdk, channel, gateway } = start();
    gateway.plan({ code: 'WA400', kind: 'reject' });
    channel.handle(() => undefined);
    await tick(0);
    await post(channel, text('wamid.1'));
    await tick(5000);
    const { status, attributes } = sdk.one('receipt');
    expect(status.code).toBe(SpanStatusCode.ERROR);
    expect(attributes).toMatchObject({ 'tidemark.receipt.outcome': 'rejected', 'tidemark.receipt.reason': 'WA400' });
  });

  test('receipts still open when the channel ends are ended', async () => {
    const { sdk, channel, gateway } = start();
    gateway.always({ code: 'RBC001', kind: 'halt' });
    channel.handle(() => undefined);
    await tick(0);
    await post(channel, text('wamid.1'));
    await tick(2000);
    expect(sdk.open()).toBe(1);
    void channel.close();
    await tick(20_000);
    expect(sdk.open()).toBe(0);
    expect(sdk.one('receipt').attributes['tidemark.receipt.outcome']).toBe('failed');
  });

  test('a webhook that is refused says its status', async () => {
    const { sdk, channel } = start();
    await channel.handleWebhook({ method: 'GET', url: '/', headers: {}, body: '' });
    expect(sdk.one('receive')).toMatchObject({
      name: 'receive',
      attributes: { 'http.response.status_code': 405, 'error.type': '405' },
      status: { code: SpanStatusCode.UNSET },
    });
  });

  test('a full inbox is a failure of the webhook', async () => {
    const { sdk, channel } = start({ maxWaiting: 1 });
    await post(channel, text('wamid.1'));
    await post(channel, text('wamid.2'));
    expect(sdk.named('receive')[1]).toMatchObject({
      attributes: { 'http.response.status_code': 503, 'tidemark.webhook.accepted': 0 },
      status: { code: SpanStatusCode.ERROR },
    });
  });

  test('a message that was refused for want of room belongs to the webhook that brings it again', async () => {
    const { sdk, channel } = start({ maxWaiting: 1 });
    await post(channel, text('wamid.1'));
    await post(channel, text('wamid.2'));
    channel.handle(() => undefined);
    await tick(5000);
    await post(channel, text('wamid.2'));
    await tick(5000);
    const [first, , third] = sdk.named('receive');
    expect(sdk.named('process').map(traceOf)).toEqual([first, third].map((span) => span && traceOf(span)));
  });

  test('a webhook is answered and a turn runs although an own naming function throws', async () => {
    const broken = (): never => {
      throw new Error('broken');
    };
    const { sdk, channel, gateway } = start({}, { messageId: broken, conversationId: broken });
    channel.handle((_activity, turn) => turn.reply('hi'));
    await tick(0);
    expect((await post(channel, text('wamid.1'))).status).toBe(200);
    await tick(2000);
    expect(gateway.sends).toHaveLength(1);
    expect(sdk.spans()).toHaveLength(5);
  });
});
