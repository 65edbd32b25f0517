import { describe, expect, it } from 'vitest';
import { accountBy } from '../../src/emulator/account-halt.js';
import type { State } from '../../src/emulator/protocol.js';
import { failureKindOf } from '../../src/kaleyra/client/failure-kind.js';
import { asha, chat, type Rig, startRig } from './server-rig.js';

const codes = [undefined, 'WA400', 'WA500', 'RBC001', 'WA401', 'WA-401', 'E110', 'WAV2101', 'FAKE404'];
const meaning = { halt: 'refused', reject: 'good', retry: 'unknown' } as const;

it('an answer means for the account what it means to a bot (R9)', () => {
  for (let status = 300; status < 600; status += 1) {
    for (const code of codes) {
      // These two decide by themselves, and the fake gives them with one status.
      if ((code === 'WA400' && status !== 400) || (code === 'WA500' && status !== 500)) continue;
      expect(accountBy({ status, ...(code && { code }) }), `${status} ${code}`).toBe(
        meaning[failureKindOf({ status, code })],
      );
    }
  }
  expect(accountBy({ status: 202, code: 'WA202' })).toBe('good');
});

const halts = ({ entries }: State): State['entries'] => entries.filter(({ kind }) => kind === 'halt');

async function fail(rig: Rig, kind?: '401' | 'lowBalance' | '500'): Promise<void> {
  const { failure: _, ...faults } = rig.emulator.state().faults;
  await rig.act({ do: 'faults', faults: { ...faults, ...(kind && { failure: { kind, share: 1 } }) } });
}

/** Reads the customer's message, and waits until that is on the page. */
async function readIt(rig: Rig, status: number): Promise<void> {
  const reads = (state: State): number =>
    state.entries.filter((entry) => entry.kind === 'read' && entry.status === status).length;
  const before = reads(rig.emulator.state());
  await rig.read(chat(rig.emulator.state())[0]?.id ?? '');
  await rig.until((state) => reads(state) > before);
}

describe('a read call that is refused for the account', () => {
  it.each([
    ['401', { status: 401, code: 'RBC001' }],
    ['lowBalance', { status: 400, code: 'E110' }],
  ] as const)('%s: halts it, once, until a call is good', async (kind, refused) => {
    const rig = await startRig();
    const { act, until, emulator, page } = rig;
    await act({ do: 'say', customer: asha, text: 'hi' });
    await until(({ bubbles }) => bubbles[0]?.ticks === 'delivered');
    await fail(rig, kind);
    await readIt(rig, refused.status);
    const { halted } = emulator.state();
    expect(halted).toEqual({ at: expect.any(Number), ...refused });
    await readIt(rig, refused.status);
    await fail(rig, '500');
    await readIt(rig, 500);
    expect(halts(emulator.state())).toMatchObject([{ halt: halted, title: 'account refused: read calls rest' }]);
    expect(halts(emulator.state())[0]).not.toHaveProperty('customer');
    await fail(rig);
    await readIt(rig, 202);
    expect(emulator.state()).not.toHaveProperty('halted');
    expect(halts(emulator.state())).toMatchObject([{ status: 'resumed', tookMs: expect.any(Number) }]);
    const told = (): object[] => page.updates.filter(({ type }) => type === 'halted');
    await until(() => told().length === 2);
    expect(told()).toEqual([{ type: 'halted', halted }, { type: 'halted' }]);
  });

  it('is told after it, and outlives a clearing of the page', async () => {
    const rig = await startRig({ faults: { failure: { kind: '401', share: 1 } } });
    const { act, until, emulator } = rig;
    await act({ do: 'say', customer: asha, text: 'hi' });
    await until(({ bubbles }) => bubbles[0]?.ticks === 'delivered');
    await readIt(rig, 401);
    expect(emulator.state().entries.map(({ kind }) => kind)).toEqual(['webhook', 'read', 'halt']);
    await act({ do: 'clear' });
    expect(emulator.state().halted).toMatchObject({ code: 'RBC001' });
    expect(halts(emulator.state())).toEqual([]);
  });
});

it('an answer to a message of the bot halts nothing: replies are not stopped', async () => {
  const { says, until, emulator } = await startRig({ faults: { failure: { kind: '401', share: 1 } } });
  await says('Hello');
  await until(({ entries }) => entries[0]?.status === 401);
  expect(emulator.state()).not.toHaveProperty('halted');
});
