import { expect, test } from 'vitest';
import { post, text, useChannels } from '../helpers/channel.js';
import { useClock } from '../helpers/clock.js';

const time = useClock();
const open = useChannels(time);
const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Handles a burst of messages, one after another; gives the receipts' calls and when the handlers ran, from the burst on. */
async function runBurst(
  handlers: readonly (() => Promise<void>)[],
  when: 'beforeHandler' | 'alongside',
): Promise<{ calls: [string, boolean, number][]; ran: [number, number][] }> {
  const { channel, gateway } = open({ receipts: { typing: 'withReceipt', when } });
  const ran: [number, number][] = [];
  const waiting = [...handlers];
  const start = performance.now();
  const now = (): number => performance.now() - start;
  channel.handle(async () => {
    const began = now();
    await waiting.shift()?.();
    ran.push([began, now()]);
  });
  await time.clock.tickAsync(0);
  await post(channel, ...handlers.map((_, index) => text(`wamid.${index + 1}`)));
  await time.clock.tickAsync(200_000);
  return { calls: gateway.reads.map(({ id, typing, atMs }) => [id, typing, atMs - start]), ran };
}

test('R8: withReceipt on a channel, the end of the first handler of a burst leaves the bubble to the second', async () => {
  const { calls, ran } = await runBurst([() => sleep(5000), () => sleep(30_000)], 'beforeHandler');
  expect(ran).toEqual([
    [1000, 6000],
    [6000, 36_000],
  ]);
  expect(calls).toEqual([
    ['wamid.2', true, 1000],
    ['wamid.2', true, 21_000],
  ]);
});

test('R8: withReceipt on a channel, alongside, the first handler may end before the receipt or after it', async () => {
  for (const firstMs of [500, 5000]) {
    const { calls, ran } = await runBurst([() => sleep(firstMs), () => sleep(30_000)], 'alongside');
    expect(ran).toEqual([
      [0, firstMs],
      [firstMs, firstMs + 30_000],
    ]);
    expect(calls).toEqual([
      ['wamid.2', true, 1000],
      ['wamid.2', true, 21_000],
    ]);
  }
});

test('R8: withReceipt on a channel, the first handler of a burst may take so long that the bubble is renewed', async () => {
  const { calls } = await runBurst([() => sleep(30_000), () => sleep(1000)], 'beforeHandler');
  expect(calls.map(([, typing, atMs]) => [typing, atMs])).toEqual([
    [true, 1000],
    [true, 21_000],
  ]);
});

test('R8: withReceipt on a channel, the bubble is not renewed once the last handler of a burst has failed', async () => {
  const fail = async (): Promise<void> => {
    await sleep(5000);
    throw new Error('the bot broke');
  };
  const { calls } = await runBurst([() => sleep(5000), fail], 'beforeHandler');
  expect(calls).toEqual([['wamid.2', true, 1000]]);
});
