import { once } from 'node:events';
import { createServer, get, type IncomingHttpHeaders, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { createEmulator } from '../../src/emulator/create-emulator.js';
import type { Emulator, EmulatorOptions } from '../../src/emulator/emulator.js';
import type { Action, State, Update } from '../../src/emulator/protocol.js';
import { type CallAnswer, call, readBody, sendBody } from '../testing/call.js';

export const asha = '919800000001';
export const ben = '447700900123';

/** A folder with a small page in it. */
const assets: string = path.join(import.meta.dirname, 'server-page');

/** A webhook as the bot got it. */
export interface Got {
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** The message in it, or the status. */
  readonly message: Record<string, unknown> & { id: string; type: string; timestamp: string };
  readonly status: string | undefined;
  readonly body: { extra_info: { media_url: string }; meta_object: { value: { contacts: { profile: object }[] } } };
}

/** A bot that keeps what it gets and does nothing by itself. */
export interface Bot {
  readonly url: string;
  readonly got: Got[];
  /** The customers' messages among it. */
  messages(): Got[];
  statuses(): string[];
  /** What it answers, or `hang`. */
  answer: number | 'hang';
  /** Resolves once that is true. */
  until(isTrue: () => boolean): Promise<void>;
  /** Answers what hangs. */
  release(): void;
  close(): Promise<void>;
  listen(port: number): Promise<void>;
  readonly port: number;
}

async function startBot(): Promise<Bot> {
  const waiters = new Set<() => void>();
  const hanging: (() => void)[] = [];
  const server = createServer(async (incoming, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString('utf8');
    const body = JSON.parse(text);
    const { messages = [{}] } = body.meta_object.value;
    bot.got.push({ headers: incoming.headers, text, body, message: messages[0], status: body.status });
    if (bot.answer === 'hang') hanging.push(() => response.writeHead(200).end('{}'));
    else response.writeHead(bot.answer).end('{ "ok": true }');
    for (const check of [...waiters]) check();
  });
  const bot: Bot = {
    url: '',
    port: 0,
    got: [],
    messages: () => bot.got.filter(({ status }) => status === undefined),
    statuses: () => bot.got.flatMap(({ status }) => status ?? []),
    answer: 200,
    until: (isTrue) =>
      new Promise((resolve) => {
        const check = (): void => {
          if (!isTrue()) return;
          waiters.delete(check);
          resolve();
        };
        waiters.add(check);
        check();
      }),
    release() {
      for (const end of hanging.splice(0)) end();
    },
    async close() {
      server.closeAllConnections();
      if (!server.listening) return;
      server.close();
      await once(server, 'close');
    },
    async listen(port) {
      server.listen(port, '127.0.0.1');
      await once(server, 'listening');
    },
  };
  await bot.listen(0);
  const { port } = server.address() as AddressInfo;
  Object.assign(bot, { url: `http://127.0.0.1:${port}/webhook`, port });
  return bot;
}

/** An answer of the emulator. */
export type Answer = CallAnswer;

/** Asks the emulator for something, by nothing but node:http. */
export function ask(
  emulator: Pick<Emulator, 'url'>,
  target: string,
  { method = 'GET', headers = {}, body = '' }: { method?: string; headers?: object; body?: string } = {},
): Promise<Answer> {
  const { hostname, port } = new URL(emulator.url);
  return new Promise((resolve, reject) => {
    // The path goes out as it is: a URL would resolve its dots.
    const outgoing = request({ hostname, port, path: target, method, headers: { ...headers }, agent: false });
    outgoing.on('error', reject);
    outgoing.on('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8');
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
      });
    });
    outgoing.end(body);
  });
}

/** A page that listens. */
export interface Page {
  readonly updates: Update[];
  /** The comments, which a browser drops. */
  readonly comments: string[];
  close(): void;
}

/** Listens as the page does. */
export async function openPage(emulator: Pick<Emulator, 'url'>, onUpdate: () => void = () => undefined): Promise<Page> {
  const updates: Update[] = [];
  const comments: string[] = [];
  let rest = '';
  const listening = get(`${emulator.url}/api/events`, { agent: false });
  listening.on('error', () => undefined);
  const [response] = (await once(listening, 'response')) as [import('node:http').IncomingMessage];
  response.setEncoding('utf8');
  response.on('error', () => undefined);
  await new Promise<void>((resolve) => {
    response.on('data', (text: string) => {
      const blocks = `${rest}${text}`.split('\n\n');
      rest = blocks.pop() ?? '';
      for (const block of blocks) {
        if (block.startsWith('data: ')) updates.push(JSON.parse(block.slice(6)) as Update);
        if (block.startsWith(':')) comments.push(block);
      }
      if (updates.length > 0) resolve();
      onUpdate();
    });
  });
  return { updates, comments, close: () => listening.destroy() };
}

/** An emulator under test, its bot and a page. */
export interface Rig {
  readonly emulator: Emulator;
  readonly bot: Bot;
  readonly page: Page;
  /** Does it as the page does. */
  act(action: Action): Promise<void>;
  /** Resolves once the page was told of a state in which that is true. */
  until(isTrue: (state: State) => boolean): Promise<void>;
  /** Calls of the bot. */
  read(id: string, typing?: boolean): Promise<CallAnswer>;
  send(body: unknown): Promise<CallAnswer>;
  says(text: string, to?: string): Promise<CallAnswer>;
}

/** Starts all of it; it ends with the test. */
export async function startRig(options: Partial<EmulatorOptions> = {}): Promise<Rig> {
  const bot = await startBot();
  onTestFinished(() => bot.close());
  const emulator = await createEmulator({ webhook: bot.url, port: 0, assets, ...options });
  onTestFinished(() => emulator.close());
  const waiters = new Set<() => void>();
  const page = await openPage(emulator, () => {
    for (const check of [...waiters]) check();
  });
  const kaleyra = { ...emulator, businessNumbers: [emulator.state().business] } as unknown as Parameters<
    typeof call
  >[0];
  const send = (body: unknown): Promise<CallAnswer> => call(kaleyra, { body });

  return {
    emulator,
    bot,
    page,
    async act(action) {
      const headers = { 'content-type': 'application/json' };
      const answer = await ask(emulator, '/api/actions', { method: 'POST', headers, body: JSON.stringify(action) });
      if (answer.status !== 204) throw new Error(`${answer.status} ${answer.text}`);
    },
    until: (isTrue) =>
      new Promise((resolve) => {
        const check = (): void => {
          if (!isTrue(emulator.state())) return;
          waiters.delete(check);
          resolve();
        };
        waiters.add(check);
        check();
      }),
    read: (id, typing = false) => call(kaleyra, { body: readBody(id, typing) }),
    send,
    says: (text, to = asha) => send(sendBody(text, { to })),
  };
}

/** The messages of a chat, as the page shows them. */
export function chat(state: State, customer: string = asha): readonly State['bubbles'][number][] {
  return state.bubbles.filter((bubble) => bubble.customer === customer);
}
