import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { type FakeKaleyra, kaleyraWebhook, startFakeKaleyra, textMessage } from 'tidemark/testing';
import { afterEach, expect, test, vi } from 'vitest';
import { seededRandom } from '../../../src/seeded-random.js';
import { killAll, type Program, start } from '../../examples/example-process.js';
import { brokenPromises, type History, type HistoryMessage } from '../../stores/check-history.js';
import { newPath, useFolders } from './folder-tools.js';

useFolders();
let kaleyra: FakeKaleyra | undefined;
afterEach(async () => {
  await killAll();
  await kaleyra?.close();
});

const BUSINESS = '910000000001';
const CONVERSATIONS = 40;
const WEBHOOKS = 25;
const timeout = 240_000;
const startSecond = Math.floor(Date.now() / 1000) - WEBHOOKS;

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** A bot that is killed and started again, always at the same address. */
interface Lives {
  readonly url: string;
  readonly ends: ('killed' | 'closed')[];
  begin(): Promise<void>;
  end(how: 'killed' | 'closed'): Promise<void>;
  health(): Promise<unknown>;
}

async function createLives({ baseUrl, sid, apiKey }: FakeKaleyra): Promise<Lives> {
  const [path, port] = [await newPath(), await freePort()];
  const ends: Lives['ends'] = [];
  let program: Program | undefined;
  return {
    url: `http://127.0.0.1:${port}/webhook`,
    ends,
    async begin() {
      program = start([process.execPath, '--import', 'tsx', 'test/adapters/level/crash-worker.ts'], {
        STORE_PATH: path,
        LIFE: String(ends.length),
        PORT: String(port),
        BASE_URL: baseUrl,
        SID: sid,
        API_KEY: apiKey,
      });
      await program.line('stdout', /^open$/);
    },
    async end(how) {
      program?.signal(how === 'killed' ? 'SIGKILL' : 'SIGTERM');
      expect(await program?.exited).toEqual(
        how === 'killed' ? { code: null, signal: 'SIGKILL' } : { code: 0, signal: null },
      );
      ends.push(how);
    },
    health: async () => (await fetch(`http://127.0.0.1:${port}/health`)).json(),
  };
}

/** Posts a conversation's webhooks one after the other, each until it is answered 200, and some of them again later. */
async function postAll(
  conversation: string,
  { url, random, onAnswer }: { url: string; random: () => number; onAnswer: () => void },
): Promise<HistoryMessage[]> {
  const accepted: HistoryMessage[] = [];
  const webhooks: object[] = [];
  const post = async (webhook: object): Promise<void> => {
    const status = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(webhook),
    }).then(
      (response) => response.status,
      () => undefined,
    );
    if (status === 200) return onAnswer();
    // Nobody listens just now, or the store is being closed.
    await new Promise((resolve) => setTimeout(resolve, 20));
    return post(webhook);
  };
  for (let index = 0; index < WEBHOOKS; index += 1) {
    const ids = Array.from({ length: random() < 0.2 ? 3 : 1 }, (_, part) => `wamid.${conversation}-${index}-${part}`);
    const messages = ids.map((id) => textMessage({ id, text: id, timestamp: startSecond + index }));
    const webhook = kaleyraWebhook({ from: conversation, businessNumber: BUSINESS, messages });
    webhooks.push(webhook);
    await post(webhook);
    accepted.push(...ids.map((id) => ({ conversation, id })));
    if (random() < 0.15) await post(webhooks[Math.floor(random() * webhooks.length)] as object);
  }
  return accepted;
}

/** What Kaleyra has seen. */
function seenBy({ requests }: FakeKaleyra): Pick<History, 'handled' | 'reads'> {
  const conversationOf = (id: string): string => /^wamid\.(\d+)-/.exec(id)?.[1] ?? '';
  const handled = requests.flatMap(({ kind, text = '' }) => {
    const [, life, id = ''] = /^(\d+):(.*)$/.exec(text) ?? [];
    return kind === 'send' ? [{ conversation: conversationOf(id), id, life: Number(life) }] : [];
  });
  const reads = requests.flatMap(({ kind, messageId: id = '' }) =>
    kind === 'read' ? [{ conversation: conversationOf(id), id }] : [],
  );
  return { handled, reads };
}

test('killed at any moment and started again, nothing accepted is lost, out of order or repeated without need', {
  timeout,
}, async () => {
  const seed = Number(process.env.CRASH_SEED ?? Math.floor(Math.random() * 2 ** 31));
  const random = seededRandom(seed);
  kaleyra = await startFakeKaleyra({ businessNumbers: [BUSINESS], strictIds: false });
  const lives = await createLives(kaleyra);
  await lives.begin();
  let answers = 0;
  const customers = Array.from({ length: CONVERSATIONS }, (_, index) => `9198000${String(index).padStart(5, '0')}`);
  const onAnswer = (): void => {
    answers += 1;
  };
  const posting = customers.map((customer) => postAll(customer, { url: lives.url, random, onAnswer }));
  const total = CONVERSATIONS * WEBHOOKS;
  for (let life = 0; life < 6; life += 1) {
    const until = Math.min(total, answers + 20 + Math.floor(random() * 140));
    await vi.waitFor(() => expect(answers).toBeGreaterThanOrEqual(until), { timeout: 60_000, interval: 1 });
    await lives.end(life === 3 ? 'closed' : 'killed');
    await lives.begin();
  }
  const accepted = (await Promise.all(posting)).flat();
  // What was under way in the last one that was killed is done once more.
  await vi.waitFor(async () => expect(await lives.health()).toMatchObject({ waiting: 0, dead: 0 }), {
    timeout: 60_000,
    interval: 50,
  });
  await lives.end('closed');
  const history: History = { lives: lives.ends, accepted, ...seenBy(kaleyra) };
  expect(brokenPromises(history), `CRASH_SEED=${seed}`).toEqual([]);
  expect(history.handled.length).toBeGreaterThanOrEqual(accepted.length);
});
