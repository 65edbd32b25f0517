import type { FakeKaleyra } from '../testing/fake-kaleyra.js';
import type { WebhookAnswer } from '../testing/post-webhook.js';
import type { Timeline } from './timeline.js';

/** A webhook to post. */
export interface Webhook {
  readonly customer: string;
  /** What the timeline calls it. */
  readonly title: string;
  /** The body, to the letter. */
  readonly body: string;
  /** Called when it goes out, at each attempt. */
  readonly onPosted?: (at: number) => void;
  /** Called when the bot has taken it. */
  readonly onAccepted?: () => void;
}

/** Where webhooks go. */
export interface PosterOptions {
  readonly kaleyra: () => FakeKaleyra;
  readonly timeline: Timeline;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly setReachable: (reachable: boolean) => void;
  readonly closing: AbortSignal;
}

const shown = (body: unknown): string => (typeof body === 'string' ? body : JSON.stringify(body));

/** Makes the function that posts a webhook once; gives whether it need not be tried again. */
export function createPoster(options: PosterOptions): (webhook: Webhook) => Promise<boolean> {
  const { kaleyra, timeline, url, headers, setReachable, closing } = options;

  return async ({ customer, title, body, onPosted, onAccepted }) => {
    const at = Date.now();
    const request = { method: 'POST', url, headers: { 'content-type': 'application/json', ...headers }, body };
    const seq = timeline.add({ at, customer, kind: 'webhook', title, violations: [] }, request);
    onPosted?.(at);
    let answer: WebhookAnswer;
    try {
      answer = await kaleyra().postWebhook(url, body, { headers });
    } catch (error) {
      if (closing.aborted) return true;
      timeline.end(seq, { status: 'unreachable', at: Date.now(), body: (error as Error).message });
      setReachable(false);
      return false;
    }
    const { status } = answer;
    timeline.end(seq, { status, at: Date.now(), body: shown(answer.body) });
    setReachable(true);
    if (status >= 200 && status < 300) onAccepted?.();
    // Busy or broken, the bot may take it later; refused, it would be refused again.
    return status < 500 && status !== 429;
  };
}
