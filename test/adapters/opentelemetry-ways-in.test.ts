import { context, trace } from '@opentelemetry/api';
import { dispatch, readReceipts } from 'tidemark';
import { contextOf, tracedHandler } from 'tidemark/adapters/opentelemetry';
import { describe, expect, test } from 'vitest';
import { OTHER, post, text } from '../helpers/channel.js';
import { useClock } from '../helpers/clock.js';
import { idOf, parentOf, traceOf, useTracedChannels } from './opentelemetry-rig.js';

const time = useClock();
const start = useTracedChannels(time);

const tick = (ms: number): Promise<unknown> => time.clock.tickAsync(ms);

describe('the other ways in', () => {
  test('subscribers of activity$ run within the trace of what they are given', async () => {
    const { sdk, channel } = start();
    const seen: (string | undefined)[] = [];
    channel.activity$.subscribe((activity) => {
      seen.push(trace.getSpan(context.active())?.spanContext().traceId);
      void channel.turn(activity).reply('hi');
    });
    await tick(0);
    await post(channel, text('wamid.1'));
    await post(channel, text('wamid.2', { from: OTHER }));
    await tick(2000);
    expect(seen).toEqual(sdk.named('receive').map(traceOf));
    expect(sdk.named('send').map(traceOf)).toEqual(seen);
    expect(sdk.open()).toBe(0);
  });

  test('a reply long after the stream has given the activity out is in its trace, whatever is active', async () => {
    const { sdk, channel } = start();
    const given: Parameters<typeof channel.turn>[0][] = [];
    channel.activity$.subscribe((activity) => void given.push(activity));
    await tick(0);
    await post(channel, text('wamid.1'));
    await tick(60_000);
    const [activity] = given;
    if (activity === undefined) throw new Error('nothing was given out');
    const other = sdk.tracerProvider.getTracer('other').startSpan('other');
    await context.with(trace.setSpan(context.active(), other), () => channel.turn(activity).reply('hi'));
    other.end();
    expect(traceOf(sdk.one('send'))).toBe(traceOf(sdk.one('receive')));
    expect(trace.getSpanContext(contextOf(channel, activity))?.traceId).toBe(traceOf(sdk.one('receive')));
  });

  test('a hand-composed pipeline has its turns traced by tracedHandler', async () => {
    const { sdk, channel } = start();
    const bot = tracedHandler(channel, (_activity, turn) => turn.reply('hi'));
    channel.incoming$.pipe(readReceipts(channel), dispatch(channel, bot)).subscribe();
    await tick(0);
    await post(channel, text('wamid.1'));
    await tick(2000);
    expect(sdk.spans()).toHaveLength(5);
    expect(new Set(sdk.spans().map(traceOf)).size).toBe(1);
    expect(parentOf(sdk.one('send'))).toBe(idOf(sdk.one('process')));
  });

  test('a handler that is traced twice has one span', async () => {
    const { sdk, channel } = start();
    channel.handle(tracedHandler(channel, () => undefined));
    await tick(0);
    await post(channel, text('wamid.1'));
    await tick(2000);
    expect(sdk.named('process')).toHaveLength(1);
  });

  test("a first contact's turn is in the trace of the message it came with", async () => {
    const { sdk, channel } = start({ activities: { firstContact: true } });
    channel.handle((_activity, turn) => turn.reply('hi'));
    await tick(0);
    await post(channel, text('wamid.1'));
    await tick(2000);
    expect(
      sdk
        .named('process')
        .map(({ attributes }) => attributes['tidemark.activity.type'])
        .toSorted(),
    ).toEqual(['conversationUpdate', 'message']);
    expect(new Set(sdk.spans().map(traceOf)).size).toBe(1);
  });
});
