import { type Answer, documentedAnswer, undocumentedAnswer } from './answer.js';
import { type CheckedBody, checkBody } from './check-body.js';
import {
  type Account,
  type Call,
  checkCall,
  checkContentType,
  checkUploadType,
  type Finding,
  targetOf,
} from './check-call.js';
import { checkUpload } from './check-upload.js';
import { maxFileBytes } from './media-types.js';
import type { ReceivedBody } from './read-body.js';
import type { RecordedRequest } from './recorded-request.js';

/** A request as the log keeps it, and the answer if it is refused. */
export interface CheckedRequest {
  readonly fields: Omit<RecordedRequest, 'seq' | 'at' | 'answer' | 'answeredAt'>;
  /** The answer to the first breach; absent for a correct request. */
  readonly refusal?: Answer;
}

/** What a request is checked against. */
export interface Knowledge {
  readonly account: Account;
  /** Says what is wrong with a message id for a business number. */
  readonly checkMessageId: (id: string, businessNumber: string) => string | undefined;
  /** Says what is wrong with the ids of files in a `messaging_object`. */
  readonly checkMediaIds: (messagingObject: unknown) => string[];
}

const mebibyte = 1024 * 1024;

const isUpload = (url: string): boolean => targetOf(url)?.endpoint === 'media';

/** The largest body the fake takes, in bytes: no documented call comes near 1 MiB, but for a file and what wraps it. */
export function maxBytesOf(url: string): number {
  return isUpload(url) ? maxFileBytes + mebibyte : mebibyte;
}

interface ParsedBody extends CheckedBody {
  readonly body: unknown;
}

const nothing = { kind: 'other', typing: false, violations: [], tolerated: [] } as const;

async function parsed(raw: ReceivedBody, { url, headers }: Call): Promise<ParsedBody> {
  if (typeof raw === 'string') return { ...nothing, kind: isUpload(url) ? 'upload' : 'other', body: '' };
  if (isUpload(url)) return { ...(await checkUpload(raw, headers['content-type'])), body: '' };
  const text = raw.toString('utf8');
  try {
    // `fatal`: bytes that are not UTF-8 are not JSON either.
    const body: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(raw));
    return { ...checkBody(body), body };
  } catch {
    return { ...nothing, body: text, violations: ['The body must be valid JSON.'] };
  }
}

function bodyFindings(raw: ReceivedBody, { violations, tolerated }: CheckedBody, maxBytes: number): Finding[] {
  if (raw === 'aborted') return [{ violation: 'The request ended before its body did.' }];
  if (raw === 'tooLarge') {
    const violation = `The body is larger than ${maxBytes / mebibyte} MiB.`;
    return [{ violation, answer: undocumentedAnswer(413, 'Payload too large') }];
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

function messagingObjectIn(body: unknown): unknown {
  return typeof body === 'object' && body !== null && 'messaging_object' in body ? body.messaging_object : undefined;
}

/** Checks a request against the contract. */
export async function checkRequest(
  call: Call,
  raw: ReceivedBody,
  { account, checkMessageId, checkMediaIds }: Knowledge,
): Promise<CheckedRequest> {
  const { body, violations, tolerated, ...asked } = await parsed(raw, call);
  const businessNumber = targetOf(call.url)?.businessNumber;
  const findings = checkCall(call, account);
  if (call.method === 'POST') {
    const contentType = call.headers['content-type'];
    findings.push(...(asked.kind === 'upload' ? checkUploadType(contentType) : checkContentType(contentType)));
    findings.push(...bodyFindings(raw, { ...asked, violations, tolerated }, maxBytesOf(call.url)));
  }
  if (asked.kind === 'send') {
    const answer = documentedAnswer('WA400');
    findings.push(...checkMediaIds(messagingObjectIn(body)).map((violation) => ({ violation, answer })));
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
