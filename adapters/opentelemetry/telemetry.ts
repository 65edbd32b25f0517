import { type Attributes, type MeterProvider, metrics, type Tracer, trace } from '@opentelemetry/api';
import { dropMessage } from './drop-message.js';
import { createInstruments, type Instruments } from './instruments.js';
import { createMessageTraces, type MessageTraces } from './message-traces.js';
import { attribute, SCOPE, SYSTEM } from './names.js';
import { checkTelemetryOptions, digestOf, type TelemetryOptions } from './telemetry-options.js';

/** What the parts of a traced channel share. */
export interface Telemetry {
  readonly tracer: Tracer;
  readonly instruments: Instruments;
  readonly meterProvider: MeterProvider;
  /** The messages under way. */
  readonly traces: MessageTraces;
  /** The attributes of a message on a span; never the customer's number. */
  messageAttributes(message: { id?: string | undefined; conversation?: string | undefined }): Attributes;
}

/**
 * Takes the options, once per channel.
 *
 * @throws {OptionsError} for an unknown option or another value.
 */
export function createTelemetry(name: string, options: TelemetryOptions): Telemetry {
  checkTelemetryOptions(name, options);
  const { tracerProvider = trace, messageId = digestOf, conversationId } = options;
  const meterProvider = options.meterProvider ?? metrics.getMeterProvider();
  const tracer = tracerProvider.getTracer(SCOPE);
  return {
    tracer,
    instruments: createInstruments(meterProvider.getMeter(SCOPE)),
    meterProvider,
    traces: createMessageTraces(dropMessage),
    messageAttributes({ id, conversation }) {
      return {
        ...named(attribute.messageId, id, messageId),
        ...named(attribute.conversationId, conversation, conversationId),
      };
    },
  };
}

// What a function of the user's throws must not stop a message.
function named(
  name: string,
  id: string | undefined,
  nameOf: ((id: string) => string | undefined) | undefined,
): Attributes {
  if (nameOf === undefined || id === undefined || id === '') return {};
  try {
    const value = nameOf(id);
    return typeof value === 'string' ? { [name]: value } : {};
  } catch {
    return {};
  }
}

/** What every span and metric of an operation says; the business number is what a queue's name is elsewhere. */
export function operationAttributes(
  operation: { name: string; type?: 'receive' | 'process' | 'settle' | 'send' },
  businessNumber?: string,
): Attributes {
  return {
    [attribute.system]: SYSTEM,
    [attribute.operationName]: operation.name,
    ...(operation.type !== undefined && { [attribute.operationType]: operation.type }),
    ...(businessNumber !== undefined && { [attribute.destination]: businessNumber }),
  };
}
