import { type Attributes, type Context, context, type Link, SpanKind, trace } from '@opentelemetry/api';
import { errorTypeOf, failSpan } from './error-type.js';
import { attribute } from './names.js';
import { operationAttributes, type Telemetry } from './telemetry.js';

/** A call to the provider. */
export interface CallSpan {
  /** The operation; with the business number it is the span's name. */
  operation: { name: string; type?: 'settle' | 'send' };
  businessNumber: string;
  /** What the call is a part of. */
  parent: Context;
  /** More of the span's attributes. */
  attributes: () => Attributes;
  links?: Link[];
}

/** Makes a call within a span of its own and records how long it took. */
export async function inCallSpan<T>(
  { tracer, instruments }: Telemetry,
  { operation, businessNumber, parent, attributes, links = [] }: CallSpan,
  call: (inside: Context) => Promise<T>,
): Promise<T> {
  const common = operationAttributes(operation, businessNumber);
  const name = `${operation.name} ${businessNumber}`;
  const span = tracer.startSpan(name, { kind: SpanKind.CLIENT, attributes: common, links }, parent);
  if (span.isRecording()) span.setAttributes(attributes());
  const startedMs = performance.now();
  let failure: Attributes = {};
  try {
    const inside = trace.setSpan(parent, span);
    return await context.with(inside, call, undefined, inside);
  } catch (error) {
    failure = { [attribute.errorType]: errorTypeOf(error) };
    failSpan(span, error);
    throw error;
  } finally {
    instruments.operationDuration.record((performance.now() - startedMs) / 1000, { ...common, ...failure });
    span.end();
  }
}
