import { z } from 'zod';
import { checkOptions } from '../check-options.js';

/**
 * How a webhook proves where it comes from: a secret header, basic authentication, a bearer token, a secret in the
 * query, or `'none'`, which must be said. Kaleyra's callback profiles can send each of them.
 */
export type WebhookAuth =
  | { header: string; secret: string }
  | { basic: { user: string; password: string } }
  | { bearer: string }
  | { query: string; secret: string }
  | 'none';

/** How incoming webhooks are checked. */
export interface WebhookOptions {
  /** What proves that a webhook is genuine; has no default. */
  auth: WebhookAuth;
  /** Larger bodies are answered 413. @default 4194304 */
  maxBodyBytes?: number;
}

/** {@link WebhookOptions} with its default. */
export type WebhookSettings = Readonly<Required<WebhookOptions>>;

const filled = z.string({ error: 'expected a string' }).min(1, 'expected a string that is not empty');
const authSchema = z.union(
  [
    z.literal('none'),
    z.strictObject({ header: filled, secret: filled }),
    z.strictObject({ basic: z.strictObject({ user: filled, password: filled }) }),
    z.strictObject({ bearer: filled }),
    z.strictObject({ query: filled, secret: filled }),
  ],
  {
    error:
      "expected { header, secret }, { basic: { user, password } }, { bearer }, { query, secret }, each of strings that are not empty, or 'none'",
  },
);
const schema = z.strictObject(
  {
    auth: authSchema,
    maxBodyBytes: z
      .int({ error: 'expected a whole number of bytes' })
      .min(1024, 'expected 1024 or more')
      .default(4 * 1024 * 1024),
  },
  { error: (issue) => (issue.code === 'invalid_type' ? 'expected { auth, maxBodyBytes? }' : undefined) },
);

/**
 * Checks how webhooks are to be checked.
 *
 * @throws {OptionsError} when `auth` is missing or has an empty part.
 */
export function resolveWebhookOptions(options: WebhookOptions): WebhookSettings {
  return Object.freeze(checkOptions(schema, options, { name: 'webhook', secret: true }));
}
