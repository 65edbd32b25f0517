import {
  type Attributes,
  type Context,
  context,
  type Link,
  type Span,
  type SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import { type Activity, isTurnError, type Turn } from '../../src/index.js';
import { withTurn } from './contexts.js';
import { errorTypeOf } from './error-type.js';
import { attribute } from './names.js';
import { operationAttributes, type Telemetry } from './telemetry.js';

/** How a turn begins. */
export interface TurnSpan {
  /** Both its operation's name and, with the business number, its span's. */
  name: 'process' | 'proactive';
  kind: SpanKind;
  parent: Context;
  /** Whether it begins a trace of its own. @default false */
  root?: boolean;
  links: Link[];
}

/** Runs a handler within a span that ends with the turn: also where the handler goes on after its time is up. */
export async function inTurnSpan<T>(
  { activity, turn, begin }: { activity: Activity; turn: Turn; begin: TurnSpan },
  telemetry: Telemetry,
  handle: (inside: Context) => T | Promise<T>,
): Promise<T> {
  const { tracer, messageAttributes } = telemetry;
  const { name, kind, parent, root = false, links } = begin;
  const { conversation, recipient, type } = activity;
  const common = operationAttributes({ name, type: 'process' }, recipient.id);
  const span = tracer.startSpan(`${name} ${recipient.id}`, { kind, root, links, attributes: common }, parent);
  if (span.isRecording()) {
    const id = name === 'process' ? activity.id : undefined;
    span.setAttributes({ ...messageAttributes({ id, conversation: conversation.id }), [attribute.activityType]: type });
    if (turn.activities.length > 1) span.setAttributes({ [attribute.batchSize]: turn.activities.length });
  }
  const inside = withTurn(trace.setSpan(parent, span), conversation.id);
  const end = endOnce(span, common, telemetry);
  const { signal } = turn;
  const onAbort = (): void => end(isTurnError(signal.reason) ? 'timedOut' : 'closed', signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    const result = await context.with(inside, handle, undefined, inside);
    end('handled');
    return result;
  } catch (error) {
    end('failed', error);
    throw error;
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

function endOnce(span: Span, common: Attributes, { instruments }: Telemetry) {
  const startedMs = performance.now();
  let ended = false;
  return (outcome: 'handled' | 'failed' | 'timedOut' | 'closed', error?: unknown): void => {
    if (ended) return;
    ended = true;
    const failure = outcome === 'handled' ? {} : { [attribute.errorType]: typeOf(outcome, error) };
    const how = { ...failure, [attribute.turnOutcome]: outcome };
    if (outcome !== 'handled') span.setStatus({ code: SpanStatusCode.ERROR });
    span.setAttributes(how);
    instruments.processDuration.record((performance.now() - startedMs) / 1000, { ...common, ...how });
    span.end();
  };
}

function typeOf(outcome: string, error: unknown): string {
  return outcome === 'timedOut' ? 'timeout' : errorTypeOf(error);
}
