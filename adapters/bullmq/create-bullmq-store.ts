import { randomUUID } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { type Activity, type DeadLetters, type Inbox, type Store, StoreError } from '../../src/index.js';
import { createAccepting } from './accepting.js';
import { createConnections } from './connections.js';
import { createDeadIndex } from './dead-index.js';
import { createDeadLetters } from './dead-letters.js';
import { type Desk, isLive } from './desk.js';
import { createDueList } from './due-list.js';
import { createHalts } from './halts.js';
import { healthOf } from './health.js';
import { createHousekeeping } from './housekeeping.js';
import { createInstances } from './instances.js';
import { createJobs } from './jobs.js';
import { sharedKeys } from './keys.js';
import { createLeases } from './leases.js';
import { lose } from './lost.js';
import { createMailboxes } from './mailboxes.js';
import { createNotices } from './notices.js';
import { type BullmqStoreOptions, resolveOptions } from './options.js';
import type { Owned } from './owned.js';
import { giveAgain } from './reading.js';
import { createReleasing } from './releasing.js';
import { createSaving } from './saving.js';
import { createServer } from './server.js';
import { createSettling } from './settling.js';
import { createSweeping } from './sweeping.js';
import { createTakingOver } from './taking-over.js';
import { createWaiting } from './waiting.js';
import { within } from './within.js';

/** A store on Redis that any number of processes share. */
export interface BullmqStore extends Store {
  /** Messages whose handler failed for good. */
  readonly deadLetters: DeadLetters;
  /**
   * Resolves when Redis is there and fits; a server that is to fail at its start waits for it.
   *
   * @throws {StoreError} `STORE_UNAVAILABLE` or `STORE_UNSUPPORTED`.
   */
  ready(): Promise<void>;
}

// A consumer that is exchanged for another one keeps the conversations; turns under way may end.
const UNHEARD_MS = 15_000;

/**
 * Makes a store on Redis through BullMQ: any number of processes behind a load balancer, any of which may receive any
 * webhook, each conversation in one of them at a time.
 *
 * @throws {OptionsError} `INVALID_OPTIONS` for an unknown option or a value out of range.
 * @example
 * ```ts
 * import { createChannel, KaleyraClient } from 'tidemark';
 * import { createBullmqStore } from 'tidemark/adapters/bullmq';
 *
 * const { KALEYRA_SID: sid = '', KALEYRA_API_KEY: apiKey = '', WEBHOOK_SECRET: secret = '' } = process.env;
 * const gateway = new KaleyraClient({ region: 'in', sid, apiKey });
 * const store = createBullmqStore({ connection: process.env.REDIS_URL ?? 'redis://127.0.0.1:6379' });
 * const channel = createChannel({ gateway, webhook: { auth: { header: 'x-webhook-secret', secret } }, store });
 * channel.handle((activity, turn) => turn.reply('Hello'));
 * ```
 */
export function createBullmqStore(options: BullmqStoreOptions): BullmqStore {
  const settings = resolveOptions(options);
  const { logger, timeoutMs } = settings;
  const connections = createConnections(settings);
  const keys = sharedKeys(settings.prefix);
  const server = createServer({ connections, logger, timeoutMs });
  const closing = new AbortController();
  // Everything that waits listens for the end.
  setMaxListeners(0, closing.signal);
  const deadIndex = createDeadIndex(server, keys, settings.keepIdleMs);
  const jobs = createJobs({ server, connections, keys, settings, work: (conversation) => takeOver(conversation) });
  const desk: Desk = {
    instance: randomUUID(),
    settings,
    logger,
    mailboxes: createMailboxes(server, settings),
    due: createDueList(server, keys, settings),
    jobs,
    waiting: createWaiting(server, keys, settings.keepIdleMs),
    owned: new Map(),
    host: undefined,
    emit: undefined,
    closed: closing.signal,
  };
  const saving = createSaving(desk);
  const settling = createSettling(desk, saving, deadIndex);
  const releasing = createReleasing(desk, saving);
  const takeOver = createTakingOver(desk, { settling, releasing });
  const leases = createLeases(desk, releasing);
  const notices = createNotices(desk, { server, connections, keys });
  const accepting = createAccepting(desk, notices);
  const halts = createHalts(desk, { server, keys });
  const instances = createInstances(desk, { server, keys, halts });
  const sweeping = createSweeping(desk);
  const housekeeping = createHousekeeping(desk, { server, keys, deadIndex });
  let unheard: ReturnType<typeof setTimeout> | undefined;
  let closed: Promise<readonly Activity[]> | undefined;

  function start(): void {
    leases.start();
    halts.start();
    instances.start();
    sweeping.start();
    housekeeping.start();
    notices.start({
      onMail: (conversation) => void accepting.call(conversation, desk.instance).catch(() => undefined),
      onHalted: halts.hear,
      onGap: leases.lookAll,
    });
    jobs.start();
  }

  const giveBack = (all: Iterable<Owned>): Promise<unknown> => Promise.allSettled([...all].map(releasing.giveBack));

  function giveBackUnheard(): void {
    const isBusy = ({ conversation }: Owned): boolean => desk.host?.snapshot(conversation).busy === true;
    void giveBack([...desk.owned.values()].filter((one) => !isBusy(one)));
    unheard = setTimeout(giveBackUnheard, UNHEARD_MS);
    unheard.unref();
  }

  async function close(): Promise<readonly Activity[]> {
    clearTimeout(unheard);
    desk.emit = undefined;
    const inHand = (): Activity[] =>
      [...desk.owned.values()].flatMap(({ open }) => [...open.values()].map(({ activity }) => activity));
    sweeping.stop();
    housekeeping.stop();
    jobs.pause();
    // What is done is noted first, so that nobody does it again; a turn that has just ended is about to tell.
    await new Promise((resolve) => setImmediate(resolve));
    await within(settling.idle(), timeoutMs);
    leases.stop();
    saving.stop();
    const left = inHand();
    await within(Promise.all([giveBack(desk.owned.values()), instances.stop().catch(() => undefined)]), timeoutMs * 2);
    closing.abort();
    await within(jobs.close(), timeoutMs);
    server.close();
    connections.disconnect();
    return left;
  }

  server.onBack(() => {
    leases.lookAll();
    sweeping.soon();
  });

  const inbox: Inbox = {
    async accept(activity) {
      if (closed !== undefined) throw new StoreError('STORE_CLOSED', 'this store has been closed');
      return accepting.accept(activity);
    },
    deliver(emit) {
      const mine = (activity: Activity): void => emit(activity);
      if (closed !== undefined) return () => undefined;
      clearTimeout(unheard);
      desk.emit = mine;
      start();
      giveAgain(desk);
      leases.lookAll();
      return () => {
        if (desk.emit !== mine || closed !== undefined) return;
        desk.emit = undefined;
        jobs.pause();
        for (const one of desk.owned.values()) releasing.linger(one);
        unheard = setTimeout(giveBackUnheard, UNHEARD_MS);
        unheard.unref();
      };
    },
    async settle(activity, outcome) {
      const one = desk.owned.get(activity.conversation.id);
      if (one === undefined) return;
      await settling.settle(one, activity, outcome);
      if (one.open.size === 0) releasing.linger(one);
    },
    async failed(activity) {
      const one = desk.owned.get(activity.conversation.id);
      return one === undefined ? 1 : settling.failed(one, activity);
    },
    close() {
      closed ??= close();
      return closed;
    },
  };

  return {
    inbox,
    shared: true,
    deadLetters: createDeadLetters(desk, { server, deadIndex, call: accepting.call }),
    ready: server.ready,
    attach(host) {
      desk.host = host;
      host.onChange((conversation) => {
        const one = desk.owned.get(conversation);
        if (one === undefined) return;
        saving.changed(one);
        if (one.open.size === 0) releasing.linger(one);
      });
    },
    holds(conversation) {
      const one = desk.owned.get(conversation);
      if (one === undefined || isLive(desk, one)) return true;
      lose(desk, one, 'expired');
      return false;
    },
    health: () => healthOf(server, { keys, deadIndex }),
  };
}
