import { type Channel, createChannel } from 'tidemark';
import { openLevelStore } from 'tidemark/adapters/level';
import { afterEach, expect, test, vi } from 'vitest';
import { createRecordingLogger, post, text } from '../../helpers/channel.js';
import { createFakeGateway, type FakeGateway } from '../../helpers/fake-gateway.js';
import { newPath, useFolders } from './folder-tools.js';

useFolders();
const opened: Channel[] = [];
afterEach(async () => void (await Promise.all(opened.splice(0).map((channel) => channel.close()))));

interface Bot {
  channel: Channel;
  gateway: FakeGateway;
  store: Awaited<ReturnType<typeof openLevelStore>>;
}

async function start(path: string, { quietMs = 20 }: { quietMs?: number } = {}): Promise<Bot> {
  const gateway = createFakeGateway();
  const store = await openLevelStore({ path });
  const receipts = { when: 'alongside', quietMs } as const;
  const channel = createChannel({
    gateway,
    store,
    receipts,
    webhook: { auth: 'none' },
    logger: createRecordingLogger(),
    drainTimeoutMs: 100,
  });
  opened.push(channel);
  return { channel, gateway, store };
}

const soon = { timeout: 20_000 };

test('R20: a receipt that could not be sent before the end is sent by the next process', async () => {
  const path = await newPath();
  const first = await start(path);
  first.gateway.always('hang');
  let turns = 0;
  first.channel.handle(() => {
    turns += 1;
  });
  await post(first.channel, text('wamid.1'));
  await vi.waitFor(() => expect([turns, first.gateway.reads.length]).toEqual([1, 1]), soon);
  expect(await first.channel.close()).toMatchObject({ remaining: [], unread: 1 });

  const second = await start(path);
  await vi.waitFor(() => expect(second.gateway.reads.map(({ id }) => id)).toEqual(['wamid.1']), soon);
});

test('R5: the mark is known after a restart: what is older needs no call, and a redelivery is one', async () => {
  const path = await newPath();
  const first = await start(path);
  first.channel.handle(() => undefined);
  await post(first.channel, text('wamid.1'));
  await vi.waitFor(() => expect(first.channel.receipts.stats().sent).toBe(1), soon);
  await first.channel.close();

  const second = await start(path);
  const handled: unknown[] = [];
  second.channel.handle(({ id }) => handled.push(id));
  const answer = await post(second.channel, text('wamid.1'), {
    ...text('wamid.0'),
    timestamp: String(Math.floor(Date.now() / 1000) - 60),
  });
  expect(JSON.parse(answer.body)).toMatchObject({ accepted: 1, duplicates: 1 });
  await vi.waitFor(() => expect(handled).toEqual(['wamid.0']), soon);
  expect([second.channel.receipts.stats().covered, second.gateway.reads]).toEqual([1, []]);
});

test('a message whose handler fails maxAttempts times is a dead letter, is replayed, and is handled then', async () => {
  const { channel, store } = await start(await newPath());
  const failed: unknown[] = [];
  let broken = true;
  let handled = 0;
  channel.on('turnFailed', ({ attempt }) => failed.push(attempt));
  channel.handle(
    () => {
      if (broken) throw new Error('broken');
      handled += 1;
    },
    { maxAttempts: 2 },
  );
  await post(channel, text('wamid.1'));
  await vi.waitFor(async () => expect(await channel.health()).toMatchObject({ dead: 1, waiting: 0 }), soon);
  expect(failed).toEqual([1, 2]);
  expect(await store.deadLetters.list()).toMatchObject([{ id: 'wamid.1', outcome: 'failed', attempts: 2 }]);
  broken = false;
  expect(await store.deadLetters.replay('wamid.1')).toBe(true);
  await vi.waitFor(() => expect(handled).toBe(1), soon);
  await vi.waitFor(async () => expect(await channel.health()).toMatchObject({ dead: 0, waiting: 0 }), soon);
});
