import { describe, expect, test } from 'vitest';
import { post, text } from '../helpers/channel.js';
import { useClock } from '../helpers/clock.js';
import { idOf, linksOf, parentOf, traceOf, useTracedChannels } from './opentelemetry-rig.js';

const time = useClock();
const start = useTracedChannels(time);

const tick = (ms: number): Promise<unknown> => time.clock.tickAsync(ms);

describe('several messages', () => {
  test('each has its own trace; what one receipt covers is linked to its call, and the call to it', async () => {
    const { sdk, channel } = start();
    channel.handle((_activity, turn) => turn.reply('hi'));
    await tick(0);
    for (const id of ['wamid.1', 'wamid.2', 'wamid.3']) {
      await post(channel, text(id));
      await tick(200);
    }
    await tick(2000);
    const receipts = sdk.named('receipt');
    const call = sdk.one('mark_read');
    const [first, second, newest] = receipts;
    if (!first || !second || !newest) throw new Error('unreachable');
    expect(new Set(sdk.spans().map(traceOf)).size).toBe(3);
    expect(receipts.map((span) => span.attributes['tidemark.receipt.outcome'])).toEqual(['covered', 'covered', 'sent']);
    expect(parentOf(call)).toBe(idOf(newest));
    expect(linksOf(call)).toEqual([idOf(first), idOf(second)]);
    expect([first, second, newest].map(linksOf)).toEqual([[idOf(call)], [idOf(call)], []]);
    const turns = sdk.named('process');
    expect(turns.map(traceOf)).toEqual(receipts.map(traceOf));
    expect(sdk.named('send').map(traceOf)).toEqual(receipts.map(traceOf));
  });

  test('a burst longer than the receipts remember ends all its spans', async () => {
    const { sdk, channel } = start();
    channel.handle(() => undefined);
    await tick(0);
    for (let index = 0; index < 12; index += 1) await post(channel, text(`wamid.${index}`));
    await tick(2000);
    const outcomes = sdk.named('receipt').map((span) => span.attributes['tidemark.receipt.outcome']);
    expect(outcomes).toEqual([...Array.from({ length: 11 }, () => 'covered'), 'sent']);
    expect(sdk.open()).toBe(0);
  });

  test("a collected burst's turn is in its newest message's trace and linked to the others", async () => {
    const { sdk, channel } = start();
    channel.handle((_activity, turn) => turn.reply('hi'), { collect: true });
    await tick(0);
    for (const id of ['wamid.1', 'wamid.2']) await post(channel, text(id));
    await tick(5000);
    const [first, second] = sdk.named('receive');
    const turn = sdk.one('process');
    if (!first || !second) throw new Error('unreachable');
    expect(traceOf(turn)).toBe(traceOf(second));
    expect(linksOf(turn)).toEqual([idOf(first)]);
    expect(turn.attributes['messaging.batch.message_count']).toBe(2);
    expect(traceOf(sdk.one('send'))).toBe(traceOf(second));
  });

  test('messages of one webhook share its trace, since the webhook is where they begin', async () => {
    const { sdk, channel } = start();
    channel.handle(() => undefined);
    await tick(0);
    await post(channel, text('wamid.1'), text('wamid.2'));
    await tick(2000);
    expect(sdk.one('receive').attributes).toMatchObject({
      'tidemark.webhook.accepted': 2,
      'messaging.batch.message_count': 2,
    });
    expect(sdk.one('receive').attributes).not.toHaveProperty('messaging.message.id');
    expect(new Set(sdk.spans().map(traceOf)).size).toBe(1);
    expect(sdk.named('process')).toHaveLength(2);
  });

  test('a redelivery is told by its own webhook and runs no turn', async () => {
    const { sdk, channel } = start();
    channel.handle(() => undefined);
    await tick(0);
    await post(channel, text('wamid.1'));
    await post(channel, text('wamid.1'));
    await tick(2000);
    expect(sdk.named('receive').map(({ attributes }) => attributes['tidemark.webhook.duplicates'])).toEqual([0, 1]);
    expect(sdk.named('process').map(traceOf)).toEqual(sdk.named('receive').slice(0, 1).map(traceOf));
  });

  test('turns that queue in one conversation are each in their own trace', async () => {
    const { sdk, channel } = start({ receipts: { when: 'alongside' } });
    channel.handle(async (_activity, turn) => {
      await new Promise((resolve) => setTimeout(resolve, 3000));
      await turn.reply('hi');
    });
    await tick(0);
    await post(channel, text('wamid.1'));
    await tick(100);
    await post(channel, text('wamid.2'));
    await tick(10_000);
    expect(sdk.named('process').map(traceOf)).toEqual(sdk.named('receive').map(traceOf));
    expect(sdk.named('send').map(parentOf)).toEqual(sdk.named('process').map(idOf));
  });
});
