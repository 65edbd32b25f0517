import { KaleyraClient } from 'tidemark';
import { kaleyraWebhook, startFakeKaleyra, textMessage } from 'tidemark/testing';
import { describe, expect, onTestFinished, test } from 'vitest';
import { signal } from '../adapters/kaleyra-host.js';
import { startBot } from './start.js';
import type { Bot } from './subject.js';
import { sdkSubjects, subjects } from './subjects.js';

const countingBot: Bot = async ({ activity, count, send }) => send(`${activity.text}${await count()}`);

describe.each(subjects)('$name: turns', (subject) => {
  test('five messages fired at once at a bot that counts in its SDK’s own state count to five', async () => {
    const { kaleyra, say } = await startBot(subject, async ({ count, send }) => send(`${await count()}`));
    await Promise.all(['a', 'b', 'c', 'd', 'e'].map((text) => say(text)));
    await kaleyra.waitFor('send', 5);
    expect(kaleyra.sends.map(({ text }) => text)).toEqual(['1', '2', '3', '4', '5']);
  });

  test('messages of one webhook have turns in order, one after another', async () => {
    const order: unknown[] = [];
    const { kaleyra, say } = await startBot(subject, async ({ activity, count, send }) => {
      order.push(`${activity.text} begins`);
      await send(`${activity.text}${await count()}`);
      order.push(`${activity.text} ends`);
    });
    await say(['a', 'b', 'c']);
    await kaleyra.waitFor('send', 3, { answered: true });
    expect(kaleyra.sends.map(({ text }) => text)).toEqual(['a1', 'b2', 'c3']);
    expect(order.slice(0, 5)).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins']);
  });

  test('conversations do not wait for each other', async () => {
    const [running, mayEnd] = [signal(), signal()];
    const { kaleyra, say } = await startBot(subject, async ({ activity, send }) => {
      if (activity.text === 'slow') {
        running.resolve();
        await mayEnd.promise;
      }
      await send(`${activity.text}`);
    });
    await say('slow');
    await running.promise;
    await say('quick', { from: '919800000002' });
    await kaleyra.waitFor('send', 1);
    mayEnd.resolve();
    await kaleyra.waitFor('send', 2);
    expect(kaleyra.sends.map(({ text }) => text)).toEqual(['quick', 'slow']);
  });

  test('two customers and two business numbers at once keep their state apart', async () => {
    const numbers = ['911200000001', '911200000002'];
    const customers = ['919800000011', '919800000012'];
    const kaleyra = await startFakeKaleyra({ businessNumbers: numbers });
    const { baseUrl, sid, apiKey } = kaleyra;
    const gateway = new KaleyraClient({ region: { baseUrl }, sid, apiKey });
    onTestFinished(async () => {
      await gateway.close();
      await kaleyra.close();
    });
    const { post } = await startBot(subject, countingBot, { gateway });
    const pairs = numbers.flatMap((businessNumber) => customers.map((from) => ({ businessNumber, from })));
    await Promise.all(
      pairs.flatMap((pair) =>
        ['a', 'b'].map((text) => post(kaleyraWebhook({ ...pair, messages: [textMessage({ text })] }))),
      ),
    );
    await kaleyra.waitFor('send', 8);
    expect(kaleyra.requests.flatMap(({ violations }) => violations)).toEqual([]);
    for (const pair of pairs) {
      const own = kaleyra.sends.filter(
        ({ businessNumber, to }) => businessNumber === pair.businessNumber && to === `+${pair.from}`,
      );
      expect(own.map(({ text }) => text?.slice(-1))).toEqual(['1', '2']);
    }
  });

  test('a bot that throws in the middle leaves the conversation working; it is logged once and told by turnFailed', async () => {
    const { kaleyra, channel, say, log } = await startBot(subject, async ({ activity, count, send }) => {
      const text = `${activity.text}${await count()}`;
      if (activity.text === 'fail') throw new RangeError('the bot broke');
      await send(text);
    });
    const failed: unknown[] = [];
    channel.on('turnFailed', (event) => failed.push(event));
    await say('a');
    await say('fail', { id: 'wamid.failing' });
    await say('b');
    await kaleyra.waitFor('send', 2, { answered: true });
    await channel.close();
    expect(kaleyra.sends.map(({ text }) => text?.slice(0, 1))).toEqual(['a', 'b']);
    expect(failed).toMatchObject([{ id: 'wamid.failing', outcome: 'failed', error: 'RangeError' }]);
    expect(log.filter(({ level }) => level === 'error' || level === 'warn')).toEqual([
      {
        level: 'error',
        message: expect.any(String),
        fields: expect.objectContaining({ id: 'wamid.failing', err: expect.any(RangeError) }),
      },
    ]);
  });

  test('a redelivered message has one turn', async () => {
    const { kaleyra, say } = await startBot(subject, countingBot);
    await say('a', { id: 'wamid.same' });
    await say('a', { id: 'wamid.same' });
    await say('b');
    await kaleyra.waitFor('send', 2);
    expect(kaleyra.sends.map(({ text }) => text)).toEqual(['a1', 'b2']);
  });
});

describe.each(sdkSubjects)('$name: a bot that throws', (subject) => {
  test('with an onTurnError of its own the error is given to it, with a context that can answer, and is not logged', async () => {
    const { running, kaleyra, channel, say, log } = await startBot(subject, async ({ activity }) => {
      if (activity.text === 'fail') throw new RangeError('the bot broke');
    });
    const caught = signal<unknown>();
    running.onTurnError(async ({ activity, send }, error) => {
      await send('Sorry, something went wrong');
      caught.resolve([activity.text, error]);
    });
    const failed: unknown[] = [];
    channel.on('turnFailed', (event) => failed.push(event));
    await say('fail');
    expect(await caught.promise).toEqual(['fail', expect.objectContaining({ message: 'the bot broke' })]);
    await channel.close();
    expect(kaleyra.sends.map(({ text }) => text)).toEqual(['Sorry, something went wrong']);
    expect(failed).toEqual([]);
    expect(log.filter(({ level }) => level === 'error')).toEqual([]);
  });

  test('an onTurnError that throws as well is logged once and told, and the conversation goes on', async () => {
    const { running, kaleyra, channel, say, log } = await startBot(subject, async ({ activity, send }) => {
      if (activity.text === 'fail') throw new RangeError('the bot broke');
      await send('hi');
    });
    running.onTurnError(() => Promise.reject(new SyntaxError('so did the handler')));
    const failed: unknown[] = [];
    channel.on('turnFailed', (event) => failed.push(event));
    await say(['fail', 'next']);
    await kaleyra.waitFor('send', 1);
    await channel.close();
    expect(failed).toMatchObject([{ error: 'SyntaxError' }]);
    expect(log.filter(({ level }) => level === 'error')).toHaveLength(1);
    expect(kaleyra.sends.map(({ text }) => text)).toEqual(['hi']);
  });

  test('a reply that Kaleyra refuses is the error of the turn', async () => {
    const { running, kaleyra, say } = await startBot(subject, ({ send }) => send('hi'));
    const caught = signal<unknown>();
    running.onTurnError(async (_turn, error) => caught.resolve(error));
    kaleyra.fail('WA400', { on: 'send' });
    await say('hello');
    expect(await caught.promise).toMatchObject({ name: 'GatewayError', code: 'WA400' });
  });

  test('R22: a tick that Kaleyra refuses is never the error of a turn', async () => {
    const { running, kaleyra, say } = await startBot(subject, ({ send }) => send('hi'));
    const errors: unknown[] = [];
    running.onTurnError(async (_turn, error) => errors.push(error));
    kaleyra.fail('RBC001', { on: 'read' });
    await say('hello');
    await kaleyra.waitFor('send', 1, { answered: true });
    expect(errors).toEqual([]);
  });
});
