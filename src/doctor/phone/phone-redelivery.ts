import { ok, unknown, warn } from '../finding.js';
import { afterHello, type PhoneCheck } from './phone-session.js';

/** Whether a webhook that is answered 500 comes again. */
export const checkPhoneRedelivery: PhoneCheck = afterHello(async ({ line, number, say, waitMs }) => {
  const before = line.arrivals.length;
  line.refuseNext();
  say(`Send one more message to ${number}, whatever it says. It is answered with 500, to see whether it comes again.`);
  const first = await line.until(() => line.arrivals.slice(before).find(({ refused }) => refused), waitMs);
  if (first === undefined) {
    return unknown(
      `Whether redeliveries are made is not known, because no message came within ${waitMs / 1_000} s: try again.`,
    );
  }
  say(`It came. Waiting up to ${waitMs / 1_000} s for its repetition.`);
  const again = await line.until(
    () => line.arrivals.find(({ activity, refused }) => !refused && activity.id === first.activity.id),
    waitMs,
  );
  if (again === undefined) {
    return warn(
      `A webhook answered with 500 did not come again within ${waitMs / 1_000} s: keep the bot up while it is deployed anew, or try with a longer --wait.`,
    );
  }
  return ok(`A webhook answered with 500 comes again, here after ${Math.round((again.atMs - first.atMs) / 1_000)} s.`);
});
