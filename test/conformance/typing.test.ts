import { describe, expect, test } from 'vitest';
import { sleep } from '../adapters/gateway-bot.js';
import { useClock } from '../helpers/clock.js';
import { startInMemory } from './start.js';
import { subjects } from './subjects.js';

const time = useClock();

describe.each(subjects)('$name: typing and delay', (subject) => {
  test('R8: however often a bot asks within 20 s, one call shows the indicator, and asking never waits', async () => {
    const waited: number[] = [];
    const { gateway, channel, say } = startInMemory(subject, async ({ typing, send }) => {
      for (let ask = 0; ask < 5; ask += 1) {
        const before = performance.now();
        await typing();
        waited.push(performance.now() - before);
        await sleep(1000);
      }
      await send('done');
    });
    gateway.plan('ok', { afterMs: 3000 });
    await say('one');
    await time.clock.tickAsync(10_000);
    expect(waited).toEqual([0, 0, 0, 0, 0]);
    expect(gateway.calls.map(({ what, id, typing, text }) => [what, text ?? id, typing])).toEqual([
      ['read', 'wamid.one', false],
      ['read', 'wamid.one', true],
      ['send', 'done', false],
    ]);
    await channel.close();
  });

  test('R8: an indicator asked for among replies is one call too, and gives an empty id', async () => {
    const responses: unknown[] = [];
    const { gateway, channel, say } = startInMemory(subject, async ({ send }) => {
      responses.push(await send({ type: 'typing' }, { type: 'delay', value: 5000 }, 'done'));
    });
    await say('one');
    await time.clock.tickAsync(10_000);
    expect(responses).toEqual([[{ id: '' }, { id: '' }, { id: 'wamid.out-1' }]]);
    expect(gateway.calls.map(({ what, typing }) => [what, typing])).toEqual([
      ['read', false],
      ['read', true],
      ['send', false],
    ]);
    await channel.close();
  });

  test('R8: asking does not wait for a reply that is on its way', async () => {
    const order: string[] = [];
    const { channel, say } = startInMemory(
      subject,
      async ({ typing, send }) => {
        const reply = send('soon').then(() => order.push('reply'));
        await typing();
        order.push('typing');
        await reply;
      },
      { receipts: { when: 'alongside' } },
    );
    await say('one');
    await time.clock.tickAsync(10);
    expect(order).toEqual(['typing']);
    await time.clock.tickAsync(1000);
    expect(order).toEqual(['typing', 'reply']);
    await channel.close();
  });

  test('R8: with alongside the indicator rides on the pending tick: one call in all', async () => {
    const { gateway, channel, say } = startInMemory(
      subject,
      async ({ typing, send }) => {
        await typing();
        await sleep(3000);
        await send('done');
      },
      { receipts: { when: 'alongside' } },
    );
    await say('one');
    await time.clock.tickAsync(10_000);
    expect(gateway.calls.map(({ what, typing }) => [what, typing])).toEqual([
      ['read', true],
      ['send', false],
    ]);
    await channel.close();
  });

  test('R8: the indicator is renewed every 20 s while the bot runs, and never after', async () => {
    const { gateway, channel, say } = startInMemory(subject, async ({ typing }) => {
      await typing();
      await sleep(45_000);
    });
    await say('one');
    await time.clock.tickAsync(200_000);
    const typings = gateway.reads.filter(({ typing }) => typing).map(({ atMs }) => atMs);
    expect(typings.map((atMs) => atMs - (typings[0] ?? 0))).toEqual([0, 20_000, 40_000]);
    await channel.close();
  });

  test('a delay waits by its value, or for a second', async () => {
    const { gateway, channel, say } = startInMemory(subject, ({ send }) =>
      send('one', { type: 'delay', value: 2500 }, 'two', { type: 'delay' }, 'three'),
    );
    await say('hello');
    await time.clock.tickAsync(10_000);
    const [first] = gateway.sends;
    expect(gateway.sends.map(({ text, atMs }) => [text, atMs - (first?.atMs ?? 0)])).toEqual([
      ['one', 0],
      ['two', 2500],
      ['three', 3500],
    ]);
    await channel.close();
  });

  test('a turn that takes longer than turnTimeoutMs ends: its late replies reject with TURN_ENDED', async () => {
    const errors: unknown[] = [];
    const { gateway, channel, say } = startInMemory(
      subject,
      async ({ activity, send }) => {
        if (activity.text === 'slow') await sleep(10_000);
        await send(`re: ${activity.text}`).catch((error: unknown) => errors.push(error));
      },
      { turnTimeoutMs: 2000 },
    );
    await say('slow', 'next');
    await time.clock.tickAsync(20_000);
    expect(errors).toMatchObject([{ code: 'TURN_ENDED' }]);
    expect(gateway.sends.map(({ text }) => text)).toEqual(['re: next']);
    await channel.close();
  });
});
