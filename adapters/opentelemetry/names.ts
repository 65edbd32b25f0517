/** What the instruments and spans are filed under. */
export const SCOPE = 'tidemark';

/** The messaging system, as the semantic conventions name it: the customer's side is the same whoever provides it. */
export const SYSTEM = 'whatsapp';

/** Attributes: those of the semantic conventions where there is one, and `tidemark.` where there is none. */
export const attribute = {
  system: 'messaging.system',
  operationName: 'messaging.operation.name',
  operationType: 'messaging.operation.type',
  destination: 'messaging.destination.name',
  messageId: 'messaging.message.id',
  conversationId: 'messaging.message.conversation_id',
  batchSize: 'messaging.batch.message_count',
  errorType: 'error.type',
  httpStatus: 'http.response.status_code',
  serverAddress: 'server.address',
  serverPort: 'server.port',
  accepted: 'tidemark.webhook.accepted',
  duplicates: 'tidemark.webhook.duplicates',
  receiptOutcome: 'tidemark.receipt.outcome',
  receiptReason: 'tidemark.receipt.reason',
  receiptOlder: 'tidemark.receipt.older',
  turnOutcome: 'tidemark.turn.outcome',
  activityType: 'tidemark.activity.type',
  messageType: 'tidemark.message.type',
  typing: 'tidemark.typing',
} as const;
