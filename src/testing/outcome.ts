import { type Answer, documentedAnswer } from './answer.js';
import type { CustomAnswer, Failure } from './failures.js';

/** What becomes of a request: an answer after a delay, or none. */
export interface Outcome {
  /** `hang` ends in success once it is released. */
  readonly answer: Answer | 'drop' | 'hang';
  /** Milliseconds before the answer. */
  readonly delayMs: number;
}

function codeIn(body: unknown): string | undefined {
  const code: unknown = typeof body === 'object' && body !== null && 'code' in body ? body.code : undefined;
  return typeof code === 'string' ? code : undefined;
}

function customAnswer({ status, body = '', headers, contentType }: CustomAnswer): Answer {
  const isText = typeof body === 'string';
  const code = codeIn(body);
  const type = contentType ?? (isText ? 'text/plain; charset=utf-8' : 'application/json');
  return {
    status,
    headers: { ...(body === '' && contentType === undefined ? {} : { 'content-type': type }), ...headers },
    body: isText ? body : JSON.stringify(body),
    ...(code === undefined ? {} : { code }),
  };
}

function faultyAnswer(fault: Exclude<Failure, object>, success: Answer): Outcome['answer'] {
  switch (fault) {
    case 'drop':
    case 'hang':
      return fault;
    case 'truncate':
      return { ...success, cutShort: true };
    case 'notJson':
      // The header still promises JSON: the case a client that trusts headers gets wrong.
      return { status: success.status, headers: success.headers, body: '<html><body>Accepted</body></html>' };
    case 'empty':
      return { status: success.status, headers: success.headers, body: '' };
    default:
      return documentedAnswer(fault);
  }
}

/** What a queued failure, or none, makes of a request that would succeed. */
export function outcomeOf(failure: Failure | undefined, success: Answer): Outcome {
  if (failure === undefined) return { answer: success, delayMs: 0 };
  if (typeof failure === 'string') return { answer: faultyAnswer(failure, success), delayMs: 0 };
  const answer = 'status' in failure ? customAnswer(failure) : success;
  return { answer, delayMs: failure.delayMs ?? 0 };
}
