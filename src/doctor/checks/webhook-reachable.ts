import type { Call } from '../call.js';
import { fail, ok, skipped, type Verdict, warn } from '../finding.js';
import { networkTrouble } from '../network-trouble.js';
import type { Patient } from '../patient.js';
import { type Check, withoutWebhook } from './check.js';

/** Whether a webhook answers at the address; a request without a secret is enough to tell. */
export const checkWebhookReachable: Check = async ({ knock, settings }) => {
  const answer = await knock('without');
  if (answer === undefined || settings.webhook === undefined) return skipped(withoutWebhook);
  return reachOf(answer, settings.webhook.host, settings.timeoutMs);
};

/** The status with which a webhook answers a knock; undefined where there is none to speak of. */
export async function statusOf(
  { knock, settings }: Patient,
  how: Parameters<Patient['knock']>[0],
): Promise<number | undefined> {
  const [first, answer] = await Promise.all([knock('without'), knock(how)]);
  if (first === undefined || answer === undefined || !answer.answered) return undefined;
  const { state } = reachOf(first, settings.webhook?.host ?? '', settings.timeoutMs);
  return state === 'fail' ? undefined : answer.status;
}

function reachOf(answer: Call, place: string, timeoutMs: number): Verdict {
  if (!answer.answered)
    return fail(networkTrouble(answer.code, { place, timeoutMs, where: 'that the bot runs and --webhook' }));
  const { status } = answer;
  if (status === 404 || status === 405 || status === 410) {
    return fail(
      `Nothing takes webhooks at this path of ${place} (HTTP ${status}): check the path, and that it takes POST.`,
    );
  }
  if (status >= 300 && status < 400) {
    return fail(
      `${place} sends webhooks elsewhere (HTTP ${status}): give the address it leads to, since a redirected POST may be lost.`,
    );
  }
  if (status === 503)
    return warn(`The bot at ${place} takes nothing just now (HTTP 503): it is starting, closing or full; try again.`);
  if (status >= 500)
    return fail(`${place} answers with HTTP ${status}: check that the bot runs behind it, and its log.`);
  return ok(`A webhook answers at ${place}.`);
}
