import { z } from 'zod';
import { optionalText } from '../check.js';
import { defined } from '../defined.js';
import { textOfTap } from '../text-of-tap.js';
import { createKind, type Kind, messageContent } from './kind.js';

const schema = z.looseObject({ button: z.looseObject({ payload: optionalText, text: optionalText }) });

/** A tapped quick reply of a template; its value has the names of the other taps too, so that bots need one branch. */
export const buttonKind: Kind = createKind(schema, ({ button: { payload, text } }) => ({
  content: messageContent(textOfTap({ id: payload, title: text }), {
    value: defined({ id: payload, title: text, payload, text }),
  }),
  marks: { tap: true },
}));
