import { z } from 'zod';
import { checkOptions } from '../check-options.js';

/**
 * How a webhook proves where it comes from: a secret header, basic authentication, a bearer token, a secret in the
 * query, or `'none'`, which must be said. Kaleyra's callback profiles can send each of them.
 */
export type WebhookAuth =
  | {
      /** The name of a header, in any case. */
      header: string;
      /** What the header must hold. */
      secret: string;
    }
  | {
      /** Basic authentication, as a browser sends it. */
      basic: {
        /** The user name. */
        user: string;
        /** The password. */
        password: string;
      };
    }
  | {
      /** The token that follows `Bearer` in the `Authorization` header. */
      bearer: string;
    }
  | {
      /** The name of a parameter of the URL, which servers in between may log. */
      query: string;
      /** What the parameter must hold. */
      secret: string;
    }
  | 'none';

/** How incoming webhooks are checked. */
export interface WebhookOptions {
  /** What proves that a webhook is genuine; has no default. */
  auth: WebhookAuth;
  /** In bytes; larger bodies are answered 413. @default 4194304 */
  maxBodyBytes?: number;
}

/** {@link WebhookOptions} with its default. */
export type WebhookSettings = Readonly<Required<WebhookOptions>>;

const filled = z.string({ error: 'expected a string' }).min(1, 'expected a string that is not empty');
// What no header can be called would be asked for in vain, and Fetch's headers throw when they are asked for it.
const headerName = filled.regex(/^[\w!#$%&'*+.^`|~-]+$/, 'expected the name of a header');
const ways = {
  header: z.strictObject({ header: headerName, secret: filled }),
  basic: z.strictObject({ basic: z.strictObject({ user: filled, password: filled }) }),
  bearer: z.strictObject({ bearer: filled }),
  query: z.strictObject({ query: filled, secret: filled }),
} as const;
const anyWay = z.literal('none', {
  error:
    "expected { header, secret }, { basic: { user, password } }, { bearer }, { query, secret }, each of strings that are not empty, or 'none'",
});

/** The schema of the way that is meant, so that an error names the part that is missing. */
function authSchemaOf(auth: unknown): z.ZodType<WebhookAuth> {
  const meant = Object.entries(ways).find(([way]) => typeof auth === 'object' && auth !== null && way in auth);
  return meant?.[1] ?? anyWay;
}

const schemaFor = (auth: unknown): z.ZodType<WebhookSettings> =>
  z.strictObject(
    {
      auth: authSchemaOf(auth),
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
  return Object.freeze(checkOptions(schemaFor(options?.auth), options, { name: 'webhook', secret: true }));
}
