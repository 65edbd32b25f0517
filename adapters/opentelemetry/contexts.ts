import { type Context, createContextKey } from '@opentelemetry/api';

/** What a webhook has brought so far. */
export interface WebhookTally {
  accepted: number;
  duplicates: number;
  /** The only message, while there is but one. */
  only: { id: string | undefined; conversation: string; businessNumber: string } | undefined;
}

const webhookKey = createContextKey('tidemark webhook');
const turnKey = createContextKey('tidemark turn');

export function withTally(context: Context, tally: WebhookTally): Context {
  return context.setValue(webhookKey, tally);
}

export function tallyOf(context: Context): WebhookTally | undefined {
  return context.getValue(webhookKey) as WebhookTally | undefined;
}

/** Notes that a turn of the conversation runs inside. */
export function withTurn(context: Context, conversation: string): Context {
  return context.setValue(turnKey, conversation);
}

/** The conversation whose turn runs here. */
export function turnOf(context: Context): string | undefined {
  return context.getValue(turnKey) as string | undefined;
}
