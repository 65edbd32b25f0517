import { digitsOf } from '../../kaleyra/client/path-number.js';
import { fail, ok, skipped, warn } from '../finding.js';
import { type Check, withoutNumber } from './check.js';

/** Whether the business number is written as a phone number with its country code (E.164). */
export const checkNumberForm: Check = ({ settings: { number } }) => {
  if (number === undefined) return skipped(withoutNumber);
  const digits = digitsOf(number);
  if (digits === undefined)
    return fail(
      'The business number is no phone number: write country code and number in digits, such as +911234567890.',
    );
  if (digits.startsWith('0') || digits.length < 8 || digits.length > 15) {
    return fail(
      'The business number is not international: write it with its country code and without leading zeros, such as +911234567890.',
    );
  }
  return `+${digits}` === number || digits === number
    ? ok(`The business number is +${digits}.`)
    : warn(`The business number is read as +${digits}: write it so.`);
};
