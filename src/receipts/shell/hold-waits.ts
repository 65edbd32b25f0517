import type { HeldMessage, Waiters } from './lane.js';
import { waitFor } from './wait-for.js';

/** Resolves when the message has been handed on. */
export function untilHandedOn(message: HeldMessage | undefined, signal: AbortSignal | undefined): Promise<void> {
  if (message === undefined || message.handedOn) return Promise.resolve();
  const { release } = waitersOf(message);
  return waitFor((tell) => release.push(tell), signal);
}

/** Resolves when an answer to the message may go out. */
export function untilAnswerable(message: HeldMessage | undefined, signal: AbortSignal | undefined): Promise<void> {
  if (message === undefined) return Promise.resolve();
  const { answer } = waitersOf(message);
  return waitFor((tell) => answer.push(tell), signal);
}

function waitersOf(message: HeldMessage): Waiters {
  message.waiters ??= { release: [], answer: [] };
  return message.waiters;
}
