import { z } from 'zod';
import { checkOptions } from '../check-options.js';

/** What comes as an activity only when asked for: each one runs a turn, and none is ever marked read. */
export interface AskedActivities {
  /**
   * Each status of a message the business sent, `status$` aside: an `event` named `whatsapp/status`, whose `value` is
   * `{ id, status, timestamp?, errors? }` with the timestamp in ISO 8601. Three or four follow every reply. @default false
   */
  statuses?: boolean;
  /**
   * Each status `read`: an `event` named `application/vnd.microsoft.readReceipt`, as Teams has it, whose `value` is
   * `{ lastReadMessageId }`. @default false
   */
  readEvents?: boolean;
  /**
   * A customer's first message: a `conversationUpdate` with the customer in `membersAdded` goes before it, for bots that
   * greet there. The 100,000 conversations that wrote last are known, in this process's memory: a customer is greeted
   * again after a restart, and by each process of several. @default false
   */
  firstContact?: boolean;
}

/** {@link AskedActivities} with every default filled in. */
export type AskedSettings = Readonly<Required<AskedActivities>>;

const onOrOff = z.boolean({ error: 'expected true or false' }).default(false);
const schema = z.strictObject({ statuses: onOrOff, readEvents: onOrOff, firstContact: onOrOff });

/**
 * Checks what is asked for.
 *
 * @throws {OptionsError} for an unknown option or what is neither true nor false.
 */
export function resolveAskedActivities(options: AskedActivities = {}): AskedSettings {
  return Object.freeze(checkOptions(schema, options, { name: 'activities' }));
}
