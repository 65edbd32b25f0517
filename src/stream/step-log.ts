import { debuglog } from 'node:util';
import type { Observable } from 'rxjs';
import type { Activity } from '../activity/activity.js';
import { isGatewayError } from '../errors.js';
import type { Gateway, Handler, Inbox } from '../ports.js';
import type { MessageReceiptEvent } from '../receipts/events.js';
import type { Receipts } from '../receipts/receipts.js';
import type { Delivery } from './deliveries.js';

/** Tells each message's way step by step, by its id, where the environment has `NODE_DEBUG=tidemark`; never a text. */
export interface StepLog {
  inbox(inbox: Inbox): Inbox;
  gateway(gateway: Gateway): Gateway;
  handler(handler: Handler): Handler;
  watch(parts: { receipts: Receipts; incoming$: Observable<Activity>; released$: Observable<Delivery> }): void;
}

const silent: StepLog = {
  inbox: (inbox) => inbox,
  gateway: (gateway) => gateway,
  handler: (handler) => handler,
  watch: () => undefined,
};

const messageEvents = [
  'scheduled',
  'duplicate',
  'sent',
  'covered',
  'absorbed',
  'suppressed',
  'retrying',
  'rejected',
  'failed',
  'expired',
] as const;

const write = debuglog('tidemark');

export function createStepLog(): StepLog {
  return write.enabled ? telling : silent;
}

function tell({ id = 'no id', conversation }: Activity, what: string): void {
  step(id, conversation.id, what);
}

function step(id: string, conversation: string, what: string): void {
  write('%s %s (%s) %s', new Date().toISOString(), id, conversation, what);
}

/** Tells how a call ends, and for how long it took. */
async function told<T>(begin: Promise<T>, tellEnd: (how: string) => void): Promise<T> {
  const startMs = performance.now();
  const took = (): string => `after ${Math.round(performance.now() - startMs)} ms`;
  try {
    const result = await begin;
    tellEnd(`done ${took()}`);
    return result;
  } catch (error) {
    tellEnd(`failed with ${isGatewayError(error) ? error.code : 'an error'} ${took()}`);
    throw error;
  }
}

const telling: StepLog = {
  inbox: (inbox) => ({
    deliver: (emit) => inbox.deliver(emit),
    close: () => inbox.close(),
    ...(inbox.failed !== undefined && { failed: inbox.failed.bind(inbox) }),
    async accept(activity) {
      const acceptance = await inbox.accept(activity);
      tell(activity, `webhook: ${acceptance}`);
      return acceptance;
    },
    async settle(activity, outcome) {
      await inbox.settle(activity, outcome);
      tell(activity, `done: ${outcome}`);
    },
  }),
  gateway(gateway) {
    const { serviceUrl } = gateway;
    const upload = gateway.upload?.bind(gateway);
    return {
      markRead: (target, options) =>
        told(gateway.markRead(target, options), (how) =>
          step(target.id, target.businessNumber, `read call${options?.typing ? ' with the indicator' : ''}: ${how}`),
        ),
      send: (message, options) =>
        told(gateway.send(message, options), (how) =>
          step(message.quotes ?? 'reply', `${message.businessNumber}:${message.to}`, `send ${message.type}: ${how}`),
        ),
      ...(upload !== undefined && { upload }),
      ...(serviceUrl !== undefined && { serviceUrl }),
    };
  },
  handler: (handler) => async (activity, turn) => {
    tell(activity, 'turn: begins');
    try {
      return await handler(activity, turn);
    } finally {
      tell(activity, 'turn: the handler has ended');
    }
  },
  watch({ receipts, incoming$, released$ }) {
    incoming$.subscribe((activity) => tell(activity, 'handed out'));
    released$.subscribe(({ activity }) => tell(activity, 'let go to the handler'));
    for (const name of messageEvents) {
      receipts.on(name, ({ id, conversation, businessNumber: _, ...rest }: MessageReceiptEvent) => {
        const more = Object.entries(rest).flatMap(([key, value]) => (value ? `${key} ${value}` : []));
        step(id, conversation, ['receipt:', name, ...more].join(' '));
      });
    }
  },
};
