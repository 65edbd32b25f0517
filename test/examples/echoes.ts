/** When receipts go (R17), as `RECEIPT_WHEN` has it. */
export type Moment = 'beforeHandler' | 'alongside';

/** Each of them. */
export const moments: readonly Moment[] = ['beforeHandler', 'alongside'];

/** The examples that answer each message with `Echo: <text>`, behind the webhook of a channel. */
export const echoNames: readonly string[] = ['echo-custom', 'subscribe', 'echo-botbuilder', 'echo-agents'];
