import { expect, it } from 'vitest';
import { drawFailures } from '../../src/emulator/failure-plan.js';
import type { FaultKind, Faults } from '../../src/emulator/protocol.js';
import { asha, chat, startRig } from './server-rig.js';

const none: Faults = { latencyMs: 0, redeliver: false, reorder: false };

it.each([
  ['429', 429, 'FAKE429'],
  ['500', 500, 'WA500'],
  ['401', 401, 'RBC001'],
  ['lowBalance', 400, 'E110'],
] as const)('with %s calls are answered %i, until the fault is taken away', async (kind, status, code) => {
  const { act, says, until, emulator } = await startRig();
  await act({ do: 'faults', faults: { ...none, failure: { kind, share: 1 } } });
  const answer = await says('Hello');
  expect([answer.status, answer.text.includes(code)]).toEqual([status, true]);
  await until(({ entries }) => entries[0]?.status === status);
  expect(chat(emulator.state())).toEqual([]);
  await act({ do: 'faults', faults: none });
  expect((await says('Hello')).status).toBe(202);
  expect(emulator.state().faults).toEqual(none);
});

it('with drop the connection is cut', async () => {
  const { says, until } = await startRig({ faults: { failure: { kind: 'drop', share: 1 } } });
  await expect(says('Hello')).rejects.toThrow();
  await until(({ entries }) => entries[0]?.status === 'dropped');
});

it('a share of the calls fails, the same ones for the same seed', () => {
  const plan = (seed: number) => drawFailures({ ...none, failure: { kind: '500', share: 0.1 } }, seed);
  expect(plan(1).filter((each) => each === 'WA500')).toHaveLength(100);
  expect(plan(1)).toEqual(plan(1));
  expect(plan(1)).not.toEqual(plan(2));
});

it('several kinds of failure hold at once', () => {
  const others = [{ kind: 'drop', share: 0.25 }] as const;
  const plan = drawFailures({ ...none, failure: { kind: '401', share: 0.5 }, others }, 1);
  const count = (what: unknown): number => plan.filter((each) => each === what).length;
  expect([count('RBC001'), count('drop'), plan.length]).toEqual([500, 250, 1000]);
});

it('takes shares that add up to 1, and no more', async () => {
  const { act } = await startRig();
  const shares = (...all: number[]): Faults => ({
    ...none,
    others: all.map((share) => ({ kind: '500' as FaultKind, share })),
  });
  await act({ do: 'faults', faults: shares(0.7, 0.2, 0.1) });
  await expect(act({ do: 'faults', faults: shares(0.7, 0.4) })).rejects.toThrow('add up to more than 1');
});

it('latency delays the answers', async () => {
  const { says, emulator, until } = await startRig({ latencyMs: 30 });
  expect(emulator.state().faults.latencyMs).toBe(30);
  await says('Hello');
  await until(({ entries }) => (entries[0]?.tookMs ?? 0) >= 29);
});

it('redelivered, each webhook comes twice, to the letter', async () => {
  const { act, bot, emulator } = await startRig({ faults: { redeliver: true } });
  await act({ do: 'say', customer: asha, text: 'hi' });
  await bot.until(() => bot.got.length === 2);
  expect(bot.got[1]?.text).toBe(bot.got[0]?.text);
  expect(emulator.state().counters.messages).toBe(1);
});
