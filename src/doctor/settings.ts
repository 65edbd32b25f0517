import type { WebhookAuth } from '../webhook/webhook-options.js';

/** What is examined. */
export interface DoctorSettings {
  /** A region's name, or a base URL; not yet checked. */
  readonly region: string | { readonly baseUrl: string } | undefined;
  readonly sid: string | undefined;
  readonly apiKey: string | undefined;
  /** The business number, as it was written. */
  readonly number: string | undefined;
  /** Where the bot takes webhooks. */
  readonly webhook: URL | undefined;
  /** What Kaleyra sends with each webhook; undefined where nothing was said. */
  readonly auth: WebhookAuth | undefined;
  /** How long one call may take, in milliseconds. */
  readonly timeoutMs: number;
  /** As `process.versions.node` has it. */
  readonly nodeVersion: string;
}
