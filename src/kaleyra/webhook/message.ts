import { z } from 'zod';
import { partyIdOf } from '../../activity/party-id.js';
import { type Checked, check, idText, joined, optionalId } from './check.js';
import { defined } from './defined.js';
import type { JsonObject } from './json.js';
import { timestampOf } from './timestamp-of.js';

/** What every message has, whatever its kind. */
export interface Message {
  /** The wamid. */
  id: string;
  /** `text`, `image`, … or a word WhatsApp added since. */
  type: string;
  /** The sender: the number's digits, else the business-scoped user id. */
  sender: string;
  /** Every id of the sender. */
  senderIds: readonly string[];
  /** Whom it was sent to; told on echoes of the business's own messages. */
  to?: string;
  /** When it was sent. */
  timestamp?: Date;
  /** The message it quotes. */
  quotedId?: string;
  /** The whole message, frozen. */
  raw: JsonObject;
}

const messageSchema = z.looseObject({
  id: idText,
  type: z.string().min(1),
  from: optionalId,
  from_user_id: optionalId,
  to: optionalId,
  timestamp: z.unknown().optional(),
  context: z.looseObject({ id: optionalId }).optional().catch(undefined),
});

/** Reads what every message has: without an id, a type and a sender it is none. */
export function messageOf(candidate: unknown, path: string): Checked<Message> {
  const checked = check(messageSchema, candidate, path);
  if (!checked.ok) return checked;
  const { id, type, from, from_user_id: userId, to, timestamp, context } = checked.value;
  // Since 2026 a customer with a username may have no number: then the business-scoped user id is the key.
  const senderIds = [partyIdOf(from), userId].filter((sender) => sender !== undefined);
  const [sender] = senderIds;
  if (sender === undefined) return { ok: false, problem: `${joined(path, 'from')}: expected from or from_user_id` };
  const optional = defined({ to: partyIdOf(to), timestamp: timestampOf(timestamp), quotedId: context?.id });
  return { ok: true, value: { id, type, sender, senderIds, ...optional, raw: candidate as JsonObject } };
}
