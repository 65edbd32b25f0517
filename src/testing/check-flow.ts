import { z } from 'zod';
import { anyHeader, bodyUpTo, footer } from './interactive-parts.js';
import { exactly, nonEmpty, strict, upTo } from './rules.js';

const data = z
  .record(z.string(), z.unknown(), { error: 'must be an object' })
  .refine((values) => Object.keys(values).length > 0, { error: 'must not be empty' });

// Meta's older pages limit the button to 20 characters, the newer one advises 30; they agree on no emoji.
const label = upTo(30).refine((text) => !/\p{Extended_Pictographic}/u.test(text), { error: 'must have no emoji' });

const parameters = strict({
  flow_message_version: exactly('3'),
  flow_id: nonEmpty.optional(),
  flow_name: nonEmpty.optional(),
  flow_cta: label,
  flow_token: nonEmpty.optional(),
  mode: z.enum(['draft', 'published'], { error: 'must be "draft" or "published"' }).optional(),
  flow_action: z.enum(['navigate', 'data_exchange'], { error: 'must be "navigate" or "data_exchange"' }).optional(),
  flow_action_payload: strict({ screen: nonEmpty.optional(), data: data.optional() }).optional(),
})
  .refine((given) => (given.flow_id === undefined) !== (given.flow_name === undefined), {
    error: 'must have exactly one of "flow_id" and "flow_name"',
  })
  .refine((given) => given.flow_action !== 'data_exchange' || given.flow_action_payload === undefined, {
    error: 'must not have a "flow_action_payload" unless "flow_action" is "navigate"',
  });

/** A button that opens a flow. */
export const flowMessage: z.ZodType = strict({
  type: exactly('flow'),
  header: anyHeader,
  body: bodyUpTo(1024),
  footer,
  action: strict({ name: exactly('flow'), parameters }),
});
