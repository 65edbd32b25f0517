import { type Attributes, type Span, SpanStatusCode } from '@opentelemetry/api';
import { isGatewayError, isTidemarkError } from '../../src/index.js';
import { attribute } from './names.js';

/** What an error is called: its code or class. Its message may hold what a customer wrote and is never told. */
export function errorTypeOf(error: unknown): string {
  if (isTidemarkError(error)) return error.code;
  return error instanceof Error ? error.name : '_OTHER';
}

/** Marks a span as failed. */
export function failSpan(span: Span, error: unknown): void {
  span.setStatus({ code: SpanStatusCode.ERROR });
  span.setAttributes({ [attribute.errorType]: errorTypeOf(error), ...statusOf(error) });
}

function statusOf(error: unknown): Attributes {
  return isGatewayError(error) && error.status !== undefined ? { [attribute.httpStatus]: error.status } : {};
}
