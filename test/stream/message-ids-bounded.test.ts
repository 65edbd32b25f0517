import { type MessageStatus, partiesOf } from 'tidemark';
import { reactionMessage, statusWebhook } from 'tidemark/testing';
import { expect, test } from 'vitest';
import { createRecentlyUsed } from '../../src/recently-used.js';
import { createSentIds } from '../../src/stream/sent-ids.js';
import { BUSINESS, CUSTOMER, conversationOf, post, requestOf, useChannels } from '../helpers/channel.js';
import { useClock } from '../helpers/clock.js';
import { createFakeGateway } from '../helpers/fake-gateway.js';

const time = useClock();
const open = useChannels(time);

function statusOf(id: string, wamid: string): MessageStatus {
  return { id: wamid, ids: [wamid, id], status: 'sent', conversation: conversationOf(), channelData: {} };
}

test('the 10,000 ids used last are remembered, with their wamids; the rest stay as they come', () => {
  const ids = createSentIds();
  const wamid = (index: number): string => `wamid.${index}`;
  for (let index = 0; index < 10_000; index += 1) {
    ids.sent(`own-${index}`);
    ids.statusOf(statusOf(`own-${index}`, wamid(index)));
  }
  expect([ids.sentIdOf(wamid(0)), ids.wamidOf('own-1')]).toEqual(['own-0', wamid(1)]);
  ids.sent('own-10000');
  // The question about own-1 was a use of it.
  const known = [0, 1, 2].map((index) => [ids.sentIdOf(wamid(index)), ids.wamidOf(`own-${index}`)]);
  expect(known).toEqual([
    [wamid(0), 'own-0'],
    ['own-1', wamid(1)],
    ['own-2', wamid(2)],
  ]);
  expect(ids.statusOf(statusOf('own-0', wamid(0))).id).toBe(wamid(0));
});

test('a send that was answered with the wamid takes no room', () => {
  const ids = createSentIds();
  ids.sent('own-1');
  for (let index = 0; index < 10_000; index += 1) ids.sent(`wamid.${index}`);
  expect(ids.statusOf(statusOf('own-1', 'wamid.own')).id).toBe('own-1');
});

test('an id that is answered twice, and a wamid that two ids claim, keep what was first', () => {
  const ids = createSentIds();
  ids.sent('own-1');
  ids.sent('own-2');
  ids.statusOf(statusOf('own-1', 'wamid.1'));
  ids.sent('own-1');
  ids.statusOf(statusOf('own-1', 'wamid.other'));
  ids.statusOf(statusOf('own-2', 'wamid.1'));
  expect([ids.wamidOf('own-1'), ids.wamidOf('own-2'), ids.sentIdOf('wamid.1')]).toEqual(['wamid.1', 'own-2', 'own-1']);
});

test('a gateway of any kind may answer with ids of its own; uploads and the service URL are still its', async () => {
  const gateway = createFakeGateway();
  const uploads: unknown[] = [];
  const { channel } = open({
    receipts: false,
    gateway: {
      ...gateway,
      send: async (message) => {
        await gateway.send(message);
        return { id: 'own-1' };
      },
      upload: async (file) => {
        uploads.push(file.contentType);
        return { mediaId: 'media-1' };
      },
    },
  });
  const heard: (string | undefined)[] = [];
  channel.handle(({ replyToId, serviceUrl }) => void heard.push(replyToId, serviceUrl));
  const { id } = await new Promise<{ id: string }>((resolve, reject) => {
    const attachments = [{ contentType: 'image/png', contentUrl: 'data:image/png;base64,aGVsbG8=' }];
    channel
      .continueConversation(conversationOf(), async (_, turn) => resolve(await turn.reply({ attachments })))
      .catch(reject);
  });
  const { businessNumber, userId: recipient } = partiesOf(conversationOf()) ?? { businessNumber: '', userId: '' };
  const body = statusWebhook({ id: 'wamid.1', statusId: 'own-1', status: 'sent', businessNumber, recipient });
  await channel.handleWebhook(requestOf(body));
  await post(channel, reactionMessage({ messageId: 'wamid.1', emoji: '👍' }));
  await time.clock.tickAsync(0);
  expect([id, uploads, heard]).toEqual(['own-1', ['image/png'], ['own-1', 'https://api.example.test']]);
  expect([businessNumber, recipient]).toEqual([BUSINESS, CUSTOMER]);
});

test('what is recently used is what a plain list in order of use says', () => {
  const limit = 5;
  const map = createRecentlyUsed<number>(limit);
  let list: [string, number][] = [];
  let seed = 1;
  const random = (below: number): number => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed % below;
  };
  for (let step = 0; step < 5000; step += 1) {
    const key = `key-${random(9)}`;
    const found = list.find(([one]) => one === key);
    const others = list.filter(([one]) => one !== key);
    if (random(2) === 0) {
      expect(map.get(key)).toBe(found?.[1]);
      if (found !== undefined) list = [...others, found];
      continue;
    }
    list = [...others, [key, step]];
    const gone = list.length > limit ? list.shift() : undefined;
    expect(map.set(key, step)).toBe(gone?.[1]);
  }
});
