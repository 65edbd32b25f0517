import { isGatewayError } from '../../errors.js';
import { fail, ok, unknown } from '../finding.js';
import { afterHello, confirm, type PhoneCheck, type PhoneSession } from './phone-session.js';

/** Whether a receipt turns the ticks blue. */
export const checkPhoneRead: PhoneCheck = afterHello(async (session, { id = '' }) => {
  const failed = session.read === undefined ? await markPlain(session, id) : session.read.failure?.code;
  if (failed !== undefined)
    return fail(`The message could not be marked read (${failed}): see the findings on the account.`);
  const seen = await confirm(session, 'Are both ticks at the message blue?');
  if (seen === undefined)
    return unknown('Kaleyra takes the receipt; whether the ticks are blue was not answered: look at the phone.');
  if (seen) return ok('Receipts turn the ticks blue.');
  return fail(
    'Kaleyra takes the receipt, but the ticks stay grey: turn read receipts on in the privacy settings of the phone, and ask Kaleyra otherwise.',
  );
});

/** Where the typing indicator was refused, its call marked nothing. */
async function markPlain({ client, number: businessNumber }: PhoneSession, id: string): Promise<string | undefined> {
  try {
    await client.markRead({ id, businessNumber });
    return undefined;
  } catch (error) {
    if (!isGatewayError(error)) throw error;
    return error.code;
  }
}
