import { z } from 'zod';
import { idText, optionalText } from '../check.js';
import { createKind, type Kind } from './kind.js';

const schema = z.looseObject({ reaction: z.looseObject({ message_id: idText, emoji: optionalText }) });

/** WhatsApp does not tell which emoji went, and the SDKs refuse a reaction without a type. */
const unknownEmoji = 'unknown';

/** An emoji put on a message; without one, or with an empty one, it was taken away. */
export const reactionKind: Kind = createKind(schema, ({ reaction: { message_id: replyToId, emoji } }) => ({
  content:
    emoji === undefined
      ? { type: 'messageReaction', replyToId, reactionsRemoved: [{ type: unknownEmoji }] }
      : { type: 'messageReaction', replyToId, reactionsAdded: [{ type: emoji }] },
}));
