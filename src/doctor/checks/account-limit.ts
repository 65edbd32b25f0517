import { fail, ok, warn } from '../finding.js';
import type { Check } from './check.js';
import { judgeProbe } from './judge-probe.js';

/** Whether a limit of the account is reached. */
export const checkAccountLimit: Check = (patient) =>
  judgeProbe(patient, 'Whether a limit of the account is reached', ({ failure }, code) => {
    if (code === 'WAV2101') {
      return fail(
        'The daily limit of the account is reached (WAV2101): wait for the next day, or ask Kaleyra to raise it.',
      );
    }
    if (
      failure?.status === 429 ||
      (failure?.status !== undefined && failure.status < 500 && failure.kind === 'retry')
    ) {
      return warn(
        `Kaleyra asks for fewer calls just now (${code}): try again in a minute, and look at what else uses this account.`,
      );
    }
    return failure === undefined ? ok('No limit of the account is reached.') : undefined;
  });
