import {
  type Activity,
  type Channel,
  createChannel,
  KaleyraClient,
  type OutgoingActivity,
  type ReplyResult,
} from 'tidemark';
import {
  buttonReplyMessage,
  type FakeKaleyra,
  kaleyraWebhook,
  type RecordedMessage,
  startFakeKaleyra,
  textMessage,
} from 'tidemark/testing';
import { expect, onTestFinished } from 'vitest';

const BUSINESS = '910000000001';
const CUSTOMER = '919876543210';
const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** A customer's phone, with a bot on the other side and a fake Kaleyra between them. */
export interface Phone {
  channel: Channel;
  kaleyra: FakeKaleyra;
  /** What the bot has been told. */
  heard: Activity[];
  /** Sends it; gives the messages that Kaleyra took, each checked against the contract. */
  sent(activity: object | string): Promise<RecordedMessage[]>;
  reply(activity: object | string): Promise<ReplyResult>;
  writes(text: string): Promise<Activity>;
  /** Any message of the customer. */
  hears(message: object): Promise<Activity>;
  /** Taps the button or row of this title in the last message. */
  taps(title: string): Promise<Activity>;
}

/** Makes a phone for one test. */
export async function usePhone(): Promise<Phone> {
  const kaleyra = await startFakeKaleyra({ businessNumbers: [BUSINESS] });
  const { baseUrl, sid, apiKey } = kaleyra;
  const gateway = new KaleyraClient({ region: { baseUrl }, sid, apiKey });
  const channel = createChannel({ gateway, webhook: { auth: 'none' }, receipts: false, logger: silent });
  const heard: Activity[] = [];
  channel.handle((activity) => void heard.push(activity));
  onTestFinished(async () => {
    await channel.close();
    await gateway.close();
    await kaleyra.close();
  });

  let ids = 0;
  async function hears(message: object): Promise<Activity> {
    const body = JSON.stringify(kaleyraWebhook({ from: CUSTOMER, businessNumber: BUSINESS, messages: [message] }));
    const headers = { 'content-type': 'application/json' };
    const { settled } = await channel.handleWebhook({ method: 'POST', url: '/', headers, body });
    await settled();
    return heard.at(-1) as Activity;
  }

  async function reply(activity: object | string): Promise<ReplyResult> {
    let result: ReplyResult = { id: '' };
    await channel.continueConversation(`${BUSINESS}:${CUSTOMER}`, async (_, turn) => {
      result = await turn.reply(activity as OutgoingActivity);
    });
    return result;
  }

  return {
    channel,
    kaleyra,
    heard,
    reply,
    hears,
    async sent(activity) {
      const before = kaleyra.sends.length;
      await reply(activity);
      const sends = kaleyra.sends.slice(before);
      expect(sends.flatMap(({ violations }) => violations)).toEqual([]);
      return sends.map(({ message }) => message as RecordedMessage);
    },
    writes: (text) => hears(textMessage({ id: `wamid.in-${++ids}`, text })),
    taps(title) {
      const content = kaleyra.sends.at(-1)?.message?.content as {
        action: { buttons?: { reply: Tapped }[]; sections?: { rows: Tapped[] }[] };
      };
      const { buttons = [], sections = [] } = content.action;
      const all = [...buttons.map(({ reply: one }) => one), ...sections.flatMap(({ rows }) => rows)];
      const tapped = all.find((one) => one.title === title);
      if (tapped === undefined) throw new Error(`no button "${title}"`);
      return hears(buttonReplyMessage({ id: `wamid.in-${++ids}`, replyId: tapped.id, title }));
    },
  };
}

interface Tapped {
  id: string;
  title: string;
}
