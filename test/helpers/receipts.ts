import {
  type Activity,
  createReceipts,
  type Logger,
  type OfferOptions,
  type OfferResult,
  type ReceiptEvents,
  type ReceiptOptions,
  type Receipts,
} from 'tidemark';
import { afterEach, beforeEach, expect, vi } from 'vitest';
import { type MessageParts, message } from './activities.js';
import { useClock } from './clock.js';
import { createFakeGateway, type FakeGateway } from './fake-gateway.js';
import { settled } from './settled.js';

const eventNames = [
  'scheduled',
  'covered',
  'sent',
  'absorbed',
  'suppressed',
  'duplicate',
  'retrying',
  'rejected',
  'failed',
  'expired',
  'halted',
  'resumed',
  'evicted',
  'drained',
] as const satisfies (keyof ReceiptEvents)[];

/** A logger that keeps nothing. */
export const silent: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

/** An engine under test with all that it did. */
export interface Rig {
  gateway: FakeGateway;
  receipts: Receipts;
  /** Ids in the order they were handed on. */
  released: string[];
  /** Offers a message; its hand-over is noted in `released`. */
  offer(id: string, parts?: Omit<MessageParts, 'id'>, options?: OfferOptions): OfferResult;
  /** Offers any activity. */
  offerActivity(activity: Activity, options?: OfferOptions): OfferResult;
  /** The activity offered last with this id. */
  activity(id: string): Activity;
  /** Ids of the read calls so far, in order; those with the indicator end in `+typing`. */
  reads(): string[];
  /** Payloads of an event so far. */
  told<E extends keyof ReceiptEvents>(event: E): ReceiptEvents[E][];
  /** Ids of an event so far. */
  idsTold(event: 'scheduled' | 'covered' | 'sent' | 'rejected' | 'failed' | 'expired' | 'duplicate'): string[];
}

/** A fake clock and engines that are closed after each test, when what they counted must add up (R20, R21). */
export interface ReceiptTests {
  start(options?: ReceiptOptions & { logger?: Logger; gateway?: FakeGateway }): Rig;
  /** Lets this much time pass. */
  tick(ms: number): Promise<void>;
  /** Steps the wall clock; timers and the monotonic clock do not notice. */
  stepWallClock(ms: number): void;
  /** What Math.random gives from now on. @default 0: every pause after a failure is the shortest */
  setRandom(value: number): void;
}

export function useReceipts(): ReceiptTests {
  const time = useClock();
  let rigs: Rig[] = [];
  const setRandom = (value: number): void => void vi.spyOn(Math, 'random').mockReturnValue(value);
  beforeEach(() => setRandom(0));
  afterEach(async () => {
    const open = rigs;
    rigs = [];
    const closing = Promise.all(open.map(({ receipts }) => receipts.close({ drainTimeoutMs: 0 })));
    await time.clock.tickAsync(0);
    await settled(closing);
    for (const { receipts } of open) {
      const { accepted, pending, sent, covered, suppressed, rejected, failed, expired } = receipts.stats();
      expect(pending, 'R20: pending after close').toBe(0);
      expect(sent + covered + suppressed + rejected + failed + expired, 'R20: the sum of outcomes').toBe(accepted);
    }
  });
  return {
    start(options) {
      const rig = createRig(options);
      rigs.push(rig);
      return rig;
    },
    tick: async (ms) => void (await time.clock.tickAsync(ms)),
    stepWallClock: (ms) => time.clock.setSystemTime(Date.now() + ms),
    setRandom,
  };
}

function createRig({
  gateway = createFakeGateway(),
  logger = silent,
  ...options
}: ReceiptOptions & { logger?: Logger; gateway?: FakeGateway } = {}): Rig {
  const receipts = createReceipts({ gateway, logger, ...options });
  const released: string[] = [];
  const offered = new Map<string, Activity>();
  const told = new Map<string, unknown[]>(eventNames.map((event) => [event, []]));
  for (const event of eventNames) receipts.on(event, (payload) => told.get(event)?.push(payload));
  const rig: Rig = {
    gateway,
    receipts,
    released,
    offer: (id, parts = {}, offerOptions = {}) => rig.offerActivity(message({ id, ...parts }), offerOptions),
    offerActivity(activity, offerOptions = {}) {
      offered.set(activity.id ?? '', activity);
      return receipts.offer(activity, {
        ...offerOptions,
        onReleased(handedOn) {
          released.push(handedOn.id ?? handedOn.type);
          offerOptions.onReleased?.(handedOn);
        },
      });
    },
    activity(id) {
      const activity = offered.get(id);
      if (activity === undefined) throw new Error(`${id} was not offered`);
      return activity;
    },
    reads: () => gateway.reads.map(({ id, typing }) => (typing ? `${id}+typing` : id)),
    told: <E extends keyof ReceiptEvents>(event: E) => told.get(event) as ReceiptEvents[E][],
    idsTold: (event) => rig.told(event).map(({ id }) => id),
  };
  return rig;
}

/** Notes whether a promise has settled, so that a test can look without waiting. */
export function watch(promise: Promise<unknown>): { readonly state: 'open' | 'resolved' | 'rejected' } {
  const watched: { state: 'open' | 'resolved' | 'rejected' } = { state: 'open' };
  promise.then(
    () => {
      watched.state = 'resolved';
    },
    () => {
      watched.state = 'rejected';
    },
  );
  return watched;
}
