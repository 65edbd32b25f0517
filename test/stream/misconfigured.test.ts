import {
  collectBursts,
  createChannel,
  dispatch,
  downloadAttachment,
  type Gateway,
  isOptionsError,
  isTidemarkError,
  readReceipts,
} from 'tidemark';
import { openLevelStore } from 'tidemark/adapters/level';
import { startFakeKaleyra } from 'tidemark/testing';
import { describe, expect, test } from 'vitest';

const gateway: Gateway = { markRead: async () => undefined, send: async () => ({ id: '' }) };
const channel = (more: object): unknown => createChannel({ gateway, webhook: { auth: 'none' }, ...more } as never);

async function refusalOf(act: () => unknown): Promise<string> {
  try {
    await act();
  } catch (error) {
    if (isOptionsError(error) || isTidemarkError(error) || error instanceof TypeError) return error.message;
    throw error;
  }
  throw new Error('it was not refused');
}

describe('what is set wrong is refused by the name it has where it was set', () => {
  test.each([
    [
      'no gateway',
      () => createChannel({ webhook: { auth: 'none' } } as never),
      'createChannel.gateway: expected an object with the functions markRead, send, got undefined',
    ],
    [
      'a quiet time above the usual longest',
      () => channel({ receipts: { quietMs: 9000 } }),
      'receipts.quietMs: expected at most maxWaitMs (5000 unless given), or the window would close before it is quiet, got 9000',
    ],
    [
      'a longest time below the quiet time',
      () => channel({ receipts: { maxWaitMs: 900 } }),
      'receipts.maxWaitMs: expected at least quietMs, or the window would close before it is quiet, got 900',
    ],
    [
      'dispatch without a channel',
      () => dispatch({} as never, () => undefined),
      'dispatch: expected a channel made by createChannel, got an object',
    ],
    [
      'collectBursts without a channel',
      () => collectBursts(undefined as never),
      'collectBursts: expected a channel made by createChannel, got undefined',
    ],
    [
      'readReceipts without a channel',
      () => readReceipts(7 as never),
      'readReceipts: expected a channel made by createChannel, got 7',
    ],
    [
      'a folder without a name',
      () => openLevelStore({ path: '' }),
      'openLevelStore.path: expected the path of a folder, got an empty string',
    ],
    [
      'no activity to download from',
      () => downloadAttachment(undefined as never),
      'The activity has 0 attachments: none to download, got 0.',
    ],
    ['an option the fake does not have', () => startFakeKaleyra({ latency: 5 } as never), 'expected only sid, '],
  ])('%s', async (_what, act, sentence) => {
    expect(await refusalOf(act)).toContain(sentence);
  });
});
