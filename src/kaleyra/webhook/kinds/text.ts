import { z } from 'zod';
import { createKind, type Kind, messageContent } from './kind.js';

const schema = z.looseObject({ text: z.looseObject({ body: z.string() }) });

/** A text. */
export const textKind: Kind = createKind(schema, ({ text }) => ({ content: messageContent(text.body) }));
