import { type Answer, documentedAnswer, undocumentedAnswer } from './answer.js';
import { isMultipart } from './check-upload.js';

/** Whose calls are right. */
export interface Account {
  readonly sid: string;
  readonly apiKey: string;
  /** Digits. */
  readonly businessNumbers: readonly string[];
}

/** A breach of the contract; without an answer Kaleyra lets it pass. */
export interface Finding {
  readonly violation: string;
  readonly answer?: Answer;
}

/** The part of a call in front of its body. */
export interface Call {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** What the path says. */
export interface CallTarget {
  readonly sid: string;
  /** Without the "+". */
  readonly businessNumber: string;
  readonly endpoint: 'messages' | 'media';
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/** The account and number a path names; the number comes with or without "+", which may be written `%2B`. */
export function targetOf(url: string): CallTarget | undefined {
  const [, sid, number, endpoint] = /^\/v2\/([^/?]+)\/whatsapp\/([^/?]+)\/(messages|media)$/.exec(url) ?? [];
  if (sid === undefined || number === undefined) return undefined;
  return {
    sid: decoded(sid),
    businessNumber: decoded(number).replace(/^\+/, ''),
    endpoint: endpoint === 'media' ? 'media' : 'messages',
  };
}

/** Checks method, path, account and number, in the order in which a server comes to them. */
export function checkCall({ method, url, headers }: Call, account: Account): Finding[] {
  const target = targetOf(url);
  const findings: Finding[] = [];
  if (target === undefined) {
    findings.push({
      violation: 'The path must be /v2/<SID>/whatsapp/<number>/messages or …/media, without a query.',
      answer: undocumentedAnswer(404, 'Not found'),
    });
  }
  if (method !== 'POST') {
    findings.push({
      violation: `The method must be POST, not ${method}.`,
      answer: undocumentedAnswer(405, 'Method not allowed', { allow: 'POST' }),
    });
  }
  if (target !== undefined && target.sid !== account.sid) {
    findings.push({ violation: 'The SID in the path is wrong.', answer: documentedAnswer('RBC001') });
  }
  if (headers['api-key'] !== account.apiKey) {
    const problem = headers['api-key'] === undefined ? 'missing' : 'wrong';
    findings.push({ violation: `The api-key header is ${problem}.`, answer: documentedAnswer('RBC001') });
  }
  if (target !== undefined && !account.businessNumbers.includes(target.businessNumber)) {
    findings.push({
      violation: 'The number in the path is none of the business numbers.',
      answer: documentedAnswer('WA401'),
    });
  }
  return findings;
}

/** Kaleyra's page: "The only allowed value is application/json"; a charset does not change the media type. */
export function checkContentType(contentType: string | undefined): Finding[] {
  if (contentType !== undefined && /^application\/json(\s*;\s*charset=[^;]+)?\s*$/i.test(contentType)) return [];
  return [{ violation: 'The content-type header must be application/json.', answer: documentedAnswer('WA400') }];
}

/** Kaleyra's page on uploads shows curl's `--form`. */
export function checkUploadType(contentType: string | undefined): Finding[] {
  if (isMultipart(contentType)) return [];
  const violation = 'The content-type header must be multipart/form-data with a boundary.';
  return [{ violation, answer: documentedAnswer('WA400') }];
}
