import { fail, ok } from '../finding.js';
import type { Check } from './check.js';
import { isPassed, judgeProbe } from './judge-probe.js';

/** Whether account and number belong to API V2. */
export const checkApiVersion: Check = (patient) =>
  judgeProbe(patient, 'Whether account and number belong to API V2', (probe, code) => {
    if (code === 'WA-401') {
      const what = { account: 'the account', number: 'the business number' }[probe.about ?? 'number'];
      const say = probe.about === undefined ? 'the account or the business number' : what;
      return fail(
        `Kaleyra has ${say} not on its WhatsApp API V2 (WA-401): ask its support to move it there, since V1 has no read receipts.`,
      );
    }
    return isPassed(probe) && probe.withNumber ? ok('Account and number belong to API V2.') : undefined;
  });
