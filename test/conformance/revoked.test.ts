import { describe, expect, test } from 'vitest';
import { sleep } from '../adapters/gateway-bot.js';
import { createRecordingLogger } from '../helpers/channel.js';
import { useClock } from '../helpers/clock.js';
import { startInMemory } from './start.js';
import type { SdkContext } from './subject.js';
import { sdkSubjects } from './subjects.js';

const time = useClock();

describe.each(sdkSubjects)('$name: the turn context after its turn', (subject) => {
  test('is revoked, as the SDK has it: a bot that kept it gets a TypeError', async () => {
    const kept: { context: SdkContext; send: (text: string) => Promise<unknown> }[] = [];
    const { gateway, channel, say } = startInMemory(subject, async ({ context, send }) => {
      kept.push({ context, send });
      await send('hi');
    });
    await say('one');
    await time.clock.tickAsync(5000);
    const [{ context, send } = { context: undefined as never, send: undefined as never }] = kept;
    expect(() => context.activity).toThrow(/revoked/);
    expect(() => send('late')).toThrow(TypeError);
    expect(gateway.sends.map(({ text }) => text)).toEqual(['hi']);
    await channel.close();
  });

  test.each([
    ['the indicator is not renewed', {}],
    ['R7: a tick that is due later is sent', { when: 'alongside', quietMs: 4000 }],
    ['R17: a tick that is due after the turn is sent', { when: 'afterHandler' }],
  ] as const)('is not touched by typing or ticks: %s, and nothing goes wrong', async (_what, receipts) => {
    const logger = createRecordingLogger();
    const [failed, kept]: [unknown[], { context: SdkContext }[]] = [[], []];
    const { gateway, channel, say } = startInMemory(
      subject,
      async ({ context, typing }) => {
        kept.push({ context });
        await typing();
        await sleep(100);
        await typing();
      },
      { receipts, logger },
    );
    channel.on('turnFailed', (event) => failed.push(event));
    await say('one');
    await time.clock.tickAsync(120_000);
    expect(kept).toHaveLength(1);
    expect(() => kept[0]?.context.activity).toThrow(/revoked/);
    expect(gateway.reads.map(({ id }) => id)).toContain('wamid.one');
    expect(gateway.reads.filter(({ typing }) => typing).length).toBeLessThanOrEqual(1);
    expect(channel.receipts.stats()).toMatchObject({ accepted: 1, sent: 1, pending: 0 });
    expect([failed, logger.entries]).toEqual([[], []]);
    await channel.close();
  });

  test('a context the SDK copies answers in the same conversation, as long as the turn runs', async () => {
    const { gateway, channel, say } = startInMemory(subject, async ({ context, send }) => {
      await send('from the turn');
      const Copy = context.constructor as new (
        context: SdkContext,
      ) => SdkContext & { sendActivity(text: string): unknown };
      await new Copy(context).sendActivity('from the copy');
    });
    await say('one');
    await time.clock.tickAsync(5000);
    expect(gateway.calls.map(({ what, text }) => text ?? what)).toEqual(['read', 'from the turn', 'from the copy']);
    await channel.close();
  });
});
