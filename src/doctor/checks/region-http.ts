import { fail, ok, skipped, warn } from '../finding.js';
import { networkTrouble } from '../network-trouble.js';
import { type Check, withoutConfig } from './check.js';

const where = 'KALEYRA_REGION or KALEYRA_BASE_URL';

/** Whether something answers HTTP where the region's API should be; no key is sent. */
export const checkRegionHttp: Check = async ({ service, front, settings: { timeoutMs } }) => {
  const answer = await front();
  if (service === undefined || answer === undefined) return skipped(withoutConfig);
  const place = service.host;
  if (!answer.answered) return fail(networkTrouble(answer.code, { place, timeoutMs, where }));
  const { status } = answer;
  if (status === 407 || status === 511) {
    return fail(
      `A proxy stands in front of ${place} (HTTP ${status}): let this machine through, or give KaleyraClient a dispatcher for the proxy.`,
    );
  }
  if (status >= 500) return warn(`${place} answers with HTTP ${status}: try again later, and ask Kaleyra if it lasts.`);
  // What the API says to a path of no meaning is its own affair.
  return ok(`${place} answers over ${service.protocol.replace(':', '')} (HTTP ${status}, without a key).`);
};
