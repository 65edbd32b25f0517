import { describeValue } from '../describe-value.js';
import { GatewayError } from '../errors.js';
import type { Gateway, OutgoingMessage } from '../ports.js';
import type { SentIds } from './sent-ids.js';

/** The gateway as turns send with it: WhatsApp is told of messages by their wamids, and the answers' ids are remembered. */
export function sendByWamid(gateway: Gateway, ids: SentIds): Gateway {
  return {
    markRead: (message, options) => gateway.markRead(message, options),
    async send(message, options) {
      const sent = await gateway.send(named(message, ids), options);
      // A gateway in JavaScript answers what it likes.
      if (typeof sent !== 'object' || sent === null) throw noAnswer(sent);
      if (typeof sent.id === 'string') ids.sent(sent.id);
      return sent;
    },
    ...(gateway.upload !== undefined && { upload: gateway.upload.bind(gateway) }),
    ...(gateway.serviceUrl !== undefined && { serviceUrl: gateway.serviceUrl }),
  };
}

function noAnswer(got: unknown): GatewayError {
  return new GatewayError(
    `gateway.send: expected it to resolve to { id }, got ${describeValue(got)}; the message may have gone out all the same.`,
    { code: 'BAD_RESPONSE', kind: 'reject' },
  );
}

function named(message: OutgoingMessage, { wamidOf }: SentIds): OutgoingMessage {
  const { quotes } = message;
  return {
    ...message,
    ...(quotes !== undefined && { quotes: wamidOf(quotes) }),
    ...(message.type === 'reaction' && { messageId: wamidOf(message.messageId) }),
  };
}
