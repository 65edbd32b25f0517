import type { MessageTrace } from './message-traces.js';
import { attribute } from './names.js';

/** Ends what waits of a message of which nothing more will be told. */
export function dropMessage({ receipt }: MessageTrace): void {
  receipt?.setAttributes({ [attribute.receiptOutcome]: 'unknown' });
  receipt?.end();
}
