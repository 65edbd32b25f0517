import { randomUUID } from 'node:crypto';
import {
  type Activity,
  type ChannelOptions,
  isGatewayError,
  type MessageStatus,
  type OutgoingActivity,
  type ReplyResult,
} from 'tidemark';
import { toNodeListener } from 'tidemark/adapters/node';
import { buttonReplyMessage, kaleyraWebhook, reactionMessage, statusWebhook, textMessage } from 'tidemark/testing';
import { describe, expect, test } from 'vitest';
import { customer, secret, startHost } from '../adapters/kaleyra-host.js';

const WAMID = 'wamid.out-1';
/** As `extra_info.reply_to` of Kaleyra's samples has them. */
const ownId = (): string => randomUUID();

/** A business behind a fake Kaleyra that answers sends with ids of its own, all over real HTTP. */
async function startBusiness(activities: ChannelOptions['activities'] = {}) {
  const host = await startHost({ receipts: false, activities });
  const { kaleyra, channel, businessNumber } = host;
  const url = await host.listen(toNodeListener(channel));
  const heard: Activity[] = [];
  channel.handle((activity) => void heard.push(activity));
  const statuses: MessageStatus[] = [];
  channel.status$.subscribe((status) => statuses.push(status));

  async function post(body: object): Promise<void> {
    expect((await kaleyra.postWebhook(url, body, { headers: secret })).status).toBe(200);
  }

  return {
    ...host,
    heard,
    statuses,
    post,
    /** Sends it; Kaleyra answers with these ids, or with the wamid. */
    async says(activity: OutgoingActivity | string, ...ids: string[]): Promise<ReplyResult> {
      const answers = ids.map((id) => ({ status: 202, body: { code: 'WA202', data: { message_id: id } } }));
      if (answers.length > 0) kaleyra.fail(answers, { on: 'send' });
      let result: ReplyResult = { id: '' };
      await channel.continueConversation(`${businessNumber}:${customer}`, async (_, turn) => {
        result = await turn.reply(activity);
      });
      return result;
    },
    /** The status of a message that has this wamid, and this id of Kaleyra's own. */
    hearsStatus: (status: string, wamid: string, statusId: string) =>
      post(statusWebhook({ id: wamid, statusId, status, businessNumber, recipient: customer })),
    /** A message of the customer; gives what the bot was told. */
    async hears(message: object): Promise<Activity> {
      const before = heard.length;
      await post(kaleyraWebhook({ from: customer, businessNumber, messages: [message] }));
      expect(heard).toHaveLength(before + 1);
      return heard.at(-1) as Activity;
    },
    /** The last message as Kaleyra took it. */
    sent(): Record<string, unknown> {
      const { body, violations } = kaleyra.sends.at(-1) ?? {};
      expect(violations).toEqual([]);
      return (body as { messaging_object: Record<string, unknown> }).messaging_object;
    },
  };
}

describe('where Kaleyra answers a send with an id of its own', () => {
  test('a status carries the id that the reply resolved to, and all others besides', async () => {
    const { says, hearsStatus, statuses } = await startBusiness();
    const own = ownId();
    expect(await says('hello', own)).toEqual({ id: own });
    await hearsStatus('sent', WAMID, own);
    await hearsStatus('delivered', WAMID, own);
    expect(statuses.map(({ id, ids, status }) => ({ id, ids, status }))).toEqual([
      { id: own, ids: [own, WAMID], status: 'sent' },
      { id: own, ids: [own, WAMID], status: 'delivered' },
    ]);
  });

  test('each part of a reply that was sent as several messages keeps its own', async () => {
    const { says, hearsStatus, statuses } = await startBusiness();
    const [first, second] = [ownId(), ownId()];
    expect(await says('long '.repeat(1000), first, second)).toEqual({ id: second, ids: [first, second] });
    await hearsStatus('sent', 'wamid.second', second);
    await hearsStatus('sent', 'wamid.first', first);
    expect(statuses.map(({ id }) => id)).toEqual([second, first]);
  });

  test('the part that went out before one that failed keeps its id', async () => {
    const { kaleyra, says, hearsStatus, statuses } = await startBusiness();
    const own = ownId();
    kaleyra.fail([{ status: 202, body: { data: { message_id: own } } }, 'WA400'], { on: 'send' });
    const error = await says('long '.repeat(1000)).catch((thrown: unknown) => thrown);
    expect(isGatewayError(error) && error.sentIds).toEqual([own]);
    await hearsStatus('sent', WAMID, own);
    expect(statuses[0]?.id).toBe(own);
  });

  test('the activities of a status carry it too; their own ids stay those of the webhook', async () => {
    const { says, hearsStatus, heard } = await startBusiness({ statuses: true, readEvents: true });
    const own = ownId();
    await says('hello', own);
    await hearsStatus('read', WAMID, own);
    expect(heard.map(({ id, value }) => ({ id, value }))).toMatchObject([
      { id: `${WAMID}:read`, value: { id: own, status: 'read' } },
      { id: `${WAMID}:readReceipt`, value: { lastReadMessageId: own } },
    ]);
  });

  test('a reaction, a quote and a tap of the customer answer the id that the reply resolved to', async () => {
    const { says, hearsStatus, hears } = await startBusiness();
    const own = ownId();
    await says('hello', own);
    await hearsStatus('delivered', WAMID, own);
    const context = { id: WAMID };
    for (const message of [
      reactionMessage({ messageId: WAMID, emoji: '👍' }),
      textMessage({ text: 'that one', context }),
      buttonReplyMessage({ replyId: 'yes', title: 'Yes', context }),
    ]) {
      expect((await hears(message)).replyToId).toBe(own);
    }
    expect((await hears(textMessage({ text: 'mine', context: { id: 'wamid.in' } }))).replyToId).toBe('wamid.in');
  });

  test('a reaction in the webhook that brings the status is understood already', async () => {
    const { says, post, heard, businessNumber } = await startBusiness();
    const own = ownId();
    await says('hello', own);
    const reaction = { from: customer, ...reactionMessage({ messageId: WAMID, emoji: '👍' }) };
    const body = statusWebhook({ id: WAMID, statusId: own, status: 'read', businessNumber, recipient: customer });
    Object.assign((body as { meta_object: { value: object } }).meta_object.value, { messages: [reaction] });
    await post(body);
    expect(heard.map(({ replyToId }) => replyToId)).toEqual([own]);
  });

  test('a reaction and a quote of the bot go out with the wamid', async () => {
    const { says, hearsStatus, sent } = await startBusiness();
    const own = ownId();
    await says('hello', own);
    await hearsStatus('sent', WAMID, own);
    await says({ type: 'messageReaction', replyToId: own, reactionsAdded: [{ type: '👍' }] });
    expect(sent().reaction).toEqual({ message_id: WAMID, emoji: '👍' });
    await says({ text: 'as I said', replyToId: own, channelData: { quote: true } });
    expect(sent().context).toEqual({ message_id: WAMID });
  });

  test('as long as no status has told the wamid, ids stay as they are', async () => {
    const { says, hears, sent } = await startBusiness();
    const own = ownId();
    await says('hello', own);
    await says({ type: 'messageReaction', replyToId: own, reactionsAdded: [{ type: '👍' }] });
    expect(sent().reaction).toMatchObject({ message_id: own });
    expect((await hears(reactionMessage({ messageId: WAMID, emoji: '👍' }))).replyToId).toBe(WAMID);
  });

  test('a status that tells no wamid carries the id all the same', async () => {
    const { says, hearsStatus, statuses } = await startBusiness();
    const own = ownId();
    await says('hello', own);
    await hearsStatus('failed', 'another-id', own);
    expect(statuses).toMatchObject([{ id: own, ids: [own, 'another-id'] }]);
  });
});

test('where Kaleyra answers with the wamid itself, ids stay as they are', async () => {
  const { says, hearsStatus, statuses, hears, sent } = await startBusiness();
  const { id } = await says('hello');
  await hearsStatus('sent', id, 'a-conversation');
  expect(statuses).toMatchObject([{ id, ids: [id, 'a-conversation'] }]);
  expect((await hears(reactionMessage({ messageId: id, emoji: '👍' }))).replyToId).toBe(id);
  await says({ type: 'messageReaction', replyToId: id, reactionsAdded: [{ type: '👍' }] });
  expect(sent().reaction).toMatchObject({ message_id: id });
});

test('the statuses of messages that were not sent here stay as they are', async () => {
  const { hearsStatus, statuses, hears } = await startBusiness();
  const own = ownId();
  await hearsStatus('sent', WAMID, own);
  expect(statuses).toMatchObject([{ id: WAMID, ids: [WAMID, own] }]);
  expect((await hears(reactionMessage({ messageId: WAMID, emoji: '👍' }))).replyToId).toBe(WAMID);
});
