import { describe, expect, test } from 'vitest';
import { customer, signal } from '../adapters/kaleyra-host.js';
import { startBot } from './start.js';
import { startWithReference } from './start-with-reference.js';
import type { Bot } from './subject.js';
import { subjects } from './subjects.js';

describe.each(subjects)('$name: a proactive turn by a stored reference', (subject) => {
  test('sends to the customer, and gives the id', async () => {
    const { running, kaleyra, reference, businessNumber } = await startWithReference(subject);
    const ids: string[] = [];
    await running.continueConversation(reference, async ({ send }) => {
      for (const { id } of await send('Your parcel is here')) ids.push(id);
    });
    expect(kaleyra.sends).toMatchObject([
      {
        to: `+${customer}`,
        businessNumber,
        text: 'Your parcel is here',
        violations: [],
        answer: { messageId: ids[0] },
      },
    ]);
  });

  test('is given an event ContinueConversation between the same parties', async () => {
    const { running, kaleyra, reference, businessNumber } = await startWithReference(subject);
    const seen: object[] = [];
    await running.continueConversation(reference, async ({ activity }) => {
      const { type, name, channelId, serviceUrl, from, recipient, conversation } = activity;
      seen.push({ type, name, channelId, serviceUrl, from, recipient, conversation });
    });
    expect(seen).toMatchObject([
      {
        type: 'event',
        name: 'ContinueConversation',
        channelId: 'whatsapp',
        serviceUrl: kaleyra.baseUrl,
        from: { id: customer },
        recipient: { id: businessNumber },
        conversation: { id: `${businessNumber}:${customer}` },
      },
    ]);
  });

  test('waits for the running turn of its conversation, and for no other’s', async () => {
    const [running, mayEnd] = [signal(), signal()];
    const order: string[] = [];
    const host = await startWithReference(subject, async () => {
      running.resolve();
      await mayEnd.promise;
      order.push('turn');
    });
    await running.promise;
    const proactive = host.running.continueConversation(host.reference, async () => void order.push('proactive'));
    const elsewhere = { ...host.reference, conversation: { id: `${host.businessNumber}:919800000002` } };
    await host.running.continueConversation(elsewhere, async () => void order.push('another conversation'));
    mayEnd.resolve();
    await proactive;
    expect(order).toEqual(['another conversation', 'turn', 'proactive']);
  });

  test('is waited for by the turns that come in', async () => {
    const order: unknown[] = [];
    const [began, mayEnd, handled] = [signal(), signal(), signal()];
    const { running, reference, say } = await startWithReference(subject, async ({ activity: { text } }) => {
      if (text === 'hello') return;
      order.push(text);
      handled.resolve();
    });
    const proactive = running.continueConversation(reference, async () => {
      began.resolve();
      await mayEnd.promise;
      order.push('proactive');
    });
    await began.promise;
    await say('second');
    mayEnd.resolve();
    await Promise.all([proactive, handled.promise]);
    expect(order).toEqual(['proactive', 'second']);
  });

  test('counts together with the turns that come in', async () => {
    const countingBot: Bot = async ({ count, send }) => send(`${await count()}`);
    const { running, reference, kaleyra, say } = await startWithReference(subject, countingBot);
    await Promise.all([
      say('b'),
      running.continueConversation(reference, countingBot),
      say('c'),
      running.continueConversation(reference, countingBot),
    ]);
    await kaleyra.waitFor('send', 5);
    expect(kaleyra.sends.map(({ text }) => text)).toEqual(['1', '2', '3', '4', '5']);
  });

  test('started inside a running turn of its conversation runs within it', async () => {
    const order: string[] = [];
    const done = signal();
    const host = await startBot(subject, async ({ reference, send }) => {
      await host.running.continueConversation(reference(), async (inner) => {
        await inner.send('from within');
        order.push('inner');
      });
      await send('from the turn');
      order.push('outer');
      done.resolve();
    });
    await host.say('hello');
    await done.promise;
    expect(order).toEqual(['inner', 'outer']);
    expect(host.kaleyra.sends.map(({ text }) => text)).toEqual(['from within', 'from the turn']);
  });

  test('R8: typing in it makes no call, and R1: neither does the turn', async () => {
    const { running, channel, kaleyra, reference } = await startWithReference(subject);
    await kaleyra.waitFor('read', 1, { answered: true });
    await running.continueConversation(reference, async ({ typing, send }) => {
      await typing();
      await send('done');
    });
    await channel.close();
    expect(kaleyra.requests.map(({ kind, typing }) => [kind, typing])).toEqual([
      ['read', false],
      ['send', false],
    ]);
  });

  test('that throws rejects with what was thrown, and the conversation goes on', async () => {
    const { running, kaleyra, say, reference } = await startWithReference(subject, ({ send }) => send('hi'));
    const error = new RangeError('the bot broke');
    await expect(running.continueConversation(reference, () => Promise.reject(error))).rejects.toBe(error);
    await say('next');
    await kaleyra.waitFor('send', 2);
  });

  test.each([
    ['a reference to another channel’s conversation', { conversation: { id: 'nonsense' } }],
    ['a conversation without an id', { conversation: { id: '' } }],
  ])('rejects with UNKNOWN_CONVERSATION for %s', async (_what, parts) => {
    const { running, reference } = await startWithReference(subject);
    await expect(running.continueConversation({ ...reference, ...parts }, async () => undefined)).rejects.toMatchObject(
      { code: 'UNKNOWN_CONVERSATION' },
    );
  });
});
