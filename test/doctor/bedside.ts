import {
  type FakeKaleyra,
  kaleyraWebhook,
  statusWebhook,
  textMessage,
  type WebhookAnswer,
  type WebhookMessageOptions,
} from 'tidemark/testing';
import type { Finding } from '../../src/doctor/finding.js';
import { runPhone } from '../../src/doctor/phone/run-phone.js';
import type { DoctorSettings } from '../../src/doctor/settings.js';
import { expectClean, secrets, settingsFor } from './patients.js';

const customer = '919876543210';
const businessNumber = '910000000001';

/** A phone whose owner does what the doctor says. */
export interface Phone {
  /** Writes a text; gives what the webhook answered. */
  write(text: string, options?: WebhookMessageOptions & { from?: string }): Promise<WebhookAnswer>;
  /** Posts any webhook. */
  post(body: unknown, headers?: Readonly<Record<string, string>>): Promise<WebhookAnswer>;
}

/** What the owner does; by default all that is asked for. */
export interface Habits {
  readonly hello?: (phone: Phone, code: string) => unknown;
  readonly send?: (phone: Phone, kaleyra: FakeKaleyra) => unknown;
  readonly another?: (phone: Phone) => unknown;
  readonly digits?: (phone: Phone) => unknown;
  /** What is answered to the questions, in turn. */
  readonly answers?: readonly (string | undefined)[];
  readonly settings?: Partial<DoctorSettings>;
  readonly waitMs?: number;
  readonly port?: number;
}

/** The status of the message just sent, as Kaleyra posts it. */
export async function tellStatus(phone: Phone, kaleyra: FakeKaleyra, id?: string): Promise<void> {
  const [send] = await kaleyra.waitFor('send', 1);
  // Its answer is on the way still.
  const sentId = id ?? (await answeredId(kaleyra)) ?? '';
  await phone.post(statusWebhook({ id: sentId, status: 'delivered', recipient: send?.to ?? '', businessNumber }));
}

async function answeredId(kaleyra: FakeKaleyra): Promise<string | undefined> {
  for (;;) {
    const answer = kaleyra.sends[0]?.answer;
    if (typeof answer === 'object') return answer.messageId;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Writes a message until it is taken, as a provider that redelivers. */
async function writeTwice(phone: Phone): Promise<void> {
  const options = { id: 'wamid.twice' };
  await phone.write('once more', options);
  await phone.write('once more', options);
}

/** Writes the digits with the timestamps given, all of one second by default. */
export async function writeDigits(
  phone: Phone,
  digits = '12345',
  timestampOf = (_index: number): number => 1_790_000_000,
): Promise<void> {
  for (const [index, digit] of [...digits].entries()) {
    await phone.write(digit, { id: `wamid.digit${digit}`, timestamp: timestampOf(index) });
  }
}

/** Runs the questions to the phone; gives the findings, the words said and the questions asked. */
export async function atBedside(
  kaleyra: FakeKaleyra,
  habits: Habits = {},
): Promise<{ findings: Readonly<Record<string, Finding>>; said: readonly string[]; asked: readonly string[] }> {
  const findings: Finding[] = [];
  const said: string[] = [];
  const asked: string[] = [];
  const answers = [...(habits.answers ?? ['y', 'y'])];
  const doings: unknown[] = [];
  let url = '';
  const phone: Phone = {
    post: (body, headers = { 'x-webhook-secret': secrets.webhook }) => kaleyra.postWebhook(url, body, { headers }),
    write: (text, { from = customer, ...options } = {}) =>
      phone.post(kaleyraWebhook({ from, businessNumber, messages: [textMessage({ text, ...options })] })),
  };
  const {
    hello = (_, code) => phone.write(code, { id: 'wamid.hello' }),
    send = () => tellStatus(phone, kaleyra),
    another = writeTwice,
    digits = (own) => writeDigits(own),
  } = habits;
  const say = (line: string): void => {
    said.push(line);
    const [, port] = /on port (\d+)/.exec(line) ?? [];
    if (port !== undefined) url = `http://127.0.0.1:${port}/anything`;
    const [, code] = /^Send this text from the phone to \+910000000001: (.+)$/.exec(line) ?? [];
    if (code !== undefined) doings.push(hello(phone, code));
    if (line.includes('sends one message')) doings.push(send(phone, kaleyra));
    if (line.startsWith('Send one more message')) doings.push(another(phone));
    if (line.startsWith('Send five messages')) doings.push(digits(phone));
  };
  const ask = (question: string): Promise<string | undefined> => {
    asked.push(question);
    return Promise.resolve(answers.shift());
  };
  const { waitMs = 10_000, port = 0 } = habits;
  await runPhone(settingsFor(kaleyra, habits.settings), { host: '127.0.0.1', port, waitMs, say, ask }, (finding) =>
    findings.push(finding),
  );
  await Promise.allSettled(doings);
  for (const { message } of findings) expectClean(message);
  return { findings: Object.fromEntries(findings.map((finding) => [finding.id, finding])), said, asked };
}
