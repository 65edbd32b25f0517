/** The two parties of a conversation id. */
export interface ConversationParties {
  /** The business number, digits only. */
  businessNumber: string;
  /** The customer's WhatsApp id or business-scoped user id. */
  userId: string;
}

/** Gives the conversation id of a business number and a customer: two numbers of one deployment share no state. */
export function conversationIdOf({ businessNumber, userId }: ConversationParties): string {
  return `${businessNumber}:${userId}`;
}

/** Takes a conversation id apart, or gives `undefined` where it is not one of this package. */
export function partiesOf(conversationId: string): ConversationParties | undefined {
  const colon = conversationId.indexOf(':');
  if (colon < 1 || colon === conversationId.length - 1) return undefined;
  return { businessNumber: conversationId.slice(0, colon), userId: conversationId.slice(colon + 1) };
}
