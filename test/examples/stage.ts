import { randomUUID } from 'node:crypto';
import type { ReceiptStats } from 'tidemark';
import {
  buttonReplyMessage,
  type FakeKaleyra,
  imageMessage,
  kaleyraWebhook,
  type RecordedRequest,
  type RequestSelector,
  startFakeKaleyra,
  textMessage,
  type WebhookAnswer,
} from 'tidemark/testing';
import type { Moment } from './echoes.js';
import { type Program, type startByNpm, startExample } from './example-process.js';

/** The secret every example is started with. */
const secret = 'ebb-and-flow';
/** The header that proves a webhook. */
export const proof: Readonly<Record<string, string>> = Object.freeze({ 'x-webhook-secret': secret });
/** For what is waited for: generous, so that a loaded machine fails no test. */
export const patienceMs: number = 20_000;
/** For a whole test, and for a start. */
export const testMs: number = 60_000;

/** A message of a customer, and the webhook that brings it. */
export interface Written {
  readonly id: string;
  readonly webhook: object;
}

/** What a message can have; the rest is made up. */
export interface WriteOptions {
  /** Unix seconds. */
  readonly timestamp?: number;
  /** The business number written to. */
  readonly to?: string;
}

/** Someone no test has heard of before. */
export interface Customer {
  writes(text: string, options?: WriteOptions): Written;
  /** Writes and posts; gives the message's id. */
  says(text: string, options?: WriteOptions): Promise<string>;
  /** Taps a reply button, which nobody follows up (R4): its receipt is due at once. */
  taps(title: string, options?: WriteOptions): Promise<string>;
  /** The message of such a tap. */
  chooses(title: string, options?: WriteOptions): Written;
  /** Posts a picture without a caption; gives the message's id. */
  shows(): Promise<string>;
}

/** An example as a process, between customers and a fake Kaleyra. */
export interface Stage {
  readonly kaleyra: FakeKaleyra;
  readonly program: Program;
  /** Where it listens, such as `http://127.0.0.1:41234`. */
  readonly url: string;
  readonly webhookUrl: string;
  newCustomer(): Customer;
  post(webhook: unknown, headers?: Readonly<Record<string, string>>): Promise<WebhookAnswer>;
  /** Waits until Kaleyra has got, and answered, this many requests. */
  answered(kind: RequestSelector, count: number): Promise<readonly RecordedRequest[]>;
  /** Waits until a reply of this text has been asked for. */
  replied(text: string): Promise<void>;
  /** `GET /healthz`. */
  stats(): Promise<ReceiptStats>;
}

/** What an example needs to reach this Kaleyra. */
export function environmentOf({ baseUrl, sid, apiKey }: FakeKaleyra): Record<string, string> {
  return {
    PORT: '0',
    WEBHOOK_SECRET: secret,
    KALEYRA_BASE_URL: baseUrl,
    KALEYRA_SID: sid,
    KALEYRA_API_KEY: apiKey,
  };
}

/** Options of {@link startStage}. */
export interface StageOptions {
  /** Whether Kaleyra refuses to read a message that was not posted through it. */
  readonly strictIds?: boolean;
  /** Starts the example. @default startExample */
  readonly start?: typeof startByNpm;
}

let customers = 0;

function customerOf(number: string, { businessNumbers }: FakeKaleyra, post: Stage['post']): Customer {
  const written = (message: (id: string) => object, to = businessNumbers[0] ?? ''): Written => {
    const id = `wamid.${randomUUID()}`;
    return { id, webhook: kaleyraWebhook({ from: number, businessNumber: to, messages: [message(id)] }) };
  };
  const deliver = async ({ id, webhook }: Written): Promise<string> => {
    const { status, body } = await post(webhook);
    if (status !== 200) throw new Error(`the webhook was answered ${status}: ${JSON.stringify(body)}`);
    return id;
  };
  const at = ({ timestamp }: WriteOptions): WriteOptions => (timestamp === undefined ? {} : { timestamp });
  const writes: Customer['writes'] = (text, options = {}) =>
    written((id) => textMessage({ id, text, ...at(options) }), options.to);
  const chooses = (title: string, options: WriteOptions = {}): Written =>
    written((id) => buttonReplyMessage({ id, replyId: title, title, ...at(options) }), options.to);
  return {
    writes,
    says: (text, options) => deliver(writes(text, options)),
    chooses,
    taps: (title, options) => deliver(chooses(title, options)),
    shows: () => deliver(written((id) => imageMessage({ id }))),
  };
}

/** Starts an example and waits until it listens. */
export async function startStage(
  name: string,
  env: Readonly<Record<string, string>>,
  { strictIds = true, start = startExample }: StageOptions = {},
): Promise<Stage> {
  const kaleyra = await startFakeKaleyra({ strictIds, businessNumbers: ['910000000001', '910000000002'] });
  const program = start(name, { ...environmentOf(kaleyra), ...env });
  const line = await program.line('stdout', /^listening on /);
  const url = line.replace('listening on ', '');
  const webhookUrl = `${url}/webhook`;
  // What went wrong is often told by the example itself.
  const explained = <T>(promise: Promise<T>): Promise<T> =>
    promise.catch((cause: Error) => {
      throw new Error([cause.message, `stderr of ${name}:`, ...program.stderr].join('\n'), { cause });
    });
  const post: Stage['post'] = (webhook, headers = proof) =>
    explained(kaleyra.postWebhook(webhookUrl, webhook, { headers, timeoutMs: patienceMs }));

  return {
    kaleyra,
    program,
    url,
    webhookUrl,
    post,
    newCustomer() {
      customers += 1;
      return customerOf(`9198${String(customers).padStart(8, '0')}`, kaleyra, post);
    },
    answered: (kind, count) => explained(kaleyra.waitFor(kind, count, { answered: true, timeoutMs: patienceMs })),
    async replied(text) {
      const isSent = (): boolean => kaleyra.sends.some((send) => send.text === text);
      while (!isSent()) await explained(kaleyra.waitFor('send', kaleyra.sends.length + 1, { timeoutMs: patienceMs }));
    },
    async stats() {
      const response = await fetch(`${url}/healthz`);
      return (await response.json()) as ReceiptStats;
    },
  };
}

/** Starts an example with each of its moments (R17). */
export async function startBoth(name: string, env: Readonly<Record<string, string>>): Promise<Record<Moment, Stage>> {
  const [beforeHandler, alongside] = await Promise.all([
    startStage(name, { ...env, RECEIPT_WHEN: 'beforeHandler' }),
    startStage(name, { ...env, RECEIPT_WHEN: 'alongside' }),
  ]);
  return { beforeHandler, alongside };
}

/** The log in short: `read <id>` and `send <text>`, in order of arrival. */
export function story({ requests }: FakeKaleyra): string[] {
  return requests.map(({ kind, messageId, text }) => `${kind} ${messageId ?? text ?? ''}`);
}

/** Every breach of Kaleyra's contract in the log. */
export function violations({ requests }: FakeKaleyra): string[] {
  return requests.flatMap(({ seq, violations }) => violations.map((violation) => `#${seq} ${violation}`));
}
