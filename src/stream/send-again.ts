import { type GatewayError, isGatewayError } from '../errors.js';
import { delay } from './delay.js';

// A connection that was refused is often there again after a moment; Meta's throughput is counted per second.
const PAUSES_MS = [500, 2000] as const;

/** Whoever is told to wait longer gets the error: the bot knows better than a turn that stands still. */
const MAX_PAUSE_MS = 10_000;

/** Which failures may be repeated, and for how long. */
export interface SendAgainOptions {
  /** Whether a second try can do no harm. */
  mayRepeat: (error: GatewayError) => boolean;
  /** Any of them ends the wait for the next try: the call then fails as its last try did. */
  signals: readonly AbortSignal[];
}

/** Makes a call, up to twice again where its failure allows it. */
export async function sendAgain<T>(call: () => Promise<T>, { mayRepeat, signals }: SendAgainOptions): Promise<T> {
  for (const usualMs of PAUSES_MS) {
    try {
      return await call();
    } catch (error) {
      if (!isGatewayError(error) || error.kind !== 'retry' || !mayRepeat(error)) throw error;
      const pauseMs = error.retryAfterMs ?? usualMs;
      if (pauseMs > MAX_PAUSE_MS || !(await delay(pauseMs, signals))) throw error;
    }
  }
  return call();
}

/** Of a message that may have gone out a second copy could arrive: WhatsApp has no key that tells them apart. */
export function isUndelivered({ undelivered }: GatewayError): boolean {
  return undelivered === true;
}
