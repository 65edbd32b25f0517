import { randomInt } from 'node:crypto';
import type { Activity } from '../../activity/activity.js';
import { fail, ok, type Verdict, warn } from '../finding.js';
import type { PhoneLine } from './phone-line.js';
import type { PhoneCheck } from './phone-session.js';

/** Whether a message from the phone comes to the webhook; whose phone it is, a code in its text tells. */
export const checkPhoneWebhook: PhoneCheck = async (session) => {
  const { line, number, say, waitMs } = session;
  const code = `tidemark ${randomInt(1_000, 10_000)}`;
  line.claim((activity) => isHello(activity, code));
  say(`Send this text from the phone to ${number}: ${code}`);
  const arrival = await line.until(() => line.arrivals[0], waitMs);
  if (arrival === undefined) return nothingCame(line, waitMs);
  const { activity: hello } = arrival;
  session.hello = hello;
  line.claim(({ conversation }) => conversation.id === hello.conversation.id);
  if (hello.id?.startsWith('wamid.')) return ok("Messages come to the webhook, with WhatsApp's own id (wamid).");
  return warn(
    "Messages come to the webhook, but their id is not WhatsApp's own (wamid.…): check whether they can be marked read by it.",
  );
};

function isHello({ text }: Activity, code: string): boolean {
  return text?.trim().toLowerCase() === code;
}

function nothingCame({ strays }: PhoneLine, waitMs: number): Verdict {
  if (strays.includes('v1')) {
    return fail(
      'Callbacks of V1 came, which carry no message id: have the number moved to the WhatsApp API V2, and register its V2 callback.',
    );
  }
  if (strays.includes('unauthorized')) {
    return fail(
      "Webhooks came without the right secret: set WEBHOOK_SECRET in Kaleyra's callback profile as a header, under the name given here.",
    );
  }
  if (strays.length > 0)
    return fail('Requests came that are no WhatsApp webhooks: check which callback is registered for this address.');
  return fail(
    `No webhook came within ${waitMs / 1_000} s: check the callback profile of the number and that its address leads to this port.`,
  );
}
