import { type Batch, type PendingMessage, REMEMBERED } from './record.js';

/** The order of R2: by second, then by arrival. */
export function isNewer(a: { at: number; arrival: number }, b: { at: number; arrival: number }): boolean {
  return a.at === b.at ? a.arrival > b.arrival : a.at > b.at;
}

/** Puts a message in its place; tells whether it is the newest, and so the target. */
export function insert<M extends PendingMessage>(batch: Batch<M>, message: M): boolean {
  const { messages } = batch;
  let place = messages.length;
  while (place > 0 && isNewer(messages[place - 1] as M, message)) place -= 1;
  const isTarget = place === messages.length;
  if (isTarget) messages.push(message);
  else messages.splice(place, 0, message);
  if (messages.length > REMEMBERED) {
    messages.shift();
    batch.older += 1;
  }
  return isTarget;
}

/** How many messages a batch stands for. */
export function sizeOf(batch: Batch | undefined): number {
  return batch === undefined ? 0 : batch.messages.length + batch.older;
}

/** The newest message of a batch: its target. */
export function targetOf<M extends PendingMessage>(batch: Batch<M>): M | undefined {
  return batch.messages[batch.messages.length - 1];
}

export function hasId(batch: Batch | undefined, id: string): boolean {
  if (batch === undefined) return false;
  // Every message of a burst asks: a loop costs a third of a callback.
  for (const message of batch.messages) if (message.id === id) return true;
  return false;
}
