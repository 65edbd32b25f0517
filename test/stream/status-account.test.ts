import { readFile } from 'node:fs/promises';
import type { AccountEvent, MessageStatus } from 'tidemark';
import { statusWebhook } from 'tidemark/testing';
import { expect, test } from 'vitest';
import { BUSINESS, CUSTOMER, conversationOf, post, requestOf, text, useChannels } from '../helpers/channel.js';
import { useClock } from '../helpers/clock.js';

const time = useClock();
const open = useChannels(time);
const fixture = (name: string): Promise<string> =>
  readFile(new URL(`../fixtures/kaleyra/${name}.json`, import.meta.url), 'utf8');
const status = (word: string): object =>
  statusWebhook({ id: 'wamid.out-1', status: word, businessNumber: BUSINESS, recipient: CUSTOMER });

test('status$ gives the statuses of messages the business sent, at once, with no consumer and no receipt', async () => {
  const { channel, gateway } = open();
  const seen: MessageStatus[] = [];
  channel.status$.subscribe((next) => seen.push(next));
  for (const word of ['sent', 'delivered', 'read']) {
    const answer = await channel.handleWebhook(requestOf(status(word)));
    expect([answer.status, JSON.parse(answer.body)]).toMatchObject([200, { accepted: 0, statuses: 1 }]);
  }
  expect(seen.map(({ id, status, conversation }) => [id, status, conversation])).toEqual(
    ['sent', 'delivered', 'read'].map((word) => ['wamid.out-1', word, conversationOf()]),
  );
  expect(gateway.calls).toEqual([]);
});

test('account$ gives news about the account', async () => {
  const { channel } = open();
  const seen: AccountEvent[] = [];
  channel.account$.subscribe((event) => seen.push(event));
  const answer = await channel.handleWebhook(requestOf(await fixture('account-template-status')));
  expect([answer.status, JSON.parse(answer.body)]).toMatchObject([200, { account: 1 }]);
  expect(seen).toMatchObject([{ field: 'message_template_status_update', value: { event: 'REJECTED' } }]);
});

test('statuses and account news do not take delivery of activities', async () => {
  const { channel, gateway } = open();
  channel.status$.subscribe();
  channel.account$.subscribe();
  await post(channel, text('wamid.1'));
  await time.clock.tickAsync(10_000);
  expect(gateway.calls).toEqual([]);
  expect((await channel.close()).remaining).toHaveLength(1);
});

test('a status webhook is settled at once', async () => {
  const { channel } = open();
  const { settled } = await channel.handleWebhook(requestOf(status('read')));
  await settled();
});

test('statuses of a full inbox are not lost: the webhook that brings them is refused as a whole', async () => {
  const { channel } = open({ maxWaiting: 1 });
  const seen: MessageStatus[] = [];
  channel.status$.subscribe((next) => seen.push(next));
  const batch = JSON.parse(await fixture('meta-batch')) as object;
  await post(channel, text('wamid.full'));
  const answer = await channel.handleWebhook(requestOf(batch));
  expect(answer.status).toBe(503);
  expect(seen).toEqual([]);
});
