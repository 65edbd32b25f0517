import { type SinonFakeTimers, useFakeTimers } from 'sinon';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Entry, State } from '../../src/emulator/protocol.js';
import { asha, ask, chat, startRig } from './server-rig.js';

let clock: SinonFakeTimers;
beforeEach(() => {
  const toFake = ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'] as const;
  clock = useFakeTimers({ now: Date.UTC(2026, 2, 1, 12), toFake: [...toFake] });
});
afterEach(() => clock.restore());

const dues = ({ entries }: State): readonly Entry[] => entries.filter(({ kind }) => kind === 'due');
const delivered = ({ bubbles }: State): boolean => bubbles.every(({ ticks }) => ticks === 'delivered');

it('a receipt that is due stands between its webhooks and the call for it, with the time from one to the other', async () => {
  const { act, until, read, emulator } = await startRig();
  const at = Date.now();
  for (const text of ['one', 'two']) await act({ do: 'say', customer: asha, text });
  await until(delivered);
  const [, { id: newest = '' } = {}] = chat(emulator.state());
  await clock.tickAsync(1000);
  const due = { by: 'quiet', messages: 2, newest, quietMs: 1000, maxWaitMs: 5000 };
  expect(dues(emulator.state())).toEqual([
    { seq: 3, at: at + 1000, customer: asha, kind: 'due', title: 'receipt due (expected)', violations: [], due },
  ]);
  await clock.tickAsync(15);
  await read(newest);
  await until(({ entries }) => entries.some(({ kind, status }) => kind === 'read' && status === 202));
  expect(emulator.state().entries.map(({ kind }) => kind)).toEqual(['webhook', 'webhook', 'due', 'read']);
  expect(dues(emulator.state())).toMatchObject([{ status: 'called', tookMs: 15 }]);
  expect(emulator.state().entries.at(-1)).not.toHaveProperty('earlyMs');
  expect((await ask(emulator, '/api/entries/3')).status).toBe(404);
});

it('a call before a receipt was expected says how long before', async () => {
  const { act, until, read, emulator } = await startRig({ quietMs: 2000 });
  await act({ do: 'say', customer: asha, text: 'hi' });
  await until(delivered);
  await clock.tickAsync(500);
  await read(chat(emulator.state())[0]?.id ?? '');
  await until(({ entries }) => entries.some(({ kind, status }) => kind === 'read' && status === 202));
  expect(emulator.state().entries.at(-1)).toMatchObject({ kind: 'read', earlyMs: 1500, latencyMs: 500 });
  await clock.tickAsync(9000);
  expect(dues(emulator.state())).toEqual([]);
});

it('a call that comes too late for two moments ends both', async () => {
  const { act, until, read, emulator } = await startRig();
  for (const text of ['one', 'two']) {
    await act({ do: 'say', customer: asha, text });
    await until(delivered);
    await clock.tickAsync(1000);
  }
  expect(dues(emulator.state()).map(({ status }) => status)).toEqual([undefined, undefined]);
  await read(chat(emulator.state())[1]?.id ?? '');
  await until((state) => dues(state).every(({ status }) => status === 'called'));
  expect(dues(emulator.state()).map(({ tookMs }) => tookMs)).toEqual([1000, 0]);
});

it('the window is the one that was given', async () => {
  const { act, until, emulator } = await startRig({ quietMs: 300, maxWaitMs: 400 });
  for (const text of ['one', 'two']) {
    await act({ do: 'say', customer: asha, text });
    await until(delivered);
    await clock.tickAsync(200);
  }
  expect(dues(emulator.state())).toMatchObject([{ due: { by: 'longest', quietMs: 300, maxWaitMs: 400 } }]);
});

it('a tap is due at once, a reaction never', async () => {
  const { act, until, send, emulator } = await startRig();
  const reply = { id: 'y', title: 'Yes' };
  const interactive = { type: 'button', body: { text: '?' }, action: { buttons: [{ type: 'reply', reply }] } };
  const common = { messaging_product: 'whatsapp', recipient_type: 'individual', to: asha };
  await send({ messaging_object: { ...common, type: 'interactive', interactive } });
  await until((state) => chat(state).length === 1);
  const [{ id = '' } = {}] = chat(emulator.state());
  await act({ do: 'react', customer: asha, bubble: id, emoji: '👍' });
  await until(({ entries }) => entries.some(({ title, status }) => /reaction/.test(title) && status === 200));
  await clock.tickAsync(9000);
  expect(dues(emulator.state())).toEqual([]);
  await act({ do: 'tap', customer: asha, bubble: id, choice: 'y' });
  await until((state) => dues(state).length === 1);
  expect(dues(emulator.state())).toMatchObject([{ due: { by: 'tap', messages: 1 } }]);
});

it('nothing is due for a message the bot has refused, nor for a webhook sent again that it knows', async () => {
  const { act, bot, until, read, emulator } = await startRig();
  bot.answer = 401;
  await act({ do: 'say', customer: asha, text: 'refused' });
  await until(({ entries }) => entries[0]?.status === 401);
  await clock.tickAsync(9000);
  expect(dues(emulator.state())).toEqual([]);
  bot.answer = 200;
  const [{ id = '' } = {}] = chat(emulator.state());
  await act({ do: 'resend', bubble: id });
  await until(delivered);
  await clock.tickAsync(1000);
  expect(dues(emulator.state())).toMatchObject([{ due: { newest: id } }]);
  await act({ do: 'faults', faults: { ...emulator.state().faults, failure: { kind: '500', share: 1 } } });
  await read(id);
  await until((state) => dues(state)[0]?.status === 'called');
  await act({ do: 'resend', bubble: id });
  await until(({ entries }) => entries.filter(({ title }) => title.endsWith('(again)')).length === 2);
  await clock.tickAsync(9000);
  expect(dues(emulator.state())).toHaveLength(1);
});

it('nothing is due for a late message below what is read', async () => {
  const { act, until, read, emulator } = await startRig();
  await act({ do: 'say', customer: asha, text: 'now' });
  await until(delivered);
  await read(chat(emulator.state())[0]?.id ?? '');
  await act({ do: 'say', customer: asha, text: 'late', secondsAgo: 90 });
  await until(({ bubbles }) => bubbles[1]?.ticks === 'read');
  await clock.tickAsync(9000);
  expect(dues(emulator.state())).toEqual([]);
});

it('the first answer to a message has the time since it, a second one has none', async () => {
  const { act, until, says, emulator } = await startRig();
  await act({ do: 'say', customer: asha, text: 'hi' });
  await until(delivered);
  await clock.tickAsync(700);
  for (const text of ['Hello', 'How are you?']) await says(text);
  const sends = () => emulator.state().entries.filter(({ kind, status }) => kind === 'send' && status === 202);
  await until(() => sends().length === 2);
  expect(sends().map(({ latencyMs }) => latencyMs)).toEqual([700, undefined]);
});

it('cleared, or closed, nothing is due any more', async () => {
  const { act, until, emulator } = await startRig();
  await act({ do: 'say', customer: asha, text: 'one' });
  await until(delivered);
  await act({ do: 'clear' });
  await clock.tickAsync(9000);
  expect(emulator.state().entries).toEqual([]);
  await act({ do: 'say', customer: asha, text: 'two' });
  await until(delivered);
  await emulator.close();
  expect(clock.countTimers()).toBe(0);
});
