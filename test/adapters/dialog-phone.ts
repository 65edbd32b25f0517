import {
  buttonReplyMessage,
  type FakeKaleyra,
  kaleyraWebhook,
  listReplyMessage,
  type RecordedRequest,
  textMessage,
} from 'tidemark/testing';
import { expect } from 'vitest';
import { secret } from './kaleyra-host.js';

/** A choice as WhatsApp shows it. */
export interface Shown {
  id: string;
  title: string;
  description?: string;
}

/** What a customer sees and does. */
export interface DialogPhone {
  /** Writes, and waits for what the bot says to it. */
  writes(text: string): Promise<string>;
  /** Taps a button or a row of the last message, as WhatsApp does; waits likewise. */
  taps(title: string): Promise<string>;
  /** Sends any message; waits likewise. */
  sends(message: object, extraInfo?: Readonly<Record<string, unknown>>): Promise<string>;
  /** Sends without waiting. */
  fires(message: object): Promise<unknown>;
  /** What the bot has said, oldest first. */
  heard(): string[];
  /** What the last message offers to tap. */
  offered(): { how: 'button' | 'list' | 'none'; titles: string[] };
}

/** Makes the phone of one customer in one chat; every message it gets must keep the contract. */
export function createDialogPhone({
  kaleyra,
  url,
  customer,
  businessNumber,
}: {
  kaleyra: FakeKaleyra;
  url: string;
  customer: string;
  businessNumber: string;
}): DialogPhone {
  const taken = (): RecordedRequest[] => kaleyra.sends.filter(({ answer }) => answer !== undefined);
  const messages = (): RecordedRequest[] =>
    taken().filter((send) => send.to === `+${customer}` && send.businessNumber === businessNumber);

  const fires = (message: object, extraInfo: Readonly<Record<string, unknown>> = {}): Promise<unknown> =>
    kaleyra.postWebhook(url, kaleyraWebhook({ from: customer, businessNumber, messages: [message], extraInfo }), {
      headers: secret,
    });

  async function sends(message: object, extraInfo?: Readonly<Record<string, unknown>>): Promise<string> {
    const before = messages().length;
    await fires(message, extraInfo);
    while (messages().length <= before) await kaleyra.waitFor('send', taken().length + 1, { answered: true });
    const [answer] = messages().slice(before) as [RecordedRequest];
    expect(answer.violations).toEqual([]);
    return saidBy(answer);
  }

  function offered() {
    const { how, all } = shownBy(messages().at(-1));
    return { how, titles: all.map(({ title }) => title) };
  }

  return {
    fires,
    sends,
    offered,
    heard: () => messages().map(saidBy),
    writes: (text) => sends(textMessage({ text })),
    taps(title) {
      const last = messages().at(-1);
      const { how, all } = shownBy(last);
      const one = all.find((each) => each.title === title);
      if (one === undefined) throw new Error(`nothing to tap of the title ${title}`);
      const { id: replyId, description } = one;
      const context = { from: businessNumber, id: idOf(last) };
      return sends(
        how === 'button'
          ? buttonReplyMessage({ replyId, title, context })
          : listReplyMessage({ replyId, title, context, ...(description !== undefined && { description }) }),
      );
    },
  };
}

type Content = {
  body: string | { text: string };
  action?: { buttons?: { reply: Shown }[]; sections?: { rows: Shown[] }[] };
};

function contentOf(send: RecordedRequest | undefined): Content {
  return send?.message?.content as Content;
}

function saidBy(send: RecordedRequest): string {
  const { body } = contentOf(send);
  return typeof body === 'string' ? body : body.text;
}

function shownBy(send: RecordedRequest | undefined): { how: 'button' | 'list' | 'none'; all: Shown[] } {
  const { buttons, sections } = contentOf(send).action ?? {};
  if (buttons !== undefined) return { how: 'button', all: buttons.map(({ reply }) => reply) };
  if (sections !== undefined) return { how: 'list', all: sections.flatMap(({ rows }) => rows) };
  return { how: 'none', all: [] };
}

function idOf(send: RecordedRequest | undefined): string {
  return typeof send?.answer === 'object' ? (send.answer.messageId ?? '') : '';
}
