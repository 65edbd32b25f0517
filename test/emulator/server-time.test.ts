import { type SinonFakeTimers, useFakeTimers } from 'sinon';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { asha, ben, chat, openPage, startRig } from './server-rig.js';

let clock: SinonFakeTimers;
beforeEach(() => {
  // HTTP goes on in real time: only what the emulator waits for is moved by hand.
  const toFake = ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'] as const;
  clock = useFakeTimers({ now: Date.UTC(2026, 2, 1, 12), toFake: [...toFake] });
});
afterEach(() => clock.restore());

const texts = (got: readonly { message: Record<string, unknown> }[]): unknown[] =>
  got.map(({ message }) => (message.text as { body: string }).body);

it('typing ends after 25 s', async () => {
  const { act, until, read, emulator, page } = await startRig();
  await act({ do: 'say', customer: asha, text: 'hi' });
  await until(({ bubbles }) => bubbles[0]?.ticks === 'delivered');
  await read(chat(emulator.state())[0]?.id ?? '', true);
  await until(({ typingUntil }) => typingUntil[asha] === Date.now() + 25_000);
  await clock.tickAsync(24_999);
  expect(emulator.state().typingUntil).toHaveProperty(asha);
  await clock.tickAsync(1);
  expect(emulator.state().typingUntil).toEqual({});
  await until(() => page.updates.some((update) => update.type === 'typing' && update.until === undefined));
  expect(emulator.state().entries.find(({ kind }) => kind === 'typing')).toMatchObject({ status: 202 });
});

it('typing ends with the next message of the bot to that customer', async () => {
  const { act, until, read, says, emulator } = await startRig();
  for (const customer of [asha, ben]) await act({ do: 'say', customer, text: 'hi' });
  await until(({ bubbles }) => bubbles.every(({ ticks }) => ticks === 'delivered'));
  for (const { id } of emulator.state().bubbles) await read(id, true);
  await until(({ typingUntil }) => Object.keys(typingUntil).length === 2);
  await says('Hello');
  await until(({ typingUntil }) => typingUntil[asha] === undefined);
  expect(Object.keys(emulator.state().typingUntil)).toEqual([ben]);
});

it('a burst leaves its gap between two messages', async () => {
  const { act, bot } = await startRig();
  await act({ do: 'burst', customer: asha, texts: ['one', 'two', 'three'], gapMs: 400 });
  await bot.until(() => bot.got.length === 1);
  await clock.tickAsync(399);
  expect(bot.got).toHaveLength(1);
  await clock.tickAsync(1);
  await bot.until(() => bot.got.length === 2);
  await clock.tickAsync(400);
  await bot.until(() => bot.got.length === 3);
  expect(texts(bot.got)).toEqual(['one', 'two', 'three']);
});

it('an unreachable bot is told, and tried again after 1, 2, 4, … 30 s until it has all, in order', async () => {
  const { act, bot, until, emulator } = await startRig();
  const { port } = bot;
  await bot.close();
  await act({ do: 'say', customer: asha, text: 'one' });
  await act({ do: 'say', customer: asha, text: 'two' });
  let tries = 1;
  const tried = () => until(({ entries }) => entries.filter(({ status }) => status === 'unreachable').length === tries);
  await tried();
  expect(emulator.state().reachable).toBe(false);
  for (const seconds of [1, 2, 4, 8, 16, 30, 30]) {
    await clock.tickAsync(seconds * 1000 - 1);
    expect(emulator.state().entries).toHaveLength(tries);
    tries += 1;
    await clock.tickAsync(1);
    await tried();
  }
  await bot.listen(port);
  await clock.tickAsync(30_000);
  await until(({ bubbles }) => bubbles.every(({ ticks }) => ticks === 'delivered'));
  expect(texts(bot.got)).toEqual(['one', 'two']);
  expect(emulator.state().reachable).toBe(true);
});

it('a bot that answers 503 is tried again, and counts as reachable', async () => {
  const { act, bot, until, emulator } = await startRig();
  bot.answer = 503;
  await act({ do: 'say', customer: asha, text: 'hi' });
  await until(({ entries }) => entries[0]?.status === 503);
  expect(emulator.state()).toMatchObject({ reachable: true, bubbles: [{ ticks: 'sent' }] });
  bot.answer = 200;
  await clock.tickAsync(1000);
  await until(({ bubbles }) => bubbles[0]?.ticks === 'delivered');
});

it('a bot that answers late gets the next message meanwhile', async () => {
  const { act, bot } = await startRig();
  bot.answer = 'hang';
  await act({ do: 'say', customer: asha, text: 'one' });
  await act({ do: 'say', customer: asha, text: 'two' });
  await bot.until(() => bot.got.length === 1);
  await clock.tickAsync(250);
  await bot.until(() => bot.got.length === 2);
  bot.release();
});

it('an offline phone keeps its messages and what is told to it, and goes on in order', async () => {
  const { act, bot, until, says, emulator } = await startRig();
  await act({ do: 'online', customer: asha, online: false });
  for (const text of ['one', 'two', 'three']) await act({ do: 'say', customer: asha, text });
  await says('Hello');
  await bot.until(() => bot.statuses().length === 1);
  await act({ do: 'say', customer: ben, text: 'other' });
  await bot.until(() => bot.messages().length === 1);
  expect(chat(emulator.state()).map(({ ticks }) => ticks)).toEqual(['waiting', 'waiting', 'waiting']);
  expect(bot.statuses()).toEqual(['sent']);
  await act({ do: 'online', customer: asha, online: true });
  await until((state) => chat(state).filter(({ ticks }) => ticks === 'delivered').length === 3);
  expect(texts(bot.messages())).toEqual(['other', 'one', 'two', 'three']);
  await bot.until(() => bot.statuses().length === 3);
  expect(bot.statuses()).toEqual(['sent', 'delivered', 'read']);
  expect(chat(emulator.state()).at(-1)).toMatchObject({ from: 'business' });
});

it('reordered, the messages of a burst arrive newest first', async () => {
  const { act, bot } = await startRig({ faults: { reorder: true } });
  await act({ do: 'burst', customer: asha, texts: ['one', 'two', 'three'], gapMs: 1200 });
  for (let step = 0; step < 3; step += 1) await clock.tickAsync(1200);
  await clock.tickAsync(500);
  await bot.until(() => bot.got.length === 3);
  expect(texts(bot.got)).toEqual(['three', 'two', 'one']);
});

it('a page that listens hears a beat every 15 s, so that one which is gone is noticed; then the beats end', async () => {
  const { page, until, emulator } = await startRig();
  const heard = (count: number) => until(() => page.comments.length === count);
  await clock.tickAsync(14_999);
  expect(page.comments).toEqual([]);
  for (const count of [1, 2]) {
    await clock.tickAsync(count === 1 ? 1 : 15_000);
    await heard(count);
  }
  expect(page.comments).toEqual([': beat', ': beat']);
  expect(clock.countTimers()).toBe(1);
  page.close();
  const other = await openPage(emulator);
  await vi.waitFor(() => expect(clock.countTimers()).toBe(1));
  other.close();
});

it('who asked for it is told once that the bot is not reached, and once that it is again', async () => {
  const told: unknown[] = [];
  const onReachable = (...news: unknown[]): void => {
    told.push(news);
    throw new Error('the fault of who listens');
  };
  const { act, bot, until } = await startRig({ onReachable });
  const { port } = bot;
  await act({ do: 'say', customer: asha, text: 'one' });
  await until(({ bubbles }) => bubbles.every(({ ticks }) => ticks === 'delivered'));
  await bot.close();
  await act({ do: 'say', customer: asha, text: 'two' });
  const failed = (count: number) =>
    until(({ entries }) => entries.filter(({ status }) => status === 'unreachable').length === count);
  await failed(1);
  await clock.tickAsync(1000);
  await failed(2);
  await bot.listen(port);
  await clock.tickAsync(2000);
  await until(({ bubbles }) => bubbles.every(({ ticks }) => ticks === 'delivered'));
  expect(told).toEqual([
    [false, expect.stringContaining('ECONNREFUSED')],
    [true, undefined],
  ]);
});

it('nothing is posted, and no timer is left, once it is closed', async () => {
  const { act, bot, until, emulator, read } = await startRig({ faults: { reorder: true, latencyMs: 0 } });
  await bot.close();
  await act({ do: 'say', customer: asha, text: 'waits for its burst' });
  await act({ do: 'faults', faults: { latencyMs: 0, redeliver: false, reorder: false } });
  await act({ do: 'burst', customer: ben, texts: ['one', 'two'], gapMs: 5000 });
  await until(({ entries }) => entries.some(({ status }) => status === 'unreachable'));
  await read(chat(emulator.state())[0]?.id ?? '', true);
  await Promise.all([emulator.close(), emulator.close()]);
  expect(clock.countTimers()).toBe(0);
});
