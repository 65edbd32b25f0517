import { Observable, Subject } from 'rxjs';
import type { Activity } from '../activity/activity.js';
import type { GuardedEmitter } from '../guarded-emitter.js';
import type { Inbox, Logger, TurnOutcome } from '../ports.js';
import type { Receipts } from '../receipts/receipts.js';
import type { ChannelEvents } from './channel.js';
import { createDeadlineWatch } from './deadline-watch.js';
import { createDeliveries, type Deliveries, type Delivery } from './deliveries.js';
import { secondConsumer } from './internals.js';
import { UNLIMITED_TURN_MS } from './run-turn.js';
import type { Telling } from './telling.js';

/** The way from the inbox through the receipts to whoever listens. */
export interface Delivering {
  readonly deliveries: Deliveries;
  readonly incoming$: Observable<Activity>;
  /** Takes delivery with its first subscription when nobody settles. */
  readonly activity$: Observable<Activity>;
  readonly released$: Observable<Delivery>;
  takeConsumer(): () => void;
  hasConsumer(): boolean;
  /** Whether anybody takes delivery. */
  isWanted(): boolean;
  receive(activity: Activity): Delivery | undefined;
  settle(delivery: Delivery, outcome: TurnOutcome): void;
  /** Starts what was to start in a moment. */
  startNow(): void;
  /** Takes nothing more out of the inbox: what waits there is for others. */
  takeNoMore(): void;
  /** Turns that nobody ends are over: closing does not wait for them. */
  endEmitted(): void;
  stop(): void;
}

function toldBy({ told, answeredBy }: Telling, given: Activity): Activity {
  const activity = told(given);
  answeredBy(activity)();
  return activity;
}

/** What delivering works with. */
export interface DeliveringOptions {
  inbox: Inbox;
  receipts: Receipts;
  log: Logger;
  events: GuardedEmitter<ChannelEvents>;
  turnTimeoutMs: number;
  /** An activity is about to be emitted, and nobody will settle it. */
  onEmitted: (activity: Activity) => void;
  /** Several processes share the inbox: what comes out is told here what is known here. */
  telling: Telling | undefined;
  /** Whether a conversation may go on here; one that may not has been moved away by then. */
  holds: (conversation: string) => boolean;
  /** The end of such a turn matters: `manual` leaves unread what was not marked by then. */
  endsEmitted: boolean;
}

export function createDelivering(options: DeliveringOptions): Delivering {
  const { inbox, receipts, log, events, turnTimeoutMs, onEmitted, endsEmitted, telling, holds } = options;
  const deliveries = createDeliveries({ canMove: telling !== undefined });
  const incoming$ = new Subject<Activity>();
  const released$ = new Subject<Delivery>();
  const turnMs = turnTimeoutMs || UNLIMITED_TURN_MS;
  const unreceived = createDeadlineWatch<Delivery>(turnMs, {
    isOpen: ({ received, collected, settled }) => !received && !collected && !settled,
    onDue: unhandled,
  });
  // A turn that nobody ends counts as running for so long (R17).
  const emitted = createDeadlineWatch<Activity>(turnMs, {
    isOpen: () => true,
    onDue: (activity) => receipts.handled(activity, 'emitted'),
  });
  let consumer: symbol | undefined;
  let observers = 0;
  let stopDelivery: (() => void) | undefined;
  let starting: ReturnType<typeof setImmediate> | undefined;

  const isWanted = (): boolean => consumer !== undefined || observers > 0;

  // In a later macrotask, so that whoever subscribes in the same tick is there, and a handler comes before an observer.
  function startOrStop(): void {
    if (isWanted()) {
      if (stopDelivery === undefined) starting ??= setImmediate(start);
      return;
    }
    clearImmediate(starting);
    starting = undefined;
    stopDelivery?.();
    stopDelivery = undefined;
  }

  function start(): void {
    starting = undefined;
    if (!isWanted() || stopDelivery !== undefined) return;
    const beginning = (): void => undefined;
    stopDelivery = beginning;
    const stop = deliver();
    // What was emitted may have ended the wish, or begun delivery anew.
    if (stopDelivery === beginning) stopDelivery = stop;
    else stop();
    startOrStop();
  }

  // It runs in a macrotask of its own, where a throw would end the process.
  function deliver(): () => void {
    try {
      return inbox.deliver(emit);
    } catch (err) {
      log.error({ err }, 'the inbox could not start delivering');
      return () => undefined;
    }
  }

  function emit(given: Activity): void {
    const activity = telling === undefined ? given : toldBy(telling, given);
    const known = deliveries.find(activity);
    // Somebody has it already; whoever came before left the rest behind.
    if (known?.received) return;
    const delivery = known ?? deliveries.add(activity);
    // Whatever a redelivery comes to, this one is under way.
    delivery.accepted = true;
    incoming$.next(activity);
    if (delivery.released) release(delivery);
    else if (!delivery.offered) {
      delivery.offered = true;
      receipts.offer(activity, { onReleased: () => release(delivery) });
    }
  }

  function release(delivery: Delivery): void {
    delivery.released = true;
    if (delivery.settled || !isWanted() || !holds(delivery.activity.conversation.id)) return;
    if (consumer === undefined) {
      onEmitted(delivery.activity);
      if (endsEmitted) emitted.add(delivery.activity);
    }
    released$.next(delivery);
    if (delivery.received || delivery.settled) return;
    if (consumer === undefined) settle(delivery, 'emitted');
    else if (!delivery.collected) unreceived.add(delivery);
  }

  function unhandled(delivery: Delivery): void {
    const { conversation, id } = delivery.activity;
    events.emit('unhandled', () => ({ conversation: conversation.id, id }));
    log.warn({ conversation: conversation.id, id }, 'an activity never reached dispatch and is given up');
    receipts.handled(delivery.activity, 'unhandled');
    settle(delivery, 'unhandled');
  }

  function settle(delivery: Delivery, outcome: TurnOutcome): void {
    if (delivery.settled) return;
    deliveries.settle(delivery);
    void (async () => inbox.settle(delivery.activity, outcome))().catch((err: unknown) =>
      log.error({ id: delivery.activity.id, err }, 'the inbox could not note that an activity is done'),
    );
  }

  return {
    deliveries,
    incoming$,
    released$,
    activity$: new Observable<Activity>((subscriber) => {
      observers += 1;
      subscriber.add(() => {
        observers -= 1;
        startOrStop();
      });
      subscriber.add(
        released$.subscribe({
          next: ({ activity }) => subscriber.next(activity),
          complete: () => subscriber.complete(),
        }),
      );
      startOrStop();
    }),
    takeConsumer() {
      if (consumer !== undefined) throw secondConsumer();
      const mine = Symbol('consumer');
      consumer = mine;
      // Anew, so that it is given what an observer has taken delivery of and is not settled.
      stopDelivery?.();
      stopDelivery = undefined;
      startOrStop();
      return () => {
        if (consumer !== mine) return;
        consumer = undefined;
        startOrStop();
      };
    },
    isWanted,
    hasConsumer: () => consumer !== undefined,
    receive(activity) {
      const delivery = deliveries.find(activity);
      // An operator may emit an activity twice: the first one settles it.
      if (delivery === undefined || delivery.received) return undefined;
      delivery.received = true;
      return delivery;
    },
    settle,
    takeNoMore() {
      stopDelivery?.();
      stopDelivery = () => undefined;
    },
    endEmitted: emitted.endAll,
    startNow() {
      if (starting === undefined) return;
      clearImmediate(starting);
      start();
    },
    stop() {
      consumer = undefined;
      observers = 0;
      startOrStop();
      unreceived.stop();
      emitted.stop();
      incoming$.complete();
      released$.complete();
    },
  };
}
