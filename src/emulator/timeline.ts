import { curlOf, type Repeatable, type Variables } from './curl.js';
import { keptBody } from './kept-body.js';
import { limits } from './live-state.js';
import type { Entry, EntryDetail } from './protocol.js';

/** What an entry ends with. */
export interface EntryEnd extends Pick<Entry, 'latencyMs' | 'earlyMs'> {
  readonly status: NonNullable<Entry['status']>;
  readonly at: number;
  readonly body?: string | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** The steps, with their exact requests and answers. */
export interface Timeline {
  /** Gives the number of the new step; one without a request is a moment, and has no detail. */
  add(fields: Omit<Entry, 'seq'>, request?: Repeatable): number;
  end(seq: number, end: EntryEnd): void;
  detail(seq: number): EntryDetail | undefined;
  clear(): void;
}

/** Options of a timeline. */
export interface TimelineOptions {
  readonly put: (entry: Entry) => void;
  /** Which of a request's headers are not shown, and the variables that stand in for them. */
  readonly hide: (headers: Readonly<Record<string, string>>) => Variables;
}

/** Keeps the newest steps. */
export function createTimeline({ put, hide }: TimelineOptions): Timeline {
  const kept = new Map<number, { readonly entry: Entry; readonly detail?: EntryDetail }>();
  let last = 0;

  function detailOf(seq: number, { headers, body, ...others }: Repeatable): EntryDetail {
    const hidden = hide(headers);
    const marks = Object.fromEntries(Object.keys(hidden).map((name) => [name, '[hidden]']));
    const request = { ...others, headers: { ...headers, ...marks }, ...keptBody(body) };
    return {
      seq,
      request,
      ...(Object.keys(hidden).length === 0 ? {} : { hidden }),
      // Half a body is no request to repeat.
      ...(request.cut === undefined ? { curl: curlOf(request, hidden) } : {}),
    };
  }

  return {
    add(fields, request) {
      last += 1;
      const seq = last;
      const detail = request && detailOf(seq, request);
      const entry = { seq, ...fields, ...(detail?.request.cut === undefined ? {} : { cut: true as const }) };
      kept.set(seq, { entry, ...(detail === undefined ? {} : { detail }) });
      kept.delete(seq - limits.entries);
      put(entry);
      return seq;
    },
    end(seq, { status, at, body, headers, ...measured }) {
      const found = kept.get(seq);
      if (found === undefined) return;
      const answer = {
        status,
        ...(headers === undefined ? {} : { headers }),
        ...keptBody(body ?? ''),
      };
      const entry = {
        ...found.entry,
        status,
        tookMs: at - found.entry.at,
        ...measured,
        ...(answer.cut === undefined ? {} : { cut: true as const }),
      };
      kept.set(seq, { entry, ...(found.detail === undefined ? {} : { detail: { ...found.detail, answer } }) });
      put(entry);
    },
    detail: (seq) => kept.get(seq)?.detail,
    clear: () => kept.clear(),
  };
}
