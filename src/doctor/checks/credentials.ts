import { fail, ok } from '../finding.js';
import type { Check } from './check.js';
import { isPassed, judgeProbe } from './judge-probe.js';

// Kaleyra says these to accounts it knows.
const afterLogin: ReadonlySet<string | undefined> = new Set(['WA401', 'WA-401', 'E110', 'WAV2101']);

/** Whether Kaleyra knows the SID and takes the key. */
export const checkCredentials: Check = (patient) =>
  judgeProbe(patient, 'Whether SID and API key are right', (probe, code) => {
    if (isPassed(probe) || afterLogin.has(code)) return ok('Kaleyra takes the SID and the API key.');
    if (code === 'RBC001') {
      return fail(
        'Kaleyra refuses the SID or the API key (RBC001): copy both anew from the account, and check that its region is this one.',
      );
    }
    const { status } = probe.failure ?? {};
    if (status === 401 || status === 403) {
      return fail(
        `Kaleyra refuses this machine or the key (HTTP ${status}): check SID, API key and the list of IP addresses the key is allowed from.`,
      );
    }
    if (status === 404 || (status !== undefined && status >= 300 && status < 400)) {
      return fail(
        `There is no API at this address (HTTP ${status}): check KALEYRA_REGION, or KALEYRA_BASE_URL without /v2/<sid>.`,
      );
    }
    return undefined;
  });
