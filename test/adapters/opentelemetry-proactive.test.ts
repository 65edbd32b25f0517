import { context, trace } from '@opentelemetry/api';
import { describe, expect, test } from 'vitest';
import { conversationOf, OTHER, post, text } from '../helpers/channel.js';
import { useClock } from '../helpers/clock.js';
import { idOf, linksOf, parentOf, traceOf, useTracedChannels } from './opentelemetry-rig.js';

const time = useClock();
const start = useTracedChannels(time);

const tick = (ms: number): Promise<unknown> => time.clock.tickAsync(ms);

describe('proactive turns', () => {
  test('begin a trace of their own, linked to what called for it', async () => {
    const { sdk, channel } = start();
    const job = sdk.tracerProvider.getTracer('jobs').startSpan('nightly');
    await context.with(trace.setSpan(context.active(), job), () =>
      channel.continueConversation(conversationOf(), (_activity, turn) => turn.reply('shipped')),
    );
    job.end();
    const turn = sdk.one('proactive');
    expect(traceOf(turn)).not.toBe(job.spanContext().traceId);
    expect(parentOf(turn)).toBeUndefined();
    expect(linksOf(turn)).toEqual([job.spanContext().spanId]);
    expect(parentOf(sdk.one('send'))).toBe(idOf(turn));
  });

  test('within a running turn of the same conversation are a part of it', async () => {
    const { sdk, channel } = start();
    channel.handle((activity) =>
      channel.continueConversation(activity.conversation.id, (_activity, turn) => turn.reply('hi')),
    );
    await tick(0);
    await post(channel, text('wamid.1'));
    await tick(2000);
    expect(parentOf(sdk.one('proactive'))).toBe(idOf(sdk.one('process')));
    expect(new Set(sdk.spans().map(traceOf)).size).toBe(1);
  });

  test('of another conversation, begun in a turn, are linked to it', async () => {
    const { sdk, channel } = start();
    channel.handle(() => channel.continueConversation(conversationOf(OTHER), (_activity, turn) => turn.reply('hi')));
    await tick(0);
    await post(channel, text('wamid.1'));
    await tick(2000);
    expect(linksOf(sdk.one('proactive'))).toEqual([idOf(sdk.one('process'))]);
    expect(traceOf(sdk.one('proactive'))).not.toBe(traceOf(sdk.one('process')));
  });
});
