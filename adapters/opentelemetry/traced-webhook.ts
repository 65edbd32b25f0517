import { context, isSpanContextValid, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { Channel, WebhookResponse } from '../../src/index.js';
import { type WebhookTally, withTally } from './contexts.js';
import { attribute } from './names.js';
import { operationAttributes, type Telemetry } from './telemetry.js';

const operation = { name: 'receive', type: 'receive' } as const;

/** Answers webhooks within a span: the first of each message's trace, and a part of the HTTP server's where there is one. */
export function tracedWebhook(
  handleWebhook: Channel['handleWebhook'],
  { tracer, instruments, messageAttributes }: Telemetry,
): Channel['handleWebhook'] {
  return async (request) => {
    const active = context.active();
    const attributes = operationAttributes(operation);
    // WhatsApp pushes: nobody asks for messages, as the convention's clients do that receive.
    const span = tracer.startSpan('receive', { kind: SpanKind.CONSUMER, attributes }, active);
    const startedMs = performance.now();
    const tally: WebhookTally = { accepted: 0, duplicates: 0, only: undefined };
    let response: WebhookResponse;
    if (isSpanContextValid(span.spanContext())) {
      const inside = withTally(trace.setSpan(active, span), tally);
      response = await context.with(inside, handleWebhook, undefined, request);
    } else response = await handleWebhook(request);

    const { status } = response;
    const failure = status >= 400 ? { [attribute.errorType]: String(status) } : {};
    span.setAttributes({
      ...failure,
      [attribute.httpStatus]: status,
      [attribute.accepted]: tally.accepted,
      [attribute.duplicates]: tally.duplicates,
    });
    if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
    const messages = tally.accepted + tally.duplicates;
    if (messages > 1) span.setAttributes({ [attribute.batchSize]: messages });
    if (tally.only !== undefined && span.isRecording()) {
      const { businessNumber } = tally.only;
      span.updateName(`receive ${businessNumber}`);
      span.setAttributes({ [attribute.destination]: businessNumber, ...messageAttributes(tally.only) });
    }
    instruments.operationDuration.record((performance.now() - startedMs) / 1000, { ...attributes, ...failure });
    span.end();
    return response;
  };
}
