import { isGatewayError } from '../../errors.js';
import { fail, ok, type Verdict, warn } from '../finding.js';
import { afterHello, type PhoneCheck } from './phone-session.js';

const longestStatusWaitMs = 30_000;
const text = 'tidemark doctor: this message tells which id a send returns. Nothing is to be answered.';

/** Which id a send returns, and whether the statuses of the message name it; the one message this examination sends. */
export const checkPhoneSendId: PhoneCheck = afterHello(
  async ({ client, line, number: businessNumber, waitMs, say }, { from, conversation }) => {
    const before = line.statuses.length;
    say('The doctor sends one message to the phone.');
    try {
      const { id } = await client.send({ businessNumber, to: from.id, type: 'text', text });
      const status = await line.until(
        () => line.statuses.slice(before).find((each) => each.conversation === conversation.id),
        Math.min(waitMs, longestStatusWaitMs),
      );
      return judge(formOf(id), status === undefined ? undefined : status.ids.includes(id));
    } catch (error) {
      if (!isGatewayError(error)) throw error;
      return fail(`The message to the phone was not sent (${error.code}): see the findings on the account.`);
    }
  },
);

function formOf(id: string): string {
  if (id.startsWith('wamid.')) return "WhatsApp's own id (wamid)";
  return /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}/i.test(id)
    ? "Kaleyra's own id (a UUID)"
    : "an id of Kaleyra's own form";
}

function judge(form: string, isNamed: boolean | undefined): Verdict {
  if (isNamed === undefined) {
    return warn(
      `A send returns ${form}, but no status of the message came: register the same address as the callback of statuses to know what became of messages.`,
    );
  }
  if (isNamed) return ok(`A send returns ${form}, and statuses name it.`);
  return warn(
    `A send returns ${form}, which statuses do not name: give each message a ref of yours by extraInfo to know it again.`,
  );
}
