import { curlOf, type Repeatable, type Secrets } from './curl.js';
import { limits } from './live-state.js';
import type { Entry, EntryDetail } from './protocol.js';

/** What an entry ends with. */
export interface EntryEnd extends Pick<Entry, 'latencyMs'> {
  readonly status: NonNullable<Entry['status']>;
  readonly at: number;
  readonly body?: string | undefined;
}

/** The steps, with their exact requests and answers. */
export interface Timeline {
  /** Gives the number of the new step. */
  add(fields: Omit<Entry, 'seq'>, request: Repeatable): number;
  end(seq: number, end: EntryEnd): void;
  detail(seq: number): EntryDetail | undefined;
  clear(): void;
}

/** Options of a timeline. */
export interface TimelineOptions {
  readonly put: (entry: Entry) => void;
  /** The headers whose value is secret, and the variables that stand in for them. */
  readonly secrets: Secrets;
  /** Takes secrets out of a text. */
  readonly redact: (text: string) => string;
}

// Far beyond any text: what is longer is a file.
const mostCharacters = 100_000;

function shortened(text: string): string {
  if (text.length <= mostCharacters) return text;
  return `${text.slice(0, mostCharacters)}… (${text.length - mostCharacters} more characters)`;
}

/** Keeps the newest steps. */
export function createTimeline({ put, secrets, redact }: TimelineOptions): Timeline {
  const kept = new Map<number, { entry: Entry; detail: EntryDetail }>();
  let last = 0;

  return {
    add(fields, request) {
      last += 1;
      const seq = last;
      const headers = Object.fromEntries(
        Object.entries(request.headers).map(([name, value]) => [
          name,
          secrets[name] === undefined ? redact(value) : '[redacted]',
        ]),
      );
      const { method } = request;
      const shown = { method, url: redact(request.url), headers, body: shortened(redact(request.body)) };
      const entry = { seq, ...fields };
      const form = request.form === undefined ? {} : { form: request.form };
      kept.set(seq, { entry, detail: { seq, request: shown, curl: curlOf({ ...shown, ...form }, secrets) } });
      kept.delete(seq - limits.entries);
      put(entry);
      return seq;
    },
    end(seq, { status, at, body, latencyMs }) {
      const found = kept.get(seq);
      if (found === undefined) return;
      const entry = {
        ...found.entry,
        status,
        tookMs: at - found.entry.at,
        ...(latencyMs === undefined ? {} : { latencyMs }),
      };
      const answer = { status, body: shortened(redact(body ?? '')) };
      kept.set(seq, { entry, detail: { ...found.detail, answer } });
      put(entry);
    },
    detail: (seq) => kept.get(seq)?.detail,
    clear: () => kept.clear(),
  };
}
