import { type Context, context, isSpanContextValid, ROOT_CONTEXT, SpanKind, trace } from '@opentelemetry/api';
import { type Acceptance, type Activity, createMemoryInbox, type Inbox } from '../../src/index.js';
import { tallyOf } from './contexts.js';
import { operationAttributes, type Telemetry } from './telemetry.js';
import { extract, takeCarrier, withCarrier } from './trace-carrier.js';

/**
 * An inbox that knows of each message which trace it belongs to: the webhook's, also where it waits in a store meanwhile.
 */
export function tracedInbox(inbox: Inbox, telemetry: Telemetry): Inbox {
  return {
    ...keepingTraces(() => inbox, telemetry, { carries: true }),
    ...(inbox.failed !== undefined && { failed: (activity: Activity) => inbox.failed?.(activity) ?? 1 }),
  };
}

/** The channel's own inbox in memory, made when it is needed: by then the channel has checked what it is made of. */
export function tracedMemoryInbox(maxWaiting: number | undefined, telemetry: Telemetry): Inbox {
  let inbox: Inbox | undefined;
  const made = (): Inbox => {
    inbox ??= createMemoryInbox(maxWaiting === undefined ? {} : { maxWaiting });
    return inbox;
  };
  return keepingTraces(made, telemetry, { carries: false });
}

function keepingTraces(inbox: () => Inbox, telemetry: Telemetry, { carries }: { carries: boolean }): Inbox {
  const { traces, instruments } = telemetry;

  function count(activity: Activity, acceptance: Acceptance): void {
    if (acceptance === 'full') return;
    const { id, conversation, recipient } = activity;
    const isNew = acceptance !== 'duplicate';
    (isNew ? instruments.consumed : instruments.redelivered).add(
      1,
      operationAttributes({ name: 'receive' }, recipient.id),
    );
    const tally = tallyOf(context.active());
    if (tally === undefined) return;
    const isFirst = tally.accepted + tally.duplicates === 0;
    tally.only = isFirst ? { id, conversation: conversation.id, businessNumber: recipient.id } : undefined;
    tally[isNew ? 'accepted' : 'duplicates'] += 1;
  }

  return {
    async accept(activity) {
      const active = context.active();
      // Before it is accepted: it may be emitted at once.
      const begun = isTraced(active) ? traces.begin(activity, active) : undefined;
      let acceptance: Acceptance = 'full';
      try {
        acceptance = await inbox().accept(carries && isTraced(active) ? withCarrier(activity, active) : activity);
      } finally {
        // What is only stored may be emitted elsewhere, and finds its trace in what is stored.
        if (begun !== undefined && acceptance !== 'accepted') traces.forget(begun);
      }
      count(activity, acceptance);
      return acceptance;
    },
    deliver: (emit) =>
      inbox().deliver((given) => {
        const { activity, carrier } = carries ? takeCarrier(given) : { activity: given, carrier: undefined };
        const inside = traces.contextOf(activity) ?? beginAgain(activity, carrier, telemetry);
        traces.note(activity, inside);
        context.with(inside, () => emit(activity));
      }),
    settle(activity, outcome) {
      traces.settled(activity);
      return inbox().settle(activity, outcome);
    },
    async close() {
      const remaining = await inbox().close();
      return carries ? remaining.map((activity) => takeCarrier(activity).activity) : remaining;
    },
  };
}

/** Goes on with the trace of a message that comes from a store; where none was kept, it begins here. */
function beginAgain(activity: Activity, carrier: unknown, { tracer, traces, messageAttributes }: Telemetry): Context {
  const { id, conversation, recipient } = activity;
  let inside = extract(ROOT_CONTEXT, carrier);
  if (!isTraced(inside)) {
    const attributes = operationAttributes({ name: 'resume', type: 'receive' }, recipient.id);
    const span = tracer.startSpan(`resume ${recipient.id}`, { kind: SpanKind.CONSUMER, attributes }, ROOT_CONTEXT);
    if (span.isRecording()) span.setAttributes(messageAttributes({ id, conversation: conversation.id }));
    span.end();
    inside = trace.setSpan(ROOT_CONTEXT, span);
  }
  if (isTraced(inside)) traces.begin(activity, inside);
  return inside;
}

/** Whether anybody will see the spans made here: nothing is kept for nobody. */
function isTraced(inside: Context): boolean {
  const span = trace.getSpanContext(inside);
  return span !== undefined && isSpanContextValid(span);
}
