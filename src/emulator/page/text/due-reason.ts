import type { Due } from '../../protocol.js';
import { duration } from './times.js';

/** What made a receipt due, in a few words. */
export function dueReason({ by, messages, quietMs, maxWaitMs }: Due): string {
  const count = messages === 1 ? '1 message' : `${messages} messages`;
  if (by === 'tap') return `${count}, a tap`;
  return `${count}, ${by === 'quiet' ? `quiet for ${duration(quietMs)}` : `the first ${duration(maxWaitMs)} ago`}`;
}
