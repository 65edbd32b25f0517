import { z } from 'zod';
import { conversationIdOf } from '../../activity/conversation-id.js';
import { partyIdOf } from '../../activity/party-id.js';
import { check, joined, optionalId } from './check.js';
import { defined } from './defined.js';
import type { Envelope } from './envelope.js';
import type { MessageStatus } from './parsed-webhook.js';
import { missingNumber, type Reading, skip, withinLimit } from './reading.js';
import { timestampOf } from './timestamp-of.js';

/** Where the statuses of a change stand and whose messages they are about. */
export interface StatusesSource {
  /** Path of the value that holds them. */
  path: string;
  statuses: readonly unknown[];
  businessNumber: string | undefined;
  envelope: Envelope;
}

const statusSchema = z.looseObject({
  id: optionalId,
  status: optionalId,
  timestamp: z.unknown().optional(),
  recipient_id: optionalId,
  recipient_user_id: optionalId,
  errors: z.array(z.unknown()).min(1).optional().catch(undefined),
});

/** Reads the statuses of a change one by one: a bad one is told and skipped, the others go on. */
export function readStatuses(reading: Reading, source: StatusesSource): void {
  const path = joined(source.path, 'statuses');
  const statuses = withinLimit(reading, source.statuses, { kind: 'statuses', path });
  // What stands beside the list can only be about a status that is alone in the body.
  const alone = source.envelope.changes.length === 1 && source.statuses.length === 1;
  for (const [index, element] of statuses.entries()) {
    const status = statusOf(element, `${path}[${index}]`, { ...source, alone });
    if (typeof status === 'string') skip(reading, index, { element, reason: status });
    else reading.statuses.push(status);
  }
}

function statusOf(element: unknown, path: string, source: StatusesSource & { alone: boolean }): MessageStatus | string {
  const checked = check(statusSchema, element, path);
  if (!checked.ok) return checked.problem;
  const { extraInfo, top } = source.envelope;
  const { id: ownId, status: ownStatus, timestamp, recipient_id, recipient_user_id, errors } = checked.value;
  const ids = statusIdsOf(ownId, source.alone ? [optionalId.parse(extraInfo?.message_id), top.messageId] : []);
  const status = ownStatus ?? (source.alone ? top.status : undefined);
  const userId = partyIdOf(recipient_id) ?? recipient_user_id;
  const [id] = ids;
  if (id === undefined) return `${path}.id: expected string`;
  if (status === undefined) return `${path}.status: expected string`;
  if (userId === undefined) return `${path}.recipient_id: expected recipient_id or recipient_user_id`;
  if (source.businessNumber === undefined) return missingNumber(source.path);
  return {
    id,
    ids,
    // Meta writes `sent`, Kaleyra's list of statuses `SENT`.
    status: status.toLowerCase(),
    ...defined({ timestamp: timestampOf(timestamp), errors }),
    conversation: conversationIdOf({ businessNumber: source.businessNumber, userId }),
    channelData: Object.freeze({ provider: 'kaleyra', status: element, ...defined({ extraInfo }) }),
  };
}

/**
 * The ids of a status, the best one first: the first wamid of those beside the status and its own, else its own.
 *
 * In Kaleyra's sample `statuses[0].id` is no wamid, while `extra_info.message_id` and the top `message_id` are; Meta's own
 * statuses have the wamid there and nothing beside. Only a wamid is the id that receipts and reactions speak of.
 */
function statusIdsOf(ownId: string | undefined, beside: readonly (string | undefined)[]): string[] {
  const ids = [...beside, ownId].filter((id) => id !== undefined);
  const best = ids.find((id) => id.startsWith('wamid.')) ?? ownId ?? ids[0];
  return best === undefined ? [] : [...new Set([best, ...ids])];
}
