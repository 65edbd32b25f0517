import type { HeldMessage } from './lane.js';
import { waitFor } from './wait-for.js';

/** Resolves when the message has been handed on. */
export function untilHandedOn(message: HeldMessage | undefined, signal: AbortSignal | undefined): Promise<void> {
  if (message === undefined || message.handedOn) return Promise.resolve();
  message.releaseWaiters ??= [];
  const waiters = message.releaseWaiters;
  return waitFor((tell) => waiters.push(tell), signal);
}

/** Resolves when an answer to the message may go out. */
export function untilAnswerable(message: HeldMessage | undefined, signal: AbortSignal | undefined): Promise<void> {
  if (message === undefined) return Promise.resolve();
  message.answerWaiters ??= [];
  const waiters = message.answerWaiters;
  return waitFor((tell) => waiters.push(tell), signal);
}
