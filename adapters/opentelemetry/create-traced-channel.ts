import { context, ROOT_CONTEXT } from '@opentelemetry/api';
import {
  type Channel,
  type ChannelOptions,
  createChannel,
  type Gateway,
  type Inbox,
  type Receipts,
  type Store,
} from '../../src/index.js';
import { countReceipts } from './receipt-metrics.js';
import { followReceipts } from './receipt-spans.js';
import { observeReceipts } from './receipt-state.js';
import { createTelemetry, type Telemetry } from './telemetry.js';
import type { TelemetryOptions } from './telemetry-options.js';
import { setTelemetry } from './traced-channels.js';
import { tracedGateway } from './traced-gateway.js';
import { tracedInbox, tracedMemoryInbox } from './traced-inbox.js';
import { tracedProactive, tracedTurn, tracedTurns } from './traced-turns.js';
import { tracedWebhook } from './traced-webhook.js';

/**
 * Makes a channel as `createChannel` does, with one trace per message from its webhook to the reply, and with metrics.
 *
 * Handlers run within the span of their turn, so that spans of your own are part of the trace. Without an SDK of
 * OpenTelemetry, which has to be started first, it does what `createChannel` does.
 *
 * @param options as of `createChannel`
 * @throws {OptionsError} `INVALID_OPTIONS` as `createChannel`, and for an unknown telemetry option or another value.
 * @example
 * ```ts
 * import { createServer } from 'node:http';
 * import { KaleyraClient } from 'tidemark';
 * import { toNodeListener } from 'tidemark/adapters/node';
 * import { createTracedChannel } from 'tidemark/adapters/opentelemetry';
 *
 * const { KALEYRA_SID: sid = '', KALEYRA_API_KEY: apiKey = '', WEBHOOK_SECRET: secret = '' } = process.env;
 * const gateway = new KaleyraClient({ region: 'in', sid, apiKey });
 * const channel = createTracedChannel({ gateway, webhook: { auth: { header: 'x-webhook-secret', secret } } });
 * channel.handle((activity, turn) => turn.reply(`Echo: ${activity.text}`));
 * createServer(toNodeListener(channel)).listen(3978);
 * ```
 */
export function createTracedChannel(options: ChannelOptions, telemetryOptions: TelemetryOptions = {}): Channel {
  const telemetry = createTelemetry('createTracedChannel', telemetryOptions);
  const channel = createChannel(tracedParts(options, telemetry));
  const { receipts, handle, turn, continueConversation, handleWebhook, close, incoming$ } = channel;
  const { offer } = receipts;
  const { traces } = telemetry;
  // What is no function is the channel's to refuse.
  Object.assign(channel, {
    handle: (handler, handleOptions) =>
      handle(typeof handler === 'function' ? tracedTurns(handler, telemetry) : handler, handleOptions),
    turn: (activity) => tracedTurn(turn(activity), traces.contextOf(activity)),
    continueConversation: (conversation, handler) =>
      continueConversation(
        conversation,
        typeof handler === 'function' ? tracedProactive(handler, context.active(), telemetry) : handler,
      ),
    handleWebhook: tracedWebhook(handleWebhook, telemetry),
    close: () =>
      close().then((closed) => {
        traces.forgetAll();
        return closed;
      }),
  } satisfies Partial<Channel>);
  // What hands an activity on is a timer, of which nobody knows in whose turn or webhook it was set.
  Object.assign(receipts, {
    offer: (activity, { onReleased, ...rest } = {}) =>
      offer(activity, {
        ...rest,
        ...(onReleased !== undefined && {
          onReleased: (released) =>
            context.with(traces.contextOf(released) ?? ROOT_CONTEXT, () => onReleased(released)),
        }),
      }),
  } satisfies Partial<Receipts>);
  // Also what comes with a message without being one, such as a first contact.
  incoming$.subscribe((activity) => traces.note(activity, context.active()));
  if (options.receipts !== false) {
    countReceipts(receipts, telemetry);
    followReceipts(receipts, telemetry);
    observeReceipts(receipts, telemetry.meterProvider);
  }
  setTelemetry(channel, telemetry);
  return channel;
}

/** The options with their parts traced; what is no such part is left for the channel to refuse. */
function tracedParts(options: ChannelOptions, telemetry: Telemetry): ChannelOptions {
  if (typeof options !== 'object' || options === null) return options;
  const { gateway, inbox, store, maxWaiting } = options;
  const parts = { ...options };
  if (has(gateway, ['markRead', 'send'])) parts.gateway = tracedGateway(gateway as Gateway, telemetry);
  if (store !== undefined) {
    if (has(store, ['attach', 'health'])) parts.store = tracedStore(store, telemetry);
  } else if (inbox === undefined) parts.inbox = tracedMemoryInbox(maxWaiting, telemetry);
  else if (has(inbox, ['accept', 'deliver', 'settle', 'close'])) parts.inbox = tracedInbox(inbox as Inbox, telemetry);
  return parts;
}

function tracedStore(store: Store, telemetry: Telemetry): Store {
  return {
    inbox: tracedInbox(store.inbox, telemetry),
    ...(store.shared !== undefined && { shared: store.shared }),
    attach: (host) => store.attach(host),
    health: () => store.health(),
  };
}

function has(part: unknown, functions: readonly string[]): boolean {
  if (typeof part !== 'object' || part === null) return false;
  return functions.every((name) => typeof (part as Record<string, unknown>)[name] === 'function');
}
