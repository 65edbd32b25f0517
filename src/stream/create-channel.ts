import { Subject } from 'rxjs';
import type { Activity } from '../activity/activity.js';
import { consoleLogger } from '../console-logger.js';
import { TidemarkError } from '../errors.js';
import { createGuardedEmitter } from '../guarded-emitter.js';
import { createMemoryInbox } from '../inbox/memory-inbox.js';
import { parseKaleyraWebhook } from '../kaleyra/webhook/parse-kaleyra-webhook.js';
import type { AccountEvent, MessageStatus } from '../kaleyra/webhook/parsed-webhook.js';
import type { TurnOutcome } from '../ports.js';
import { createReceipts } from '../receipts/create-receipts.js';
import { createNoReceipts } from '../receipts/no-receipts.js';
import { safeLogger } from '../safe-logger.js';
import { handleWebhook } from '../webhook/handle-webhook.js';
import { resolveWebhookOptions } from '../webhook/webhook-options.js';
import type { Channel, ChannelClosed, ChannelEvents } from './channel.js';
import { type ChannelOptions, resolveChannelLimits } from './channel-options.js';
import { closeChannel } from './close-channel.js';
import { createConversationLines } from './conversation-lines.js';
import { createDelivering } from './delivering.js';
import { dispatch } from './dispatch.js';
import { guardedStream } from './guarded-stream.js';
import { secondConsumer, setInternals } from './internals.js';
import { readReceipts } from './read-receipts.js';
import { continuationOf, createTurns } from './run-turn.js';
import { createWebhookSink } from './webhook-sink.js';

// Said when the gateway has no base URL of its own.
const UNKNOWN_SERVICE_URL = 'https://api.kaleyra.io';

/**
 * Makes a channel: the composition root.
 *
 * @throws {OptionsError} for an unknown option, a value out of range, or missing webhook authentication.
 * @example
 * ```ts
 * const gateway = new KaleyraClient({ region: 'in', sid, apiKey });
 * const channel = createChannel({ gateway, webhook: { auth: { header: 'x-webhook-secret', secret } } });
 * channel.handle((activity, turn) => turn.reply(`Echo: ${activity.text}`));
 * createServer(toNodeListener(channel)).listen(3978);
 * ```
 */
export function createChannel(options: ChannelOptions): Channel {
  const limits = resolveChannelLimits(options);
  const webhook = resolveWebhookOptions(options.webhook);
  const { gateway, receipts: receiptOptions = {}, inbox = createMemoryInbox(limits), logger = consoleLogger } = options;
  const log = safeLogger(logger);
  const receipts =
    receiptOptions === false ? createNoReceipts() : createReceipts({ gateway, logger, ...receiptOptions });
  const events = createGuardedEmitter<ChannelEvents>((err, event) =>
    log.warn({ event, err }, 'a listener of a channel event threw'),
  );
  const serviceUrl = gateway.serviceUrl ?? UNKNOWN_SERVICE_URL;

  const status$ = new Subject<MessageStatus>();
  const account$ = new Subject<AccountEvent>();
  const lines = createConversationLines(limits.concurrency);
  const turns = createTurns({ gateway, receipts, log, turnTimeoutMs: limits.turnTimeoutMs });
  const delivering = createDelivering({ inbox, receipts, log, events, turnTimeoutMs: limits.turnTimeoutMs });
  const { deliveries, settle } = delivering;
  const onThrow = (err: unknown): void => log.error({ err }, 'a subscriber threw; the stream goes on');
  let closed: Promise<ChannelClosed> | undefined;

  const sink = createWebhookSink({
    inbox,
    receipts,
    deliveries,
    log,
    events,
    status$,
    account$,
    isClosing: () => closed !== undefined,
    parse: (body) => parseKaleyraWebhook(body, { serviceUrl }),
  });

  async function runTurn(activity: Activity, handler: Parameters<Channel['handle']>[0]): Promise<TurnOutcome> {
    return lines.run(activity.conversation.id, async () => {
      const { outcome, error } = await turns.run(activity, handler);
      if (outcome !== 'handled') turnFailed(activity, outcome, error);
      return outcome;
    });
  }

  function turnFailed({ conversation, id }: Activity, outcome: 'failed' | 'timedOut', err: unknown): void {
    const error = err instanceof Error ? err.name : typeof err;
    events.emit('turnFailed', () => ({ conversation: conversation.id, id, outcome, error }));
    log.error(
      { conversation: conversation.id, id, outcome, err },
      outcome === 'failed' ? 'a handler threw' : 'a turn was aborted',
    );
  }

  function finish(reason: Error): void {
    turns.abortAll(reason);
    delivering.stop();
    status$.complete();
    account$.complete();
  }

  const channel: Channel = {
    incoming$: guardedStream(delivering.incoming$, onThrow),
    activity$: guardedStream(delivering.activity$, onThrow),
    status$: guardedStream(status$, onThrow),
    account$: guardedStream(account$, onThrow),
    receipts,
    gateway,
    handle(handler) {
      if (delivering.hasConsumer()) throw secondConsumer();
      const pipeline = delivering.incoming$.pipe(readReceipts(channel), dispatch(channel, handler)).subscribe();
      return () => pipeline.unsubscribe();
    },
    turn: (activity) => turns.of(activity),
    async continueConversation(conversation, handler) {
      const id = typeof conversation === 'string' ? conversation : conversation.conversation.id;
      const activity = continuationOf(id, serviceUrl);
      const run = async (): Promise<void> => {
        const { outcome, error } = await turns.run(activity, handler, { proactive: true });
        if (outcome !== 'handled') throw error;
      };
      await (lines.isInside(id) ? run() : lines.run(id, run, { nested: true }));
    },
    async handleWebhook(request) {
      return handleWebhook(request, webhook, sink);
    },
    on: events.on,
    close: () => {
      // Deferred, so that whatever closing sets off already finds the channel closing.
      closed ??= Promise.resolve().then(() => {
        delivering.startNow();
        return closeChannel({ receipts, lines, inbox, log, drainTimeoutMs: limits.drainTimeoutMs, finish });
      });
      return closed;
    },
  };
  setInternals(channel, {
    deliveries,
    released$: delivering.released$,
    takeConsumer: delivering.takeConsumer,
    hasConsumer: delivering.hasConsumer,
    receive: delivering.receive,
    async runTurn(activity, delivery, handler) {
      try {
        const outcome = await runTurn(activity, handler);
        if (delivery !== undefined) settle(delivery, outcome);
        return true;
      } catch (error) {
        // Only the channel's end keeps a turn from running; its activity stays unsettled and is returned by close().
        if (!(error instanceof TidemarkError)) onThrow(error);
        return false;
      }
    },
  });
  return channel;
}
