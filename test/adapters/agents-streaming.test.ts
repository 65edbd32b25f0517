import type { TurnContext } from '@microsoft/agents-hosting';
import { describe, expect, test } from 'vitest';
import { agentInMemory, applicationInMemory } from '../conformance/agent-in-memory.js';
import { useClock } from '../helpers/clock.js';
import { sleep } from './gateway-bot.js';

const time = useClock();

const starts = [
  ['logic on a TurnContext', agentInMemory],
  ['an AgentApplication', applicationInMemory],
] as const;

async function stream({ streamingResponse }: TurnContext, chunks: readonly string[], pauseMs = 0): Promise<void> {
  streamingResponse.queueInformativeUpdate('Looking that up');
  for (const chunk of chunks) {
    streamingResponse.queueTextChunk(chunk);
    if (pauseMs > 0) await sleep(pauseMs);
  }
  await streamingResponse.endStream();
}

describe.each(starts)('StreamingResponse of %s', (_what, start) => {
  test('ends as one message with the whole text, after the tick', async () => {
    const { gateway, channel, say } = start((context) => stream(context, ['It is ', 'on its ', 'way.']));
    await say('one');
    await time.clock.tickAsync(30_000);
    expect(gateway.sends.map(({ text }) => text)).toEqual(['It is on its way.']);
    expect(gateway.calls[0]).toMatchObject({ what: 'read', id: 'wamid.one', typing: false });
    await channel.close();
  });

  test('R8: however long it streams, what it shows meanwhile costs at most one call per 20 s', async () => {
    const chunks = Array.from({ length: 45 }, (_, index) => `${index} `);
    const { gateway, channel, say } = start((context) => stream(context, chunks, 1000));
    await say('one');
    await time.clock.tickAsync(200_000);
    expect(gateway.sends.map(({ text }) => text?.trim())).toEqual([chunks.join('').trim()]);
    const typings = gateway.reads.filter(({ typing }) => typing);
    // Newer versions of the SDK ask for no indicator on a channel that cannot show a stream.
    expect(typings.length).toBeLessThanOrEqual(3);
    typings.forEach(({ atMs }, index) => {
      expect(atMs - (typings[0]?.atMs ?? 0)).toBeGreaterThanOrEqual(index * 20_000);
    });
    await channel.close();
  });

  test('the next turn streams anew', async () => {
    const { gateway, channel, say } = start((context) => stream(context, ['re: ', context.activity.text ?? '']));
    await say('one', 'two');
    await time.clock.tickAsync(60_000);
    expect(gateway.sends.map(({ text }) => text)).toEqual(['re: one', 're: two']);
    await channel.close();
  });
});
