import {
  type FakeKaleyra,
  kaleyraWebhook,
  reactionMessage,
  startFakeKaleyra,
  statusWebhook,
  textMessage,
} from 'tidemark/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { call, readBody } from './call.js';
import { type Receiver, startReceiver } from './receiver.js';

const business = '910000000001';
const other = '910000000002';
let kaleyra: FakeKaleyra;
let receiver: Receiver;
beforeEach(async () => {
  kaleyra = await startFakeKaleyra({ businessNumbers: [business, other] });
  receiver = await startReceiver();
});
afterEach(async () => {
  await kaleyra.close();
  await receiver.close();
});

interface Posted {
  from?: string;
  to?: string;
  at?: number;
}

async function post(id: string, { from = '919876543210', to = business, at = 1000 }: Posted = {}) {
  const messages = [textMessage({ id, text: 'Hi', timestamp: at })];
  return kaleyra.postWebhook(receiver.url, kaleyraWebhook({ from, businessNumber: to, messages }));
}

async function read(id: string, number = business) {
  return call(kaleyra, { number, body: readBody(id) });
}

describe('a successful read', () => {
  it('marks the message and the earlier ones of its conversation', async () => {
    for (const id of ['a', 'b', 'c']) await post(id);
    await read('b');
    expect(['a', 'b', 'c'].map(kaleyra.isRead)).toEqual([true, true, false]);
    expect(kaleyra.unread()).toEqual(['c']);
  });

  it('goes by time before arrival', async () => {
    await post('second', { at: 1002 });
    await post('first', { at: 1001 });
    await post('third', { at: 1003 });
    expect(kaleyra.unread()).toEqual(['first', 'second', 'third']);
    await read('second');
    expect(kaleyra.unread()).toEqual(['third']);
  });

  it('covers an earlier message that arrives later', async () => {
    await post('second', { at: 1002 });
    await read('second');
    await post('first', { at: 1001 });
    expect(kaleyra.isRead('first')).toBe(true);
  });

  it('does not take back a later one', async () => {
    for (const id of ['a', 'b']) await post(id);
    await read('b');
    await read('a');
    expect(kaleyra.isRead('b')).toBe(true);
  });

  it('leaves other customers and other business numbers alone', async () => {
    await post('a', { from: '919876543211' });
    await post('b', { to: other });
    await post('c');
    await read('c');
    expect(kaleyra.unread()).toEqual(['a', 'b']);
    await read('b', other);
    expect(kaleyra.unread()).toEqual(['a']);
  });

  it('counts for an id the fake did not post', async () => {
    expect(kaleyra.isRead('unknown')).toBe(false);
    expect((await read('unknown')).status).toBe(202);
    expect(kaleyra.isRead('unknown')).toBe(true);
    expect(kaleyra.knows('unknown')).toBe(false);
  });
});

describe('a read that fails', () => {
  it.each(['WA500', 'drop', { status: 302 }] as const)('marks nothing (%s)', async (failure) => {
    await post('a');
    kaleyra.fail(failure);
    await read('a').catch(() => undefined);
    expect(kaleyra.unread()).toEqual(['a']);
  });

  it('marks nothing when it breaks the contract', async () => {
    await post('a');
    await call(kaleyra, { body: readBody('a'), headers: { 'api-key': 'wrong' } });
    expect(kaleyra.isRead('a')).toBe(false);
  });
});

describe('unread', () => {
  it('leaves out reactions and notices of the system', async () => {
    const messages = [
      textMessage({ id: 'text', text: 'Hi' }),
      reactionMessage({ id: 'reaction', messageId: 'text', emoji: '👍' }),
      { id: 'system', timestamp: '1000', type: 'system', system: { body: 'changed' } },
      { id: 'unsupported', type: 'unsupported', from: '919876543210' },
    ];
    await kaleyra.postWebhook(
      receiver.url,
      kaleyraWebhook({ from: '919876543210', businessNumber: business, messages }),
    );
    expect(kaleyra.unread()).toEqual(['text', 'unsupported']);
    expect(kaleyra.knows('reaction')).toBe(true);
  });

  it('leaves out messages whose webhook was refused, until it is accepted', async () => {
    receiver.status = 503;
    await post('a');
    expect(kaleyra.unread()).toEqual([]);
    expect(kaleyra.knows('a')).toBe(true);
    receiver.status = 200;
    await post('a');
    expect(kaleyra.unread()).toEqual(['a']);
  });

  it('is not changed by a webhook that comes twice', async () => {
    await post('a');
    await post('b');
    await post('a');
    await read('b');
    expect(kaleyra.unread()).toEqual([]);
  });

  it('knows the messages of every accepted envelope', async () => {
    const messages = (id: string) => ({ messages: [{ id, from: '919876543210', timestamp: '1000', type: 'text' }] });
    const value = (id: string) => ({ metadata: { display_phone_number: `+${business}` }, ...messages(id) });
    const meta = (...ids: string[]) => ({
      entry: [{ changes: ids.map((id) => ({ field: 'messages', value: value(id) })) }],
    });
    await kaleyra.postWebhook(receiver.url, meta('a', 'b'));
    await kaleyra.postWebhook(receiver.url, { field: 'messages', value: value('c') });
    await kaleyra.postWebhook(receiver.url, { contacts: [], ...messages('d') });
    await kaleyra.postWebhook(receiver.url, JSON.stringify(meta('e')));
    expect(kaleyra.unread()).toEqual(['a', 'b', 'c', 'd', 'e']);
    await read('d', other);
    expect(kaleyra.unread()).toEqual(['a', 'b', 'c', 'e']);
  });

  it('takes nothing from statuses and from bodies that are no webhook', async () => {
    const status = statusWebhook({ id: 'x', status: 'sent', businessNumber: business, recipient: '919876543210' });
    for (const body of [status, 'no json', null, [], { messages: 'a' }, { messages: [{ id: 1 }, null] }]) {
      await kaleyra.postWebhook(receiver.url, body);
    }
    expect(kaleyra.unread()).toEqual([]);
    expect(kaleyra.knows('x')).toBe(false);
  });
});
