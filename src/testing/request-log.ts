import { afterRealMs } from './real-time.js';
import { isSelected, type RecordedAnswer, type RecordedRequest, type RequestSelector } from './recorded-request.js';

/** How long to wait for requests, and for how much of them. */
export interface WaitOptions {
  /**
   * Milliseconds of real time, also under a fake clock.
   * @default 10_000
   */
  timeoutMs?: number;
  /**
   * Whether a request counts only once it is answered (or dropped).
   * @default false
   */
  answered?: boolean;
}

/** What a request and its answer said, to the letter: the log does not keep it. */
export interface RequestTexts {
  /** The body as it came; empty for an upload, and where it did not come whole. */
  readonly body: string;
  /** The body of the answer; absent until it is written. */
  readonly answer?: string;
  /** The headers of the answer by lower-case name; absent until it is written. */
  readonly answerHeaders?: Readonly<Record<string, string>>;
}

/** Records a request's end; only the first one counts. */
export type Settle = (
  answer: RecordedAnswer | 'dropped' | 'aborted',
  texts?: Required<Pick<RequestTexts, 'answer' | 'answerHeaders'>>,
) => void;

/** Options of a log. */
export interface RequestLogOptions {
  readonly onChange: ((request: RecordedRequest, texts: RequestTexts) => void) | undefined;
  /** How many requests are kept: the newest ones. */
  readonly maxRequests: number;
}

/** Every request in order of arrival, and those who wait for more. */
export interface RequestLog {
  add(request: Omit<RecordedRequest, 'seq'>, body: string): Settle;
  select(selector: RequestSelector): readonly RecordedRequest[];
  waitFor(selector: RequestSelector, count: number, options?: WaitOptions): Promise<readonly RecordedRequest[]>;
  /** Rejects all who wait. */
  rejectWaiting(reason: string): void;
  /** Forgets all requests. */
  clear(): void;
}

interface Waiter {
  check(): void;
  reject(error: Error): void;
}

function describe({ seq, method, path, kind, answer, violations }: RecordedRequest): string {
  const end = typeof answer === 'object' ? `${answer.status} ${answer.code ?? ''}`.trim() : (answer ?? 'not answered');
  return [`#${seq} ${kind} ${method} ${path}: ${end}`, ...violations].join(' | ');
}

/** Keeps the log of a fake. */
export function createRequestLog({ onChange, maxRequests }: RequestLogOptions): RequestLog {
  let requests: RecordedRequest[] = [];
  let seq = 0;
  const waiters = new Set<Waiter>();

  const select = (selector: RequestSelector, answered = false): readonly RecordedRequest[] =>
    requests.filter(({ kind, answer }) => isSelected(kind, selector) && (!answered || answer !== undefined));

  function notify(): void {
    for (const waiter of [...waiters]) waiter.check();
  }

  function tell(request: RecordedRequest, texts: RequestTexts): void {
    try {
      onChange?.(request, texts);
    } catch {
      // The fault of who listens, which no answer may depend on.
    }
  }

  return {
    add(fields, body) {
      seq += 1;
      const request: { -readonly [Key in keyof RecordedRequest]: RecordedRequest[Key] } = { seq, ...fields };
      requests.push(request);
      if (requests.length > maxRequests) requests.shift();
      notify();
      tell(request, { body });
      return (answer, texts) => {
        if (request.answer !== undefined) return;
        request.answer = answer;
        request.answeredAt = Date.now();
        notify();
        tell(request, { body, ...texts });
      };
    },
    select,
    waitFor(selector, count, { timeoutMs = 10_000, answered = false } = {}) {
      const promise = new Promise<readonly RecordedRequest[]>((resolve, reject) => {
        const waiter: Waiter = {
          check() {
            // Looking through a long log for every request would make it quadratic.
            if (requests.length < count) return;
            const found = select(selector, answered);
            if (found.length < count) return;
            end();
            resolve(found);
          },
          reject(error) {
            end();
            reject(error);
          },
        };
        const cancel = afterRealMs(timeoutMs, () => {
          const matching = select(selector, answered).length;
          const wanted = `${count} ${answered ? 'answered ' : ''}${selector} request(s)`;
          const list = requests.map((request) => `\n  ${describe(request)}`).join('');
          waiter.reject(
            new Error(
              `[tidemark/testing] waited ${timeoutMs} ms for ${wanted}; received ${matching} of that kind, ${requests.length} in all${list}`,
            ),
          );
        });
        const end = (): void => {
          cancel();
          waiters.delete(waiter);
        };
        waiters.add(waiter);
        waiter.check();
      });
      // A test that has failed elsewhere no longer awaits this one: that must not crash the process.
      promise.catch(() => undefined);
      return promise;
    },
    rejectWaiting(reason) {
      for (const waiter of [...waiters]) waiter.reject(new Error(`[tidemark/testing] ${reason}`));
    },
    clear() {
      requests = [];
      seq = 0;
    },
  };
}
