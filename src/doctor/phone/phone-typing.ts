import { isGatewayError } from '../../errors.js';
import { ok, unknown, warn } from '../finding.js';
import { afterHello, confirm, type PhoneCheck } from './phone-session.js';

/** Whether Kaleyra passes WhatsApp's typing indicator on; its call marks the message read as well. */
export const checkPhoneTyping: PhoneCheck = afterHello(async (session, { id = '' }) => {
  const { client, number: businessNumber } = session;
  session.say('Look at the chat: a typing bubble is to appear within seconds.');
  try {
    await client.markRead({ id, businessNumber }, { typing: true });
    session.read = {};
  } catch (error) {
    if (!isGatewayError(error)) throw error;
    if (error.kind !== 'reject') {
      session.read = { failure: error };
      return unknown(
        `Whether the typing indicator passes is not known, because the call failed (${error.code}): see the other findings.`,
      );
    }
    return warn(
      `Kaleyra refuses the typing indicator (${error.code}): set receipts.typing to 'off' to spare the repeated call.`,
    );
  }
  const seen = await confirm(session, 'Does the phone show the typing bubble?');
  if (seen === undefined)
    return unknown(
      'Kaleyra takes the typing indicator; whether the phone shows it was not answered: look at it again.',
    );
  if (seen) return ok('The typing indicator passes.');
  return warn(
    "Kaleyra takes the typing indicator, but the phone does not show it: set receipts.typing to 'off', or ask Kaleyra to pass it on.",
  );
});
