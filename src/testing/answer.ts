import type { DocumentedFailure } from './failures.js';

/** An answer, ready for the wire. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly code?: string;
  readonly messageId?: string;
  readonly mediaId?: string;
  /** Whether the connection ends in the middle of the body. */
  readonly cutShort?: boolean;
}

/** The shape all of Kaleyra's answers share. */
interface Envelope {
  code: string;
  message: string;
  data: Readonly<Record<string, string>> | readonly never[];
  error: Readonly<Record<string, string>>;
}

const json = { 'content-type': 'application/json' };

function envelopeAnswer(status: number, envelope: Envelope): Answer {
  return { status, headers: json, body: JSON.stringify(envelope), code: envelope.code };
}

const sampleTexts = {
  credentials: 'Incorrect SID or API key.',
  number: 'Phone number is not present or does not belong to the account.',
  balance: 'Please check your balance, You have a low balance!',
  account: 'API is not available for given customer.Please contact support for more info',
  version:
    "The phone number you're using is associated with different Version of our WA API. Please use the appropriate endpoint.",
} as const;

/** A failure in the form of all samples but one: `data` an empty object, `error` keyed by the field at fault. */
function failure(status: number, code: string, { message, error }: Pick<Envelope, 'message' | 'error'>): Answer {
  return envelopeAnswer(status, { code, message, data: {}, error });
}

// Each sample of Kaleyra's page "Send Read Receipt Messages", to the letter; the two last ones are not on it.
const documented: Readonly<Record<DocumentedFailure, Answer>> = {
  // The only sample whose `data` is an array.
  RBC001: envelopeAnswer(401, {
    code: 'RBC001',
    message: sampleTexts.credentials,
    data: [],
    error: { error: sampleTexts.credentials },
  }),
  WA401: failure(401, 'WA401', { message: sampleTexts.number, error: { phone_number: sampleTexts.number } }),
  WA400: failure(400, 'WA400', {
    message: 'Refer to correct payload format',
    error: { payload: 'Incorrect payload format' },
  }),
  WA500: failure(500, 'WA500', { message: 'Please try again later', error: { error: 'Internal server error' } }),
  E110: failure(400, 'E110', { message: sampleTexts.balance, error: { balance: sampleTexts.balance } }),
  'WA-401': failure(401, 'WA-401', { message: sampleTexts.account, error: { account: sampleTexts.account } }),
  'WA-401-version': failure(401, 'WA-401', {
    message: sampleTexts.version,
    error: { phone_number: sampleTexts.version },
  }),
  // Kaleyra's list of error codes names it ("daily limit") without a status or a body: both are a guess.
  WAV2101: failure(403, 'WAV2101', {
    message: 'Account daily limit reached.',
    error: { error: 'Account daily limit reached.' },
  }),
  // Meta's page "Mark messages as read" names this code for a wrong id; how Kaleyra passes it on is a guess.
  '131009': failure(400, '131009', {
    message: 'Parameter value is not valid',
    error: { message_id: 'Parameter value is not valid' },
  }),
};

/** The documented answer to a failure. */
export function documentedAnswer(name: DocumentedFailure): Answer {
  return documented[name];
}

/** "202 Accepted" of Kaleyra's page, whose sample lacks two commas. */
export function acceptedAnswer(messageId: string): Answer {
  const envelope = { code: 'WA202', message: 'Request Accepted', data: { message_id: messageId }, error: {} };
  return { ...envelopeAnswer(202, envelope), messageId };
}

/**
 * "202 Accepted" of an upload. An assumption: the copies of Kaleyra's page "Upload Media Files" end before its answer,
 * so this is the answer to a send with a media id where that has the message's.
 */
export function uploadedAnswer(mediaId: string): Answer {
  const envelope = { code: 'WA202', message: 'Request Accepted', data: { media_id: mediaId }, error: {} };
  return { ...envelopeAnswer(202, envelope), mediaId };
}

/** A refusal Kaleyra does not document; the code says that it is the fake's own. */
export function undocumentedAnswer(status: number, message: string, headers: Record<string, string> = {}): Answer {
  const answer = failure(status, `FAKE${status}`, { message, error: { error: message } });
  return { ...answer, headers: { ...json, ...headers } };
}
