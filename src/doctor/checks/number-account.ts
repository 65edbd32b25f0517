import { digitsOf } from '../../kaleyra/client/path-number.js';
import { fail, ok, skipped } from '../finding.js';
import { type Check, withoutNumber } from './check.js';
import { isPassed, judgeProbe } from './judge-probe.js';

/** Whether the account has the business number. */
export const checkNumberAccount: Check = (patient) => {
  const { number } = patient.settings;
  if (number === undefined) return skipped(withoutNumber);
  const digits = digitsOf(number);
  if (digits === undefined)
    return skipped('Not asked, because the business number is no phone number: see the finding number.form.');
  return judgeProbe(patient, `Whether +${digits} is on the account`, (probe, code) => {
    if (isPassed(probe)) return ok(`The account has the business number +${digits}.`);
    if (code === 'WA401') {
      return fail(
        `The account does not have the business number +${digits} (WA401): check the number, and that SID and region are those of its account.`,
      );
    }
    return undefined;
  });
};
