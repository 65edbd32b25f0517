import { isOptionsError } from '../../errors.js';
import { KaleyraClient } from '../../kaleyra/client/kaleyra-client.js';
import { digitsOf } from '../../kaleyra/client/path-number.js';
import { type Finding, fail, phoneFindingIds, skipped, type Verdict } from '../finding.js';
import { guarded } from '../guarded.js';
import type { DoctorSettings } from '../settings.js';
import { openPhoneLine, type PhoneLine } from './phone-line.js';
import { checkPhoneOrder } from './phone-order.js';
import { checkPhoneRead } from './phone-read.js';
import { checkPhoneRedelivery } from './phone-redelivery.js';
import { checkPhoneSendId } from './phone-send-id.js';
import type { Bedside, PhoneCheck, PhoneSession } from './phone-session.js';
import { checkPhoneTyping } from './phone-typing.js';
import { checkPhoneWebhook } from './phone-webhook.js';

const checks: Readonly<Record<(typeof phoneFindingIds)[number], PhoneCheck>> = {
  'phone.webhook': checkPhoneWebhook,
  'phone.typing': checkPhoneTyping,
  'phone.read': checkPhoneRead,
  'phone.sendId': checkPhoneSendId,
  'phone.redelivery': checkPhoneRedelivery,
  'phone.order': checkPhoneOrder,
};

/** Where the doctor listens in the place of the bot, and for how long. */
export interface PhoneOptions {
  readonly host: string;
  readonly port: number;
  /** How long to wait for something to come from the phone, in milliseconds. */
  readonly waitMs: number;
}

/** Asks, one after the other, what only an account and a phone can answer. */
export async function runPhone(
  settings: DoctorSettings,
  options: PhoneOptions & Bedside,
  tell: (finding: Finding) => void,
): Promise<void> {
  const [first, ...others] = phoneFindingIds;
  const session = await guardedSession(settings, options);
  if ('state' in session) {
    tell({ id: first, ...session });
    for (const id of others)
      tell({ id, ...skipped('Not asked, because the phone cannot be listened to: see the finding phone.webhook.') });
    return;
  }
  try {
    for (const id of phoneFindingIds) tell({ id, ...(await guarded(() => checks[id](session))) });
  } finally {
    await session.line.close();
    await session.client.close();
  }
  options.say('That was all: start the bot again.');
}

async function guardedSession(
  settings: DoctorSettings,
  options: PhoneOptions & Bedside,
): Promise<PhoneSession | Verdict> {
  const { region, sid, apiKey, number, auth, timeoutMs } = settings;
  const digits = digitsOf(number);
  if (digits === undefined) return fail('The business number is not known: give --number or set KALEYRA_NUMBER.');
  if (auth === undefined)
    return fail('The secret of the webhook is not known: set WEBHOOK_SECRET, or WEBHOOK_AUTH=none to try without.');
  const client = clientOf({ region, sid, apiKey, timeoutMs, extraInfo: { ref: 'tidemark doctor', wa_source: 'api' } });
  if (client === undefined) return fail('The configuration cannot be used: see the finding config.');
  const line = await lineOf(options, auth).catch((error: NodeJS.ErrnoException) => error);
  if (line instanceof Error) {
    await client.close();
    return fail(
      `Port ${options.port} of ${options.host} cannot be listened on (${line.code ?? line.name}): stop the bot, or choose another port with --listen.`,
    );
  }
  const { say, ask, waitMs } = options;
  say(
    `The doctor listens in the place of the bot, on port ${line.port} of ${options.host}; Kaleyra's callback is to lead there.`,
  );
  say('Use a number that no customer writes to: messages of others are answered 503 and not kept.');
  return { say, ask, waitMs, client, line, number: `+${digits}` };
}

function clientOf(options: object): KaleyraClient | undefined {
  try {
    return new KaleyraClient(options as ConstructorParameters<typeof KaleyraClient>[0]);
  } catch (error) {
    if (isOptionsError(error)) return undefined;
    throw error;
  }
}

/** The bot may still be in its place. */
async function lineOf(
  { host, port, ask }: PhoneOptions & Bedside,
  auth: NonNullable<DoctorSettings['auth']>,
): Promise<PhoneLine & { readonly port: number }> {
  try {
    return await openPhoneLine({ host, port, auth });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    await ask(`Port ${port} is taken, by the bot perhaps: stop it and press Enter. `);
    return openPhoneLine({ host, port, auth });
  }
}
