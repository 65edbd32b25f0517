import { type Answer, documentedAnswer, undocumentedAnswer } from './answer.js';
import { type CheckedBody, checkBody } from './check-body.js';
import { type Account, type Call, checkCall, checkContentType, type Finding, targetOf } from './check-call.js';
import type { ReceivedBody } from './read-body.js';
import type { RecordedRequest } from './recorded-request.js';

/** A request as the log keeps it, and the answer if it is refused. */
export interface CheckedRequest {
  readonly fields: Omit<RecordedRequest, 'seq' | 'at' | 'answer' | 'answeredAt'>;
  /** The answer to the first breach; absent for a correct request. */
  readonly refusal?: Answer;
}

/** Says what is wrong with a message id for a business number. */
export type CheckMessageId = (id: string, businessNumber: string) => string | undefined;

interface ParsedBody extends CheckedBody {
  readonly body: unknown;
}

const nothing = { kind: 'other', typing: false, violations: [], tolerated: [] } as const;

function parsed(raw: ReceivedBody): ParsedBody {
  if (typeof raw === 'string') return { ...nothing, body: '' };
  const text = raw.toString('utf8');
  try {
    // `fatal`: bytes that are not UTF-8 are not JSON either.
    const body: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(raw));
    return { ...checkBody(body), body };
  } catch {
    return { ...nothing, body: text, violations: ['The body must be valid JSON.'] };
  }
}

function bodyFindings(raw: ReceivedBody, { violations, tolerated }: CheckedBody): Finding[] {
  if (raw === 'aborted') return [{ violation: 'The request ended before its body did.' }];
  if (raw === 'tooLarge') {
    return [{ violation: 'The body is larger than 1 MiB.', answer: undocumentedAnswer(413, 'Payload too large') }];
  }
  const answer = documentedAnswer('WA400');
  return [...violations.map((violation) => ({ violation, answer })), ...tolerated.map((violation) => ({ violation }))];
}

/** The key is secret also in a test's output; it may have come in another header by mistake. */
function redacted(headers: Call['headers'], apiKey: string): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      name === 'api-key' || value.includes(apiKey) ? '[redacted]' : value,
    ]),
  );
}

/** Checks a request against the contract. */
export function checkRequest(
  call: Call,
  raw: ReceivedBody,
  { account, checkMessageId }: { account: Account; checkMessageId: CheckMessageId },
): CheckedRequest {
  const { body, violations, tolerated, ...asked } = parsed(raw);
  const businessNumber = targetOf(call.url)?.businessNumber;
  const findings = checkCall(call, account);
  if (call.method === 'POST') {
    findings.push(...checkContentType(call.headers['content-type']));
    findings.push(...bodyFindings(raw, { ...asked, violations, tolerated }));
  }
  if (asked.kind === 'read' && asked.messageId !== undefined && businessNumber !== undefined) {
    const violation = checkMessageId(asked.messageId, businessNumber);
    if (violation !== undefined) findings.push({ violation, answer: documentedAnswer('131009') });
  }
  const refusal = findings.find(({ answer }) => answer !== undefined)?.answer;
  return {
    fields: {
      method: call.method,
      url: call.url,
      path: call.url.split('?', 1)[0] ?? call.url,
      headers: redacted(call.headers, account.apiKey),
      apiKeyValid: call.headers['api-key'] === account.apiKey,
      body,
      ...asked,
      ...(businessNumber === undefined ? {} : { businessNumber }),
      violations: findings.map(({ violation }) => violation),
    },
    ...(refusal === undefined ? {} : { refusal }),
  };
}
