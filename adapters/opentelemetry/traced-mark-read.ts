import { type Attributes, type Link, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import type { Gateway } from '../../src/index.js';
import { inCallSpan } from './call-span.js';
import { errorTypeOf } from './error-type.js';
import type { MessageTrace } from './message-traces.js';
import { attribute, SYSTEM } from './names.js';
import { contextOfCall } from './receipt-spans.js';
import { serverAttributes } from './server-attributes.js';
import type { Telemetry } from './telemetry.js';

// A span holds 128 links unless told otherwise.
const MAX_LINKS = 100;

/** The receipt call of a gateway, with a span in the trace of the message that is marked. */
export function tracedMarkRead(
  gateway: Pick<Gateway, 'markRead' | 'serviceUrl'>,
  telemetry: Telemetry,
): Gateway['markRead'] {
  const { traces, instruments, messageAttributes } = telemetry;
  const server = serverAttributes(gateway.serviceUrl);

  return async (target, options) => {
    const { id, businessNumber } = target;
    const message = traces.find(businessNumber, id);
    const attributes = (): Attributes => ({
      ...messageAttributes({ id, conversation: message?.conversation }),
      ...server,
      [attribute.typing]: options?.typing === true,
    });
    const call = {
      operation: { name: 'mark_read', type: 'settle' },
      businessNumber,
      // The timer that makes the call may have been set while any other message was handled.
      parent: message === undefined ? ROOT_CONTEXT : contextOfCall(message),
      links: message?.receipt === undefined ? [] : linksTo(traces.waiting(message.conversation), message),
      attributes,
    } as const;
    let failure: Attributes = {};
    try {
      await inCallSpan(telemetry, call, (inside) => {
        const span = trace.getSpanContext(inside);
        if (message !== undefined && span !== undefined) traces.called(message.conversation, span);
        return gateway.markRead(target, options);
      });
    } catch (error) {
      failure = { [attribute.errorType]: errorTypeOf(error) };
      throw error;
    } finally {
      const common = { [attribute.system]: SYSTEM, [attribute.destination]: businessNumber };
      instruments.receiptCalls.add(1, { ...common, ...failure });
    }
  };
}

/** The older messages that the call is to cover. */
function linksTo(waiting: Iterable<MessageTrace>, target: MessageTrace): Link[] {
  const links: Link[] = [];
  for (const message of waiting) {
    if (message === target || links.length === MAX_LINKS) break;
    if (message.receipt !== undefined) links.push({ context: message.receipt.spanContext() });
  }
  return links;
}
