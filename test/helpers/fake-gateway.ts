import type { FailureKind, Gateway, OutgoingMessage, ReadTarget } from 'tidemark';
import { GatewayError } from 'tidemark';

/** What the gateway does with a call: succeed, fail, or keep it waiting. */
export type Answer =
  | 'ok'
  | 'hang'
  | { code: string; kind: FailureKind; retryAfterMs?: number; afterMs?: number }
  | { afterMs: number };

/** A call as it arrived. */
export interface Call {
  what: 'read' | 'send';
  id: string;
  businessNumber: string;
  typing: boolean;
  atMs: number;
  text?: string;
  /** What a message holds. */
  content?: object;
}

/** A gateway in memory: it keeps what it was told and answers as planned. */
export interface FakeGateway extends Gateway {
  readonly calls: Call[];
  readonly reads: Call[];
  readonly sends: Call[];
  /** Answers of the next read calls; after them all succeed. */
  plan(...answers: Answer[]): void;
  /** The answer of every read call from now on. */
  always(answer: Answer): void;
}

export function createFakeGateway(): FakeGateway {
  const calls: Call[] = [];
  const planned: Answer[] = [];
  let usual: Answer = 'ok';
  let sent = 0;

  async function answer(answer: Answer, signal: AbortSignal | undefined): Promise<void> {
    if (answer === 'ok') return;
    const afterMs = answer === 'hang' ? undefined : (answer.afterMs ?? 0);
    await new Promise<void>((resolve, reject) => {
      const timer = afterMs === undefined || afterMs === 0 ? undefined : setTimeout(resolve, afterMs);
      signal?.addEventListener(
        'abort',
        () => {
          clearTimeout(timer);
          reject(signal.reason);
        },
        { once: true },
      );
      if (afterMs === 0) resolve();
    });
    if (answer !== 'hang' && 'code' in answer) throw new GatewayError('planned', answer);
  }

  return {
    serviceUrl: 'https://api.example.test',
    calls,
    get reads() {
      return calls.filter(({ what }) => what === 'read');
    },
    get sends() {
      return calls.filter(({ what }) => what === 'send');
    },
    plan: (...answers) => void planned.push(...answers),
    always: (next) => {
      usual = next;
    },
    async markRead({ id, businessNumber }: ReadTarget, { typing = false, signal } = {}) {
      calls.push({ what: 'read', id, businessNumber, typing, atMs: performance.now() });
      await answer(planned.shift() ?? usual, signal);
    },
    async send(message: OutgoingMessage) {
      const { businessNumber, to, ...content } = message;
      const text = content.type === 'text' ? content.text : undefined;
      const call = { what: 'send', id: to, businessNumber, typing: false, atMs: performance.now(), content } as const;
      calls.push(text === undefined ? call : { ...call, text });
      sent += 1;
      return { id: `wamid.out-${sent}` };
    },
  };
}
