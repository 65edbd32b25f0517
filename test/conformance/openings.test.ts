import { describe, expect, test } from 'vitest';
import { customer, signal } from '../adapters/kaleyra-host.js';
import { startBot } from './start.js';
import { startWithReference } from './start-with-reference.js';
import { sdkSubjects } from './subjects.js';

const template = { name: 'parcel_here', language: { code: 'en' } };
const opening = { type: 'message', channelData: { template } };

describe.each(sdkSubjects)('$name: a conversation that it opens', (subject) => {
  test('begins with a template, and then the logic runs as its first turn', async () => {
    const { running, kaleyra, businessNumber } = await startBot(subject, async () => undefined);
    const seen: unknown[] = [];
    await running.createConversation({ businessNumber, user: customer, activity: opening }, async (turn) => {
      const { type, name, channelId, conversation } = turn.activity;
      seen.push({ type, name, channelId, conversation, sends: kaleyra.sends.length });
      await turn.send('more');
    });
    expect(seen).toMatchObject([
      {
        type: 'event',
        name: 'CreateConversation',
        channelId: 'whatsapp',
        conversation: { id: `${businessNumber}:${customer}` },
        sends: 1,
      },
    ]);
    expect(kaleyra.sends).toMatchObject([
      { to: `+${customer}`, message: { type: 'template', content: template }, violations: [] },
      { to: `+${customer}`, text: 'more', violations: [] },
    ]);
  });

  test('whose template Kaleyra refuses rejects with its code, and the logic does not run', async () => {
    const { running, kaleyra, businessNumber } = await startBot(subject, async () => undefined);
    let runs = 0;
    kaleyra.fail('WA400', { on: 'send' });
    await expect(
      running.createConversation({ businessNumber, user: customer, activity: opening }, async () => {
        runs += 1;
      }),
    ).rejects.toMatchObject({ name: 'GatewayError', code: 'WA400' });
    expect([runs, kaleyra.sends.length]).toEqual([0, 1]);
  });

  test('without anything to open it with, it only runs the logic', async () => {
    const { running, kaleyra, businessNumber } = await startBot(subject, async () => undefined);
    const conversations: string[] = [];
    await running.createConversation({ businessNumber: `+${businessNumber}`, user: `+${customer}` }, async (turn) => {
      conversations.push(turn.activity.conversation.id);
      await turn.send(opening);
    });
    expect(conversations).toEqual([`${businessNumber}:${customer}`]);
    expect(kaleyra.sends).toMatchObject([{ to: `+${customer}`, businessNumber, message: { type: 'template' } }]);
  });

  test('waits for the running turn of that conversation', async () => {
    const [began, mayEnd] = [signal(), signal()];
    const order: string[] = [];
    const { running, businessNumber } = await startWithReference(subject, async () => {
      began.resolve();
      await mayEnd.promise;
      order.push('turn');
    });
    await began.promise;
    const created = running.createConversation(
      { businessNumber, user: customer },
      async () => void order.push('created'),
    );
    mayEnd.resolve();
    await created;
    expect(order).toEqual(['turn', 'created']);
  });

  test('its reference, stored in that first turn, works later', async () => {
    const { running, kaleyra, businessNumber } = await startBot(subject, async () => undefined);
    const stored: string[] = [];
    await running.createConversation({ businessNumber, user: customer, activity: opening }, async ({ reference }) =>
      stored.push(JSON.stringify(reference())),
    );
    await running.continueConversation(JSON.parse(stored[0] ?? '') as object, ({ send }) => send('later'));
    expect(kaleyra.sends.map(({ text, to }) => [text, to])).toEqual([
      [undefined, `+${customer}`],
      ['later', `+${customer}`],
    ]);
  });
});
