import { identity, Subject } from 'rxjs';
import { consoleLogger } from '../console-logger.js';
import { isTidemarkError, OptionsError } from '../errors.js';
import { createGuardedEmitter } from '../guarded-emitter.js';
import { createMemoryInbox } from '../inbox/memory-inbox.js';
import { parseKaleyraWebhook } from '../kaleyra/webhook/parse-kaleyra-webhook.js';
import type { AccountEvent, MessageStatus } from '../kaleyra/webhook/parsed-webhook.js';
import { statusActivities } from '../kaleyra/webhook/status-activities.js';
import { createChoiceMemory } from '../outgoing/choice-memory.js';
import type { Inbox } from '../ports.js';
import { safeLogger } from '../safe-logger.js';
import { handleWebhook } from '../webhook/handle-webhook.js';
import { resolveWebhookOptions } from '../webhook/webhook-options.js';
import { announceContacts } from './announce-contacts.js';
import { originalsOf } from './burst.js';
import type { Channel, ChannelClosed, ChannelEvents } from './channel.js';
import { channelHealth } from './channel-health.js';
import { type ChannelOptions, resolveChannelLimits } from './channel-options.js';
import { channelReceipts } from './channel-receipts.js';
import { closeChannel } from './close-channel.js';
import { collectBursts } from './collect-bursts.js';
import { continuing } from './continuing.js';
import { createConversationLines } from './conversation-lines.js';
import { createDelivering } from './delivering.js';
import { dispatch } from './dispatch.js';
import { guardedStream } from './guarded-stream.js';
import { resolveHandleOptions } from './handle-options.js';
import { secondConsumer, setInternals } from './internals.js';
import { readReceipts } from './read-receipts.js';
import { requireFunction } from './require-function.js';
import { runInLine } from './run-in-line.js';
import { createTurns } from './run-turn.js';
import { sendByWamid } from './send-by-wamid.js';
import { createSentIds } from './sent-ids.js';
import { createStepLog } from './step-log.js';
import { createStoreHost } from './store-host.js';
import { createTelling } from './telling.js';
import { createWebhookSink } from './webhook-sink.js';

// Said when the gateway has no base URL of its own.
const UNKNOWN_SERVICE_URL = 'https://api.kaleyra.io';

/**
 * Makes a channel: webhooks go in, a handler or the streams take what customers send, and messages are marked read.
 *
 * @throws {OptionsError} `INVALID_OPTIONS` for an unknown option, a value out of range, or missing webhook authentication.
 * @example
 * ```ts
 * import { createServer } from 'node:http';
 * import { createChannel, KaleyraClient } from 'tidemark';
 * import { toNodeListener } from 'tidemark/adapters/node';
 *
 * const { KALEYRA_SID: sid = '', KALEYRA_API_KEY: apiKey = '', WEBHOOK_SECRET: secret = '' } = process.env;
 * const gateway = new KaleyraClient({ region: 'in', sid, apiKey });
 * const channel = createChannel({ gateway, webhook: { auth: { header: 'x-webhook-secret', secret } } });
 * channel.handle(async (activity, turn) => {
 *   if (activity.text) await turn.reply(`Echo: ${activity.text}`);
 * });
 * createServer(toNodeListener(channel)).listen(3978);
 * ```
 */
export function createChannel(options: ChannelOptions): Channel {
  const limits = resolveChannelLimits(options);
  const webhook = resolveWebhookOptions(options.webhook);
  const {
    gateway: givenGateway,
    receipts: receiptOptions = {},
    store,
    inbox: givenInbox = store?.inbox ?? createMemoryInbox({ maxWaiting: limits.maxWaiting }),
    logger = consoleLogger,
  } = options;
  const steps = createStepLog();
  const gateway = steps.gateway(givenGateway);
  const asked = limits.activities;
  const contacts = asked.firstContact ? announceContacts(givenInbox) : undefined;
  const inbox: Inbox = steps.inbox(contacts ?? givenInbox);
  const isShared = store?.shared === true;
  const holds = (conversation: string): boolean => store?.holds?.(conversation) ?? true;
  const log = safeLogger(logger);
  const receipts = channelReceipts(receiptOptions, { gateway, logger, log });
  const events = createGuardedEmitter<ChannelEvents>((err, event) =>
    log.warn({ event, err }, 'a listener of a channel event threw'),
  );
  const serviceUrl = gateway.serviceUrl ?? UNKNOWN_SERVICE_URL;

  const status$ = new Subject<MessageStatus>();
  const account$ = new Subject<AccountEvent>();
  const lines = createConversationLines(limits.concurrency);
  const choices = createChoiceMemory();
  const sentIds = createSentIds();
  const telling = createTelling(choices, sentIds);
  const turns = createTurns({
    gateway: sendByWamid(gateway, sentIds),
    receipts,
    log,
    turnTimeoutMs: limits.turnTimeoutMs,
    choices,
  });
  const delivering = createDelivering({
    inbox,
    receipts,
    log,
    events,
    turnTimeoutMs: limits.turnTimeoutMs,
    onEmitted: turns.emitted,
    telling: isShared ? telling : undefined,
    holds,
    endsEmitted: receiptOptions !== false && receiptOptions.when === 'manual',
  });
  const { deliveries, settle } = delivering;
  steps.watch({ receipts, incoming$: delivering.incoming$, released$: delivering.released$ });
  const onThrow = (err: unknown): void => log.error({ err }, 'a subscriber threw; the stream goes on');
  const closing = new AbortController();
  let closed: Promise<ChannelClosed> | undefined;

  const sink = createWebhookSink({
    inbox,
    receipts,
    deliveries,
    telling,
    sentIds,
    isShared,
    log,
    events,
    status$,
    account$,
    isClosing: () => closed !== undefined,
    isHeard: delivering.isWanted,
    parse: (body) => parseKaleyraWebhook(body, { serviceUrl }),
    askedOf: (status, sentId) => statusActivities(status, { ...asked, serviceUrl, sentId }),
  });

  const repeats = givenInbox.failed !== undefined;
  const runTurn = runInLine({ inbox, receipts, lines, turns, events, log, closing: closing.signal, holds });

  // Nobody would tell the end of its turns, so nothing would ever be marked (R17).
  function checkBareSubscription(): void {
    if (receiptOptions === false || receiptOptions.when !== 'afterHandler' || delivering.hasConsumer()) return;
    throw new OptionsError(
      "receipts.when: expected handle or dispatch with 'afterHandler', got a subscription to activity$",
    );
  }

  function finish(reason: Error): void {
    turns.abortAll(reason);
    delivering.stop();
    deliveries.releaseAll();
    status$.complete();
    account$.complete();
  }

  const channel: Channel = {
    incoming$: guardedStream(delivering.incoming$, onThrow),
    activity$: guardedStream(delivering.activity$, onThrow, checkBareSubscription),
    status$: guardedStream(status$, onThrow),
    account$: guardedStream(account$, onThrow),
    receipts,
    gateway: givenGateway,
    handle(handler, options = {}) {
      const { collect, maxAttempts } = resolveHandleOptions(options, { repeats });
      requireFunction('channel.handle', handler);
      if (delivering.hasConsumer()) throw secondConsumer();
      const bursts = collect === undefined ? identity : collectBursts(channel, collect);
      const answered$ = delivering.incoming$.pipe(
        readReceipts(channel),
        bursts,
        dispatch(channel, handler, { maxAttempts }),
      );
      const pipeline = answered$.subscribe();
      return () => pipeline.unsubscribe();
    },
    turn: (activity) => turns.of(activity),
    continueConversation: continuing({ receipts, lines, turns, serviceUrl }),
    async handleWebhook(request) {
      return handleWebhook(request, webhook, sink);
    },
    health: () => channelHealth({ receipts, store, isClosing: closed !== undefined, log }),
    on: events.on,
    close: () => {
      // A turn that waits for the end of the channel cannot be waited for (R21).
      lines.excuseCaller();
      // Deferred, so that whatever closing sets off already finds the channel closing.
      closed ??= Promise.resolve().then(() => {
        if (isShared) delivering.takeNoMore();
        else delivering.startNow();
        closing.abort();
        delivering.endEmitted();
        return closeChannel({ receipts, lines, inbox, log, drainTimeoutMs: limits.drainTimeoutMs, finish });
      });
      return closed;
    },
  };
  setInternals(channel, {
    deliveries,
    lines,
    log,
    sharesWindow: receiptOptions !== false && (receiptOptions.when ?? 'beforeHandler') === 'beforeHandler',
    closing: closing.signal,
    released$: delivering.released$,
    takeConsumer: delivering.takeConsumer,
    hasConsumer: delivering.hasConsumer,
    repeats,
    async runTurn(activity, handler, maxAttempts) {
      const originals = originalsOf(activity);
      if (originals.length > 0 && originals.every(deliveries.isMoved)) return false;
      const received = originals.flatMap((original) => delivering.receive(original) ?? []);
      try {
        const outcome = await runTurn(activity, {
          handler: steps.handler(handler),
          activities: originals,
          maxAttempts,
        });
        if (outcome === undefined) return false;
        for (const delivery of received) settle(delivery, outcome);
        return true;
      } catch (error) {
        // Only the channel's end keeps a turn from running; its activity stays unsettled and is returned by close().
        if (!isTidemarkError(error)) onThrow(error);
        return false;
      }
    },
  });
  const onKnown = (conversation: string): void => contacts?.know(conversation);
  store?.attach(createStoreHost({ receipts, choices, deliveries, lines, turns, onKnown, holds }));
  return channel;
}
