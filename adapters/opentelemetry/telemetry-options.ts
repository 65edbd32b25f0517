import { hash } from 'node:crypto';
import type { MeterProvider, TracerProvider } from '@opentelemetry/api';
import { checkAdapterOptions, OptionsError } from '../../src/index.js';

/** Options of {@link createTracedChannel} and {@link createTracedReceipts}. */
export interface TelemetryOptions {
  /** Where spans go. @default the global provider, also one that is registered later */
  tracerProvider?: TracerProvider;
  /** Where metrics go. @default the global provider as it is when the channel is made */
  meterProvider?: MeterProvider;
  /**
   * What spans call a message, in `messaging.message.id`; `undefined` leaves it out. A wamid as it is holds the customer's
   * phone number, in base64.
   *
   * @default the first 32 hexadecimal digits of the id's SHA-256
   */
  messageId?: (id: string) => string | undefined;
  /**
   * What spans call a conversation, in `messaging.message.conversation_id`; `undefined` leaves it out. The id is two phone
   * numbers, of which a hash without a key is found out by trying.
   *
   * @default left out
   */
  conversationId?: (id: string) => string | undefined;
}

const shapes = {
  tracerProvider: 'function',
  meterProvider: 'function',
  messageId: 'function',
  conversationId: 'function',
} as const;

/**
 * Checks the options.
 *
 * @throws {OptionsError} for an unknown option or another value.
 */
export function checkTelemetryOptions(name: string, options: TelemetryOptions): void {
  const isObject = typeof options === 'object' && options !== null && !Array.isArray(options);
  // The providers are objects, which are checked by what they have.
  checkAdapterOptions(
    name,
    isObject ? { ...options, tracerProvider: undefined, meterProvider: undefined } : options,
    shapes,
  );
  requireFunction(`${name}.tracerProvider`, options.tracerProvider, 'getTracer');
  requireFunction(`${name}.meterProvider`, options.meterProvider, 'getMeter');
}

function requireFunction(option: string, provider: unknown, name: string): void {
  if (provider === undefined) return;
  if (typeof (provider as Record<string, unknown> | null)?.[name] === 'function') return;
  const got = provider === null ? 'null' : `a value of type ${typeof provider}`;
  throw new OptionsError(`${option}: expected an object with the function ${name}, got ${got}`);
}

/** Ids are long and random enough that nobody finds one out by its digest, and whoever has one finds its trace. */
export function digestOf(id: string): string {
  return hash('sha256', id).slice(0, 32);
}
