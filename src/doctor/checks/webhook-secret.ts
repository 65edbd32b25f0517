import { fail, ok, skipped, unknown, warn } from '../finding.js';
import { secretOf } from '../knock.js';
import { isLocalHost } from '../local-host.js';
import { type Check, withoutBot, withoutWebhook } from './check.js';
import { statusOf } from './webhook-reachable.js';

/** Whether the bot takes a webhook that carries the secret; nothing happens in it. */
export const checkWebhookSecret: Check = async (patient) => {
  const { webhook, auth } = patient.settings;
  if (webhook === undefined) return skipped(withoutWebhook);
  const secret = secretOf(auth);
  if (secret === undefined)
    return skipped('Not asked, because the secret is not known: set WEBHOOK_SECRET, as the bot has it.');
  if (secret !== secret.trim() || /[^\x20-\x7e]/.test(secret)) {
    return fail(
      'WEBHOOK_SECRET begins or ends with white space or has a character that no header can carry: choose letters and digits.',
    );
  }
  if (webhook.protocol !== 'https:' && !isLocalHost(webhook)) {
    return skipped('Not asked, because the secret would travel where others read it: see the finding webhook.https.');
  }
  const status = await statusOf(patient, 'right');
  if (status === undefined) return skipped(withoutBot);
  if (status >= 200 && status < 300) return ok(`The webhook takes the secret (HTTP ${status}).`);
  if (status === 401 || status === 403) {
    return fail(
      `The webhook refuses the secret of WEBHOOK_SECRET (HTTP ${status}): set the same one in the bot, here and in Kaleyra's callback profile, under the same name.`,
    );
  }
  if (status === 503)
    return unknown('Whether the webhook takes the secret is not known, because it takes nothing just now: try again.');
  if (status >= 500)
    return fail(
      `The webhook breaks on a webhook in which nothing happened (HTTP ${status}): look at the log of the bot.`,
    );
  return warn(
    `The webhook answers a well-formed webhook in which nothing happened with HTTP ${status} instead of 200: check that this is the path Kaleyra is to post to.`,
  );
};
