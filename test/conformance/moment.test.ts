import { describe, expect, test } from 'vitest';
import { useClock } from '../helpers/clock.js';
import { startInMemory } from './start.js';
import { subjects } from './subjects.js';

const time = useClock();

describe.each(subjects)('$name: ticks', (subject) => {
  test('R17: a burst costs one call, at its newest message, before the first answer; then each has a turn', async () => {
    const { gateway, channel, say } = startInMemory(subject, ({ activity, send }) => send(`re: ${activity.text}`));
    await say('one', 'two');
    await time.clock.tickAsync(900);
    await say('three');
    await time.clock.tickAsync(999);
    expect(gateway.calls).toEqual([]);
    await time.clock.tickAsync(1);
    expect(gateway.calls.map(({ what, text, id }) => text ?? `${what} ${id}`)).toEqual([
      'read wamid.three',
      're: one',
      're: two',
      're: three',
    ]);
    await channel.close();
  });

  test('R7: with alongside the bot thinks at once, and its first answer waits for the one tick of the burst', async () => {
    const began: unknown[] = [];
    const { gateway, channel, say } = startInMemory(
      subject,
      async ({ activity, send }) => {
        began.push([activity.text, performance.now() - start]);
        await send(`re: ${activity.text}`, 'more');
      },
      { receipts: { when: 'alongside' } },
    );
    const start = performance.now();
    await say('one');
    await time.clock.tickAsync(5000);
    expect(began).toEqual([['one', 0]]);
    expect(gateway.calls.map(({ what, text, atMs }) => [text ?? what, atMs - start])).toEqual([
      ['read', 1000],
      ['re: one', 1000],
      ['more', 1000],
    ]);
    await channel.close();
  });

  test('R7 R22: a tick that Kaleyra refuses neither delays an answer for long nor fails the turn', async () => {
    const failed: unknown[] = [];
    const { gateway, channel, say } = startInMemory(subject, ({ send }) => send('hi'));
    channel.on('turnFailed', (event) => failed.push(event));
    gateway.always({ code: 'RBC001', kind: 'halt' });
    await say('one');
    await time.clock.tickAsync(1000);
    expect(gateway.sends.map(({ text }) => text)).toEqual(['hi']);
    expect(failed).toEqual([]);
    gateway.always('ok');
    const closing = channel.close();
    await time.clock.tickAsync(20_000);
    await closing;
  });

  test('R16: with receipts off no call is made but that of the answer', async () => {
    const { gateway, channel, say } = startInMemory(
      subject,
      async ({ typing, send }) => {
        await typing();
        await send('hi');
      },
      { receipts: false },
    );
    await say('one');
    await time.clock.tickAsync(30_000);
    expect(gateway.calls.map(({ what }) => what)).toEqual(['send']);
    await channel.close();
  });
});

describe.each(subjects)('$name: collect', (subject) => {
  test('R17: gives a burst as one activity, with its originals, right after the one tick', async () => {
    const seen: unknown[] = [];
    const { gateway, channel, say } = startInMemory(
      subject,
      async ({ activity: { id, text, channelData }, send }) => {
        const { burst } = channelData as { burst: { text: string }[] };
        seen.push([id, text, burst.map((original) => original.text)]);
        await send(`re: ${text}`);
      },
      { handle: { collect: true } },
    );
    await say('one', 'two');
    await time.clock.tickAsync(600);
    await say('three');
    await time.clock.tickAsync(5000);
    expect(seen).toEqual([['wamid.three', 'one\ntwo\nthree', ['one', 'two', 'three']]]);
    expect(gateway.calls.map(({ what, text, id }) => text ?? `${what} ${id}`)).toEqual([
      'read wamid.three',
      're: one\ntwo\nthree',
    ]);
    await channel.close();
  });

  test('its options are read', async () => {
    const texts: unknown[] = [];
    const { channel, say } = startInMemory(subject, async ({ activity }) => void texts.push(activity.text), {
      handle: { collect: { maxCount: 2 } },
    });
    await say('one', 'two', 'three');
    await time.clock.tickAsync(5000);
    expect(texts).toEqual(['one\ntwo', 'three']);
    await channel.close();
  });
});
