import { type Attributes, context, trace } from '@opentelemetry/api';
import { conversationIdOf, type Gateway } from '../../src/index.js';
import { inCallSpan } from './call-span.js';
import { errorTypeOf } from './error-type.js';
import { attribute, SYSTEM } from './names.js';
import { serverAttributes } from './server-attributes.js';
import type { Telemetry } from './telemetry.js';
import { tracedMarkRead } from './traced-mark-read.js';

/** A gateway whose calls have spans: receipts in the trace of their message, sends and uploads where they are made. */
export function tracedGateway(gateway: Gateway, telemetry: Telemetry): Gateway {
  const { upload, serviceUrl } = gateway;
  const server = serverAttributes(serviceUrl);
  return {
    markRead: tracedMarkRead(gateway, telemetry),
    send: tracedSend(gateway, telemetry),
    ...(upload !== undefined && {
      upload(file, options) {
        const { businessNumber } = file;
        const call = {
          operation: { name: 'upload' },
          businessNumber,
          parent: context.active(),
          attributes: () => server,
        };
        return inCallSpan(telemetry, call, () => upload.call(gateway, file, options));
      },
    }),
    ...(serviceUrl !== undefined && { serviceUrl }),
  };
}

function tracedSend(gateway: Gateway, telemetry: Telemetry): Gateway['send'] {
  const { instruments, messageAttributes } = telemetry;
  const server = serverAttributes(gateway.serviceUrl);

  return async (message, options) => {
    const { businessNumber, to, type } = message;
    const conversation = conversationIdOf({ businessNumber, userId: to });
    const attributes = (): Attributes => ({
      ...messageAttributes({ conversation }),
      ...server,
      [attribute.messageType]: type,
    });
    const call = {
      operation: { name: 'send', type: 'send' },
      businessNumber,
      parent: context.active(),
      attributes,
    } as const;
    let failure: Attributes = {};
    try {
      return await inCallSpan(telemetry, call, async (inside) => {
        const sent = await gateway.send(message, options);
        const span = trace.getSpan(inside);
        // A gateway in JavaScript answers what it likes.
        if (span?.isRecording()) span.setAttributes(messageAttributes({ id: sent?.id }));
        return sent;
      });
    } catch (error) {
      failure = { [attribute.errorType]: errorTypeOf(error) };
      throw error;
    } finally {
      const common = { [attribute.system]: SYSTEM, [attribute.operationName]: 'send' };
      instruments.sent.add(1, { ...common, [attribute.destination]: businessNumber, ...failure });
    }
  };
}
