/** What an advice may depend on. */
export interface AdviceContext {
  /** What was asked of Kaleyra. */
  kind: 'read' | 'send' | 'upload';
  /** The provider's code, where there was one. */
  code: string | undefined;
  /** HTTP status. */
  status: number;
  /** The business number as it stands in the path; not a secret. */
  businessNumber: string;
}

const subjects = {
  read: 'the message id and extraInfo',
  send: "the customer's number, what the message holds, and extraInfo",
  upload: 'the file and its type',
} as const;

// One sentence per documented code. The provider's own text is never repeated: it is not ours to vouch for.
const adviceByCode: Readonly<Record<string, string | ((context: AdviceContext) => string)>> = {
  RBC001: 'Check sid and apiKey, and that region is the one of this account.',
  WA400: ({ kind }) => `Kaleyra could not read the request; check ${subjects[kind]}.`,
  WA401: ({ businessNumber }) =>
    `The business number ${businessNumber} is not on this account; check the number, sid and region.`,
  'WA-401': ({ businessNumber }) =>
    `The account or the business number ${businessNumber} belongs to another API version; ask Kaleyra to move it to V2.`,
  WA500: 'Kaleyra had an internal error; try again later.',
  E110: 'The balance is low; top up the Kaleyra account.',
  WAV2101: 'The daily limit of the account is reached; wait for the next day or ask Kaleyra to raise it.',
  4: 'The rate limit of the app is reached; make fewer calls.',
  80007: 'The rate limit of the WhatsApp Business account is reached; make fewer calls.',
  130429: 'The throughput of the business number is reached; make fewer calls.',
  131056: 'Too many messages went to this customer in a short time; wait before the next one.',
  131009: ({ kind }) =>
    kind === 'read'
      ? 'A parameter is not valid; check that the message id is one of this number and not older than 30 days.'
      : `A parameter is not valid; check ${subjects[kind]}.`,
};

function adviceOfStatus({ status, kind }: AdviceContext): string {
  if (status < 400) return 'Redirects are not followed; check region or baseUrl.';
  if (status === 401 || status === 403) return 'Check sid and apiKey.';
  if (status === 404) return 'Check region or baseUrl (without /v2/<sid>).';
  if (status === 400 || status === 422) return `Check the numbers, ${subjects[kind]}.`;
  if (status === 429) return 'Make fewer calls.';
  if (status >= 500 || status === 408 || status === 425) return 'Try again later.';
  return 'Check region, sid and apiKey.';
}

/** Says in one sentence what to do about a failure: by the documented code, else by the HTTP status. */
export function adviceOf(context: AdviceContext): string {
  const { code } = context;
  const advice = code !== undefined && Object.hasOwn(adviceByCode, code) ? adviceByCode[code] : undefined;
  if (advice === undefined) return adviceOfStatus(context);
  return typeof advice === 'string' ? advice : advice(context);
}
