import { type Context, context, type Link, ROOT_CONTEXT, SpanKind, trace } from '@opentelemetry/api';
import type { Activity, Handler, Turn } from '../../src/index.js';
import { turnOf } from './contexts.js';
import type { Telemetry } from './telemetry.js';
import { inTurnSpan } from './turn-span.js';

const traced = new WeakSet<Handler>();

/** A handler whose turns have a span in the trace of their newest message; the other messages of a burst are linked. */
export function tracedTurns(handler: Handler, telemetry: Telemetry): Handler {
  if (traced.has(handler)) return handler;
  const { traces } = telemetry;
  const mine: Handler = (activity, turn) => {
    const newest = turn.activities.at(-1) ?? activity;
    const parent = traces.contextOf(newest) ?? ROOT_CONTEXT;
    const links = turn.activities.flatMap((one) => (one === newest ? [] : linkTo(traces.contextOf(one))));
    const begin = { name: 'process', kind: SpanKind.CONSUMER, parent, links } as const;
    return inTurnSpan({ activity, turn, begin }, telemetry, async (inside) => {
      setTurn(turn, inside);
      try {
        return await handler(activity, turn);
      } finally {
        setTurn(turn, undefined);
      }
    });
  };
  traced.add(mine);
  return mine;

  /** The indicator that the handler asks for is a part of its turn. */
  function setTurn({ activities }: Turn, inside: Context | undefined): void {
    for (const activity of activities) {
      const message = traces.of(activity);
      if (message !== undefined) message.turn = inside;
    }
  }
}

/**
 * A handler of a proactive turn, called from `caller`: a trace of its own, linked to what called for it. Within a running
 * turn of the same conversation it is a part of that one.
 */
export function tracedProactive(handler: Handler, caller: Context, telemetry: Telemetry): Handler {
  return (activity: Activity, turn: Turn) => {
    const isInside = turnOf(caller) === activity.conversation.id;
    const begin = {
      name: 'proactive',
      kind: SpanKind.INTERNAL,
      parent: caller,
      root: !isInside,
      links: isInside ? [] : linkTo(caller),
    } as const;
    return inTurnSpan({ activity, turn, begin }, telemetry, () => handler(activity, turn) as Promise<unknown>);
  };
}

/** A turn that is used outside its handler: its replies are a part of the message's trace all the same. */
export function tracedTurn(turn: Turn, belongs: Context | undefined): Turn {
  const active = context.active();
  if (belongs === undefined || turnOf(active) !== undefined || traceIdOf(active) === traceIdOf(belongs)) return turn;
  // What is active here may be another message's: one timer hands on many.
  return { ...turn, reply: (textOrActivity) => context.with(belongs, () => turn.reply(textOrActivity)) };
}

function traceIdOf(inside: Context): string | undefined {
  return trace.getSpanContext(inside)?.traceId;
}

function linkTo(inside: Context | undefined): Link[] {
  const span = inside === undefined ? undefined : trace.getSpanContext(inside);
  return span === undefined ? [] : [{ context: span }];
}
