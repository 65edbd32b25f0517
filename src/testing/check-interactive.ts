import { z } from 'zod';
import { buttonMessage, listMessage } from './check-choices.js';
import { flowMessage } from './check-flow.js';
import { anyHeader, bodyUpTo, footer } from './interactive-parts.js';
import { exactly, httpUrl, nonEmpty, strict, upTo } from './rules.js';

const urlMessage = strict({
  type: exactly('cta_url'),
  header: anyHeader,
  body: bodyUpTo(1024),
  footer,
  action: strict({ name: exactly('cta_url'), parameters: strict({ display_text: upTo(20), url: httpUrl }) }),
});

// Meta's and Kaleyra's pages show neither a header nor a footer.
const locationRequest = strict({
  type: exactly('location_request_message'),
  body: bodyUpTo(1024),
  action: strict({ name: exactly('send_location') }),
});

const known: ReadonlyMap<unknown, z.ZodType> = new Map<unknown, z.ZodType>([
  ['button', buttonMessage],
  ['list', listMessage],
  ['cta_url', urlMessage],
  ['flow', flowMessage],
  ['location_request_message', locationRequest],
]);

const open = z.looseObject({ type: nonEmpty }, { error: 'must be an object' });

/** The schema of an interactive message; those for products, addresses and the like stay open. */
export function interactiveSchema(content: object): z.ZodType {
  return known.get('type' in content ? content.type : undefined) ?? open;
}
