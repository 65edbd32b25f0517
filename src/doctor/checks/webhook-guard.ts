import { fail, ok, skipped, unknown, warn } from '../finding.js';
import { type Check, withoutBot, withoutWebhook } from './check.js';
import { statusOf } from './webhook-reachable.js';

const isRefusal = (status: number): boolean => status === 401 || status === 403;
const isTaken = (status: number): boolean => status >= 200 && status < 300;

/** Whether the webhook turns away who has no secret, and who has a wrong one. */
export const checkWebhookGuard: Check = async (patient) => {
  const { webhook, auth } = patient.settings;
  if (webhook === undefined) return skipped(withoutWebhook);
  const without = await statusOf(patient, 'without');
  const wrong = await statusOf(patient, 'wrong');
  if (without === undefined || wrong === undefined) return skipped(withoutBot);
  if (isTaken(without)) {
    const why = auth === 'none' ? ', as WEBHOOK_AUTH=none says' : '';
    return fail(
      `The webhook takes requests without a secret${why}, so everybody can write to the bot in any customer's name: set webhook.auth in the bot, and the same secret in Kaleyra's callback profile.`,
    );
  }
  if (isTaken(wrong)) {
    return fail(
      "The webhook takes requests with a wrong secret, so everybody can write to the bot in any customer's name: have it compare the secret.",
    );
  }
  if (isRefusal(without) && isRefusal(wrong))
    return ok(`The webhook refuses requests without the right secret (HTTP ${without}).`);
  if (without === 503 || wrong === 503)
    return unknown('Whether the webhook asks for a secret is not known, because it takes nothing just now: try again.');
  const status = isRefusal(without) ? wrong : without;
  return warn(
    `The webhook answers a request without the right secret with HTTP ${status} instead of 401: have it ask for the secret before it reads the body.`,
  );
};
