import { fail, ok } from '../finding.js';
import type { Check } from './check.js';
import { judgeProbe } from './judge-probe.js';

/** Whether the balance suffices for a call; the API tells no amount. */
export const checkAccountBalance: Check = (patient) =>
  judgeProbe(patient, 'Whether the balance suffices', ({ failure }, code) => {
    if (code === 'E110') return fail('The balance of the account is low and Kaleyra refuses calls (E110): top it up.');
    // A refusal of the content may come before the balance is looked at.
    return failure === undefined
      ? ok('Kaleyra takes calls, so the balance suffices for now; it tells no amount.')
      : undefined;
  });
