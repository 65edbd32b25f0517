import { isTidemarkError } from 'tidemark';
import { describe, expect, test } from 'vitest';
import { signal } from '../adapters/kaleyra-host.js';
import { startBot } from './start.js';
import type { SdkContext } from './subject.js';
import { sdkSubjects } from './subjects.js';

/** Middleware that asks for all replies at the turn's end, as clients do that wait for an HTTP answer. */
async function expectReplies({ activity }: SdkContext, next: () => Promise<void>): Promise<void> {
  activity.deliveryMode = 'expectReplies';
  await next();
}

describe.each(sdkSubjects)('$name: messages that were sent', (subject) => {
  test('cannot be changed or taken back: NOT_SUPPORTED, and the turn goes on', async () => {
    const errors = signal<unknown[]>();
    const { kaleyra, say } = await startBot(subject, async ({ send, update, remove }) => {
      const [response] = await send('hi');
      const id = response?.id ?? '';
      const attempts = [update(id, 'changed'), remove(id)];
      errors.resolve(await Promise.all(attempts.map((attempt) => attempt.catch((error: unknown) => error))));
      await send('done');
    });
    await say('hello');
    for (const error of await errors.promise) expect(isTidemarkError(error) && error.code).toBe('NOT_SUPPORTED');
    await kaleyra.waitFor('send', 2);
    expect(kaleyra.sends.map(({ text }) => text)).toEqual(['hi', 'done']);
  });
});

describe.each(sdkSubjects)('$name: replies that the SDK buffers (expectReplies)', (subject) => {
  test('leave at the end of the turn, in order', async () => {
    const during = signal<unknown>();
    const { running, kaleyra, say } = await startBot(subject, async ({ send }) => {
      const responses = await send('one', { type: 'typing' }, 'two');
      await send('three');
      // The SDK makes these responses itself: there are no ids yet.
      during.resolve([responses.length, responses.includes(undefined as never), kaleyra.sends.length]);
    });
    running.use(expectReplies);
    await say('hello');
    expect(await during.promise).toEqual([3, false, 0]);
    await kaleyra.waitFor('send', 3);
    expect(kaleyra.sends.map(({ text }) => text)).toEqual(['one', 'two', 'three']);
  });

  test('leave at the end of a proactive turn too, before it resolves', async () => {
    const { running, kaleyra, businessNumber } = await startBot(subject, async () => undefined);
    running.use(expectReplies);
    const reference = { channelId: 'whatsapp', conversation: { id: `${businessNumber}:919800000001` } };
    await running.continueConversation(reference, ({ send }) => send('one', 'two'));
    expect(kaleyra.sends.map(({ text }) => text)).toEqual(['one', 'two']);
  });

  test('leave before the next turn begins', async () => {
    const order: unknown[] = [];
    const { running, kaleyra, say } = await startBot(subject, async ({ activity, send }) => {
      order.push([activity.text, kaleyra.sends.length]);
      await send(`re: ${activity.text}`);
    });
    running.use(expectReplies);
    await say(['one', 'two']);
    await kaleyra.waitFor('send', 2, { answered: true });
    expect(order).toEqual([
      ['one', 0],
      ['two', 1],
    ]);
  });

  test('one that Kaleyra refuses fails the turn', async () => {
    const { running, kaleyra, say, channel } = await startBot(subject, ({ send }) => send('refused', 'after'));
    running.use(expectReplies);
    const failed = signal<object>();
    channel.on('turnFailed', failed.resolve);
    kaleyra.fail('WA400', { on: 'send' });
    await say('hello');
    expect(await failed.promise).toMatchObject({ outcome: 'failed', error: 'GatewayError' });
    expect(kaleyra.sends.map(({ text }) => text)).toEqual(['refused']);
  });

  test('of a turn that fails are not sent', async () => {
    const { running, kaleyra, say, channel } = await startBot(subject, async ({ send }) => {
      await send('one');
      throw new RangeError('the bot broke');
    });
    running.use(expectReplies);
    const failed = signal<object>();
    channel.on('turnFailed', failed.resolve);
    await say('hello');
    expect(await failed.promise).toMatchObject({ error: 'RangeError' });
    await channel.close();
    expect(kaleyra.sends).toEqual([]);
  });
});
