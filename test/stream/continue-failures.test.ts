import { isTidemarkError, isTurnError } from 'tidemark';
import { expect, test } from 'vitest';
import { BUSINESS, CUSTOMER, conversationOf, never, stateOf, useChannels } from '../helpers/channel.js';
import { useClock } from '../helpers/clock.js';

const time = useClock();
const open = useChannels(time);

for (const id of ['', 'nonsense', ':', `${BUSINESS}:`, `:${CUSTOMER}`]) {
  test(`the conversation id "${id}" is unknown: a typed error, and the handler does not run`, async () => {
    const { channel } = open();
    let runs = 0;
    const states = [id, { conversation: { id } }].map((conversation) =>
      stateOf(
        channel.continueConversation(conversation, () => {
          runs += 1;
        }),
      ),
    );
    await time.clock.tickAsync(0);
    for (const { error } of states) expect(isTidemarkError(error) && error.code).toBe('UNKNOWN_CONVERSATION');
    expect(runs).toBe(0);
  });
}

for (const broken of [
  null,
  undefined,
  7,
  {},
  { conversation: null },
  { conversation: {} },
  { conversation: { id: 7 } },
]) {
  test(`the stored reference ${JSON.stringify(broken)} is unknown: a typed error`, async () => {
    const { channel } = open();
    const state = stateOf(channel.continueConversation(broken as never, () => undefined));
    await time.clock.tickAsync(0);
    expect(isTidemarkError(state.error) && state.error.code).toBe('UNKNOWN_CONVERSATION');
  });
}

test('an error of the handler rejects to the caller, and the line goes on', async () => {
  const { channel } = open();
  const failure = new Error('no news today');
  await expect(channel.continueConversation(conversationOf(), () => Promise.reject(failure))).rejects.toBe(failure);
  await channel.continueConversation(conversationOf(), () => undefined);
});

test('a proactive turn has a time limit: it rejects with TurnError and its signal is aborted', async () => {
  const { channel } = open({ turnTimeoutMs: 2000 });
  const signals: AbortSignal[] = [];
  const state = stateOf(
    channel.continueConversation(conversationOf(), (_activity, { signal }) => {
      signals.push(signal);
      return never();
    }),
  );
  await time.clock.tickAsync(2000);
  expect(isTurnError(state.error)).toBe(true);
  expect(signals[0]?.aborted).toBe(true);
});
