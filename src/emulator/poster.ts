import { urlToHttpOptions } from 'node:url';
import type { FakeKaleyra } from '../testing/fake-kaleyra.js';
import type { WebhookAnswer } from '../testing/post-webhook.js';
import type { Timeline } from './timeline.js';

/** A webhook to post. */
export interface Webhook {
  readonly customer: string;
  /** Whether it says what became of a message of the bot's. */
  readonly kind?: 'status';
  /** What the timeline calls it. */
  readonly title: string;
  /** The body, to the letter. */
  readonly body: string;
  /** Called when it goes out, at each attempt. */
  readonly onPosted?: (at: number) => void;
  /** Called when the bot has taken it. */
  readonly onAccepted?: () => void;
  /** Called when the bot has not taken it, at each attempt. */
  readonly onRefused?: () => void;
}

/** Where webhooks go. */
export interface PosterOptions {
  readonly kaleyra: () => FakeKaleyra;
  readonly timeline: Timeline;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Told after each attempt, with the reason where the bot was not reached. */
  readonly setReachable: (reachable: boolean, reason?: string) => void;
  readonly closing: AbortSignal;
}

function headersOf({ headers }: WebhookAnswer): Record<string, string> {
  const all: Record<string, string> = {};
  headers.forEach((value, name) => {
    all[name] = value;
  });
  return all;
}

/** What goes out but for the body's length: named here, and not left to Node, so that the timeline has all of it. */
function headersTo(url: string, given: Readonly<Record<string, string>>): Record<string, string> {
  const { auth } = urlToHttpOptions(new URL(url));
  return {
    host: new URL(url).host,
    'content-type': 'application/json',
    ...(auth ? { authorization: `Basic ${Buffer.from(auth).toString('base64')}` } : {}),
    ...given,
    connection: 'close',
  };
}

/** Makes the function that posts a webhook once; gives whether it need not be tried again. */
export function createPoster(options: PosterOptions): (webhook: Webhook) => Promise<boolean> {
  const { kaleyra, timeline, url, headers, setReachable, closing } = options;
  const sent = headersTo(url, headers);

  return async ({ customer, kind = 'webhook' as const, title, body, onPosted, onAccepted, onRefused }) => {
    const at = Date.now();
    const length = { 'content-length': String(Buffer.byteLength(body)) };
    const request = { method: 'POST', url, headers: { ...sent, ...length }, body };
    const seq = timeline.add({ at, customer, kind, title, violations: [] }, request);
    const answering = kaleyra().postWebhook(url, body, { headers: sent });
    // After the fake knows it: whether it is read already is asked there.
    onPosted?.(at);
    let answer: WebhookAnswer;
    try {
      answer = await answering;
    } catch (error) {
      if (closing.aborted) return true;
      const { message } = error as Error;
      timeline.end(seq, { status: 'unreachable', at: Date.now(), body: message });
      onRefused?.();
      setReachable(false, message);
      return false;
    }
    const { status } = answer;
    timeline.end(seq, { status, at: Date.now(), body: answer.text, headers: headersOf(answer) });
    setReachable(true);
    (status >= 200 && status < 300 ? onAccepted : onRefused)?.();
    // Busy or broken, the bot may take it later; refused, it would be refused again.
    return status < 500 && status !== 429;
  };
}
