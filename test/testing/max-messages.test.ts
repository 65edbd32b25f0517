import { kaleyraWebhook, startFakeKaleyra, textMessage } from 'tidemark/testing';
import { expect, it, onTestFinished } from 'vitest';
import { call, readBody, sendBody } from './call.js';
import { startReceiver } from './receiver.js';
import { uploaded } from './upload.js';

interface Posted {
  from?: string;
  at?: number;
}

async function start(strictIds = false) {
  const kaleyra = await startFakeKaleyra({ maxMessages: 2, strictIds, keepUploads: true });
  onTestFinished(() => kaleyra.close());
  const receiver = await startReceiver();
  onTestFinished(() => receiver.close());
  const [businessNumber = ''] = kaleyra.businessNumbers;
  return {
    kaleyra,
    async post(id: string, { from = '1', at = 1000 }: Posted = {}) {
      const messages = [textMessage({ id, text: 'Hi', timestamp: at })];
      await kaleyra.postWebhook(receiver.url, kaleyraWebhook({ from, businessNumber, messages }));
    },
    read: async (id: string) => (await call(kaleyra, { body: readBody(id) })).status,
  };
}

const idOf = (text: string): string => (JSON.parse(text) as { data: Record<string, string> }).data.message_id ?? '';

it('the newest messages of the customers are remembered, in the order of their arrival', async () => {
  const { kaleyra, post, read } = await start(true);
  for (const id of ['a', 'b', 'c', 'd']) await post(id);
  expect(['a', 'b', 'c', 'd'].map(kaleyra.knows)).toEqual([false, false, true, true]);
  expect([await read('a'), await read('c')]).toEqual([400, 202]);
  expect(kaleyra.unread()).toEqual(['d']);
});

it('the newest messages of the business are remembered', async () => {
  const { kaleyra, read } = await start();
  for (const text of ['x', 'y', 'z']) await read(idOf((await call(kaleyra, { body: sendBody(text) })).text));
  expect(kaleyra.reads.map(({ violations }) => violations.length)).toEqual([1, 1, 1]);
  const [oldest = ''] = kaleyra.reads.map(({ messageId }) => messageId ?? '');
  expect(await read(oldest)).toBe(202);
});

it('the newest ids that were read are remembered', async () => {
  const { kaleyra, read } = await start();
  for (const id of ['a', 'b', 'c']) await read(id);
  expect(['a', 'b', 'c'].map(kaleyra.isRead)).toEqual([false, true, true]);
});

it('what is read is forgotten for the conversation that was longest left alone', async () => {
  const { kaleyra, post, read } = await start();
  for (const [id, from] of [
    ['a1', '1'],
    ['b1', '2'],
    ['a2', '1'],
    ['c1', '3'],
  ] as const) {
    await post(id, { from });
    await read(id);
  }
  await post('a0', { from: '1', at: 900 });
  await post('b0', { from: '2', at: 900 });
  expect(['a0', 'b0'].map(kaleyra.isRead)).toEqual([true, false]);
});

it('the newest uploads are remembered', async () => {
  const { kaleyra } = await start();
  const ids: string[] = [];
  for (let count = 0; count < 3; count += 1) ids.push(await uploaded(kaleyra));
  const files = await Promise.all(ids.map((id) => kaleyra.uploadedFile(id)));
  expect(files.map((file) => file?.name)).toEqual([undefined, 'a.png', 'a.png']);
});

it.each([0, -1, 1.5, Number.NaN])('maxMessages is not %d', async (maxMessages) => {
  await expect(startFakeKaleyra({ maxMessages })).rejects.toThrow('expected maxMessages to be a positive integer');
});
