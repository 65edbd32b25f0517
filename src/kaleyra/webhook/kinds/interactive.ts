import { z } from 'zod';
import { check, joined, optionalText } from '../check.js';
import { defined } from '../defined.js';
import { frozenCopy } from '../frozen-copy.js';
import type { JsonObject } from '../json.js';
import { textOfTap } from '../text-of-tap.js';
import { eventContent } from './event.js';
import { createKind, type Kind, messageContent } from './kind.js';

const choice = z.looseObject({ id: optionalText, title: optionalText, description: optionalText });

/** A tapped reply button or list row; WhatsApp repeats the id the bot gave it. */
const choiceKinds: ReadonlyMap<string, Kind> = new Map(
  ['button_reply', 'list_reply'].map((key) => [
    key,
    createKind(z.looseObject({ [key]: choice }), (interactive) => {
      const { id, title, description } = interactive[key] as z.infer<typeof choice>;
      const content = messageContent(textOfTap({ id, title }), { value: defined({ id, title, description }) });
      return { content, marks: { tap: true } };
    }),
  ]),
);

/** A flow sent back: `response_json` is JSON in a string, by Meta's description. */
const flowKind: Kind = createKind(
  z.looseObject({ nfm_reply: z.looseObject({ response_json: z.unknown().optional() }) }),
  (interactive) => ({
    content: messageContent('', { value: flowAnswer(interactive.nfm_reply.response_json) }),
    marks: { tap: true },
  }),
);

const schema = z.looseObject({ type: z.string().min(1) });

/** An answer to an interactive message; one of a kind not known here becomes the event `whatsapp/interactive`. */
export const interactiveKind: Kind = (message, path, hints) => {
  const at = joined(path, 'interactive');
  const checked = check(schema, message.interactive, at);
  if (!checked.ok) return checked;
  const { type } = checked.value;
  const kind = type === 'nfm_reply' ? flowKind : choiceKinds.get(type);
  if (kind === undefined) return { ok: true, value: { content: eventContent('interactive', message) } };
  return kind(message.interactive as JsonObject, at, hints);
};

function flowAnswer(response: unknown): unknown {
  if (typeof response !== 'string') return response ?? {};
  try {
    return frozenCopy(JSON.parse(response)) ?? { raw: response };
  } catch {
    return { raw: response };
  }
}
