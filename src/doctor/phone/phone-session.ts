import type { Activity } from '../../activity/activity.js';
import type { GatewayError } from '../../errors.js';
import type { KaleyraClient } from '../../kaleyra/client/kaleyra-client.js';
import { skipped, type Verdict } from '../finding.js';
import type { PhoneLine } from './phone-line.js';

/** How the doctor talks with whoever holds the phone. */
export interface Bedside {
  /** Tells what to do. */
  say(line: string): void;
  /** Asks; undefined where nobody answers, as when there is no terminal. */
  ask(question: string): Promise<string | undefined>;
}

/** What the questions to the phone share. */
export interface PhoneSession extends Bedside {
  readonly client: KaleyraClient;
  readonly line: PhoneLine;
  /** The business number, with `+`. */
  readonly number: string;
  /** How long to wait for something to come from the phone, in milliseconds. */
  readonly waitMs: number;
  /** The first message of the phone, once it has come; who wrote it is who is asked. */
  hello?: Activity;
  /** What came of marking it read. */
  read?: { readonly failure?: GatewayError };
}

/** One question that only an account and a phone can answer. */
export type PhoneCheck = (session: PhoneSession) => Promise<Verdict>;

/** Makes a question that needs the first message. */
export function afterHello(check: (session: PhoneSession, hello: Activity) => Promise<Verdict>): PhoneCheck {
  return async (session) =>
    session.hello === undefined
      ? skipped('Not asked, because no message came from the phone: see the finding phone.webhook.')
      : check(session, session.hello);
}

/** Asks a question that is answered yes or no; undefined for whatever is neither. */
export async function confirm({ ask }: Bedside, question: string): Promise<boolean | undefined> {
  const answer = (await ask(`${question} [y/n] `))?.trim().toLowerCase() ?? '';
  if (/^y(es)?$/.test(answer)) return true;
  return /^no?$/.test(answer) ? false : undefined;
}
