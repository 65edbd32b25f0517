import { isGatewayError, isTidemarkError } from 'tidemark';
import { describe, expect, test } from 'vitest';
import { signal } from '../adapters/kaleyra-host.js';
import { startBot } from './start.js';
import { sdkSubjects, subjects } from './subjects.js';

const REACTION = { type: 'messageReaction', reactionsAdded: [{ type: '👍' }] };

describe.each(sdkSubjects)('$name: what an activity answers', (subject) => {
  test('a reaction is for the message of the turn, or for the one that channelData.reactTo names', async () => {
    const { kaleyra, say } = await startBot(subject, ({ send }) =>
      send(REACTION, { ...REACTION, channelData: { reactTo: 'wamid.EARLIER' } }),
    );
    await say('hello', { id: 'wamid.THIS' });
    await kaleyra.waitFor('send', 2);
    const reactedTo = kaleyra.sends.map(
      ({ message }) => (message as { content: { message_id: string } }).content.message_id,
    );
    expect(reactedTo).toEqual(['wamid.THIS', 'wamid.EARLIER']);
  });

  test('a quote is of the message of the turn, or of the one that channelData.quoteOf names', async () => {
    const { kaleyra, say } = await startBot(subject, ({ send }) =>
      send(
        { type: 'message', text: 'a', channelData: { quote: true } },
        { type: 'message', text: 'b', channelData: { quoteOf: 'wamid.EARLIER' } },
        'c',
      ),
    );
    await say('hello', { id: 'wamid.THIS' });
    await kaleyra.waitFor('send', 3);
    const quoted = kaleyra.sends.map(
      ({ body }) => (body as { messaging_object: { context?: { message_id: string } } }).messaging_object.context,
    );
    expect(quoted).toEqual([{ message_id: 'wamid.THIS' }, { message_id: 'wamid.EARLIER' }, undefined]);
  });

  test('a proactive turn has no message: a quote is left out, and a reaction is refused', async () => {
    const { running, kaleyra, businessNumber } = await startBot(subject, async () => undefined);
    const reference = { channelId: 'whatsapp', conversation: { id: `${businessNumber}:919800000001` } };
    await running.continueConversation(reference, async ({ send }) => {
      await send({ type: 'message', text: 'a', channelData: { quote: true } });
      const error = await send(REACTION).catch((thrown: unknown) => thrown);
      expect(isTidemarkError(error) && error.code).toBe('UNSUPPORTED_ACTIVITY');
    });
    expect(kaleyra.sends).toHaveLength(1);
    expect(JSON.stringify(kaleyra.sends[0]?.body)).not.toContain('context');
  });
});

describe.each(subjects)('$name: a choice offered at once', (subject) => {
  test('is answered by its number', async () => {
    const answers: unknown[] = [];
    const actions = Array.from({ length: 12 }, (_, at) => ({ type: 'postBack', title: `T${at}`, value: { at } }));
    const { kaleyra, say } = await startBot(
      subject,
      async ({ activity, send }) => {
        if (activity.text === 'hello')
          await send({ type: 'message', text: 'Which?', suggestedActions: { to: [], actions } as object });
        else {
          answers.push(activity.value);
          await send('thanks');
        }
      },
      { receipts: false },
    );
    await say('hello');
    await kaleyra.waitFor('send', 1);
    await say('2');
    await kaleyra.waitFor('send', 2);
    expect(answers).toEqual([{ at: 1 }]);
  });
});

describe.each(sdkSubjects)('$name: several activities, one refused', (subject) => {
  test('the error tells the ids of those sent before', async () => {
    const seen = signal<unknown>();
    const { kaleyra, say } = await startBot(subject, async ({ send }) => {
      const [first] = await send('zero');
      kaleyra.fail([{ delayMs: 0 }, 'WA400'], { on: 'send' });
      const error = await send('a', 'b').catch((thrown: unknown) => thrown);
      seen.resolve([first?.id, isGatewayError(error) ? error.sentIds : error]);
    });
    await say('hello');
    const [, sentIds] = (await seen.promise) as [unknown, unknown];
    const second = kaleyra.sends[1]?.answer;
    expect(sentIds).toEqual([typeof second === 'object' ? second.messageId : undefined]);
  });
});
