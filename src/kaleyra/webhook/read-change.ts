import { z } from 'zod';
import { businessNumberOf } from '../../activity/party-id.js';
import { jsonArray, optionalId } from './check.js';
import type { Change, Envelope } from './envelope.js';
import { isJsonObject } from './json.js';
import { readMessages } from './read-messages.js';
import { readStatuses } from './read-statuses.js';
import type { Reading } from './reading.js';

/** What a change is read with. */
export interface ChangeContext {
  envelope: Envelope;
  serviceUrl: string;
  /** The business number of a change that names none. */
  businessNumber: string | undefined;
}

const list = jsonArray.optional().catch(undefined);
const valueSchema = z.looseObject({
  metadata: z.looseObject({ display_phone_number: optionalId }).optional().catch(undefined),
  contacts: list,
  messages: list,
  statuses: list,
});

/** Reads one change: messages and statuses, or news about the account, which is anything else. */
export function readChange(reading: Reading, change: Change, context: ChangeContext): void {
  const parsed =
    change.field === 'messages' && isJsonObject(change.value) ? valueSchema.parse(change.value) : undefined;
  // Meta also posts `errors` alone under the field `messages`.
  if (parsed === undefined || (parsed.messages === undefined && parsed.statuses === undefined)) {
    reading.account.push({ field: change.field, value: change.value });
    return;
  }
  const { envelope, serviceUrl } = context;
  const { metadata, contacts = [], messages, statuses } = parsed;
  const businessNumber = businessNumberOf(metadata?.display_phone_number) ?? context.businessNumber;
  const { path } = change;
  if (messages !== undefined) {
    const alone = envelope.changes.length === 1;
    readMessages(reading, {
      path,
      messages,
      contacts,
      businessNumber,
      serviceUrl,
      extraInfo: envelope.extraInfo,
      alone,
    });
  }
  if (statuses !== undefined) readStatuses(reading, { path, statuses, businessNumber, envelope });
}
