import { isTidemarkError, type OutgoingActivity } from 'tidemark';
import { expect, test } from 'vitest';
import { post, stateOf, text, useChannels } from '../helpers/channel.js';
import { useClock } from '../helpers/clock.js';

const time = useClock();
const open = useChannels(time);

/** What one reply came to, and what was sent. */
async function replied(input: unknown): Promise<{ done: boolean; error?: unknown; sent: (string | undefined)[] }> {
  const { channel, gateway } = open({ receipts: false });
  let state: ReturnType<typeof stateOf> = { done: false };
  channel.handle(async (_, turn) => {
    const reply = turn.reply(input as OutgoingActivity);
    state = stateOf(reply);
    await reply.catch(() => undefined);
  });
  await post(channel, text('wamid.1'));
  await time.clock.tickAsync(5000);
  return { ...state, sent: gateway.sends.map((message) => message.text) };
}

const hello = { text: 'hello' };
for (const input of [
  { ...hello, attachments: null },
  { ...hello, type: null },
  { ...hello, suggestedActions: null },
  { ...hello, suggestedActions: { actions: null } },
]) {
  test(`null means absent: ${JSON.stringify(input)} is sent`, async () => {
    expect(await replied(input)).toEqual({ done: true, value: { id: 'wamid.out-1' }, sent: ['hello'] });
  });
}

const refused: [unknown, string][] = [
  [undefined, 'UNSUPPORTED_ACTIVITY'],
  [null, 'UNSUPPORTED_ACTIVITY'],
  [123, 'UNSUPPORTED_ACTIVITY'],
  [{ text: 5 }, 'UNSUPPORTED_ACTIVITY'],
  [{ text: ['hello'] }, 'UNSUPPORTED_ACTIVITY'],
  [{ type: 7, text: 'hello' }, 'UNSUPPORTED_ACTIVITY'],
  [{ text: null }, 'EMPTY_TEXT'],
  [{ attachments: null }, 'EMPTY_TEXT'],
  [{}, 'EMPTY_TEXT'],
];
for (const [input, code] of refused) {
  test(`reply(${JSON.stringify(input)}) rejects with ${code} and sends nothing`, async () => {
    const { error, sent } = await replied(input);
    expect(isTidemarkError(error) && error.code).toBe(code);
    expect(sent).toEqual([]);
  });
}

for (const value of [2 ** 31, Number.POSITIVE_INFINITY, 1e300]) {
  test(`a delay of ${value} ms is as long as a timer can be, not as short`, async () => {
    const { channel, gateway } = open({ receipts: false, turnTimeoutMs: 0 });
    channel.handle(async (_, turn) => {
      await turn.reply({ type: 'delay', value });
      await turn.reply('after');
    });
    await post(channel, text('wamid.1'));
    await time.clock.tickAsync(3_600_000);
    expect(gateway.sends).toEqual([]);
  });
}

for (const value of [-5, 0]) {
  test(`a delay of ${value} ms waits for nothing`, async () => {
    const { channel, gateway } = open({ receipts: false });
    channel.handle(async (_, turn) => {
      await turn.reply({ type: 'delay', value });
      await turn.reply('after');
    });
    await post(channel, text('wamid.1'));
    await time.clock.tickAsync(1);
    expect(gateway.sends).toMatchObject([{ text: 'after' }]);
  });
}
