import { fail, ok, skipped } from '../finding.js';
import { isLocalHost } from '../local-host.js';
import { type Check, withoutWebhook } from './check.js';

/** Whether the secret and the messages travel to the webhook unread. */
export const checkWebhookHttps: Check = ({ settings: { webhook } }) => {
  if (webhook === undefined) return skipped(withoutWebhook);
  if (webhook.protocol === 'https:') return ok('The webhook is called over https.');
  if (isLocalHost(webhook)) {
    return skipped(
      'Not asked, because the address is local: give Kaleyra the public one, which is to begin with https://.',
    );
  }
  return fail(
    'The webhook is called over http, where others read the secret and the messages: give Kaleyra an https address.',
  );
};
