import { TurnContext } from 'botbuilder';
import { describe, expect, test } from 'vitest';
import { messageBot, startBot } from './kaleyra-bot.js';
import { signal } from './kaleyra-host.js';

const failing = messageBot(async ({ activity }) => {
  if (activity.text === 'fail') throw new RangeError('the bot broke');
});

describe('KaleyraAdapter: a bot that throws', () => {
  test('onTurnError is kept and called with the error and a context that can answer', async () => {
    const caught = signal<unknown[]>();
    const { adapter, kaleyra, say, channel, log } = await startBot(failing);
    const onTurnError = async (context: TurnContext, error: Error): Promise<void> => {
      await context.sendActivity('Sorry, something went wrong');
      caught.resolve([context.activity.text, error]);
    };
    adapter.onTurnError = onTurnError;
    expect(adapter.onTurnError).toBe(onTurnError);
    const failed: unknown[] = [];
    channel.on('turnFailed', (event) => failed.push(event));
    await say('fail');
    expect(await caught.promise).toEqual(['fail', expect.objectContaining({ message: 'the bot broke' })]);
    expect(kaleyra.sends.map(({ text }) => text)).toEqual(['Sorry, something went wrong']);
    expect(failed).toEqual([]);
    expect(log.filter(({ level }) => level === 'error')).toEqual([]);
  });

  test('without onTurnError the channel logs the error, and nothing is said to the customer', async () => {
    const { kaleyra, say, channel, log } = await startBot(failing);
    const failed = signal<object>();
    channel.on('turnFailed', failed.resolve);
    await say('fail', { id: 'wamid.in' });
    expect(await failed.promise).toMatchObject({ id: 'wamid.in', outcome: 'failed', error: 'RangeError' });
    await channel.close();
    expect(log.filter(({ level }) => level === 'error')).toEqual([
      {
        level: 'error',
        message: expect.any(String),
        fields: expect.objectContaining({ id: 'wamid.in', err: expect.any(RangeError) }),
      },
    ]);
    expect(kaleyra.sends).toEqual([]);
  });

  test('the turns after a failed one run', async () => {
    const { kaleyra, say } = await startBot(async (context) => {
      await failing(context);
      await context.sendActivity(`did ${context.activity.text}`);
    });
    await say('fail');
    await say('next');
    const [send] = await kaleyra.waitFor('send', 1);
    expect(send?.text).toBe('did next');
  });

  test('a reply that Kaleyra refuses is the error of the turn', async () => {
    const caught = signal<unknown>();
    const { adapter, kaleyra, say } = await startBot(messageBot((context) => context.sendActivity('hi')));
    adapter.onTurnError = async (_context, error) => caught.resolve(error);
    kaleyra.fail('WA400', { on: 'send' });
    await say('hello');
    expect(await caught.promise).toMatchObject({ name: 'GatewayError', code: 'WA400' });
  });

  test('R22: a receipt that Kaleyra refuses never reaches onTurnError, and the bot answers', async () => {
    const errors: unknown[] = [];
    const { adapter, kaleyra, say } = await startBot(messageBot((context) => context.sendActivity('hi')));
    adapter.onTurnError = async (_context, error) => void errors.push(error);
    kaleyra.fail('RBC001', { on: 'read' });
    await say('hello');
    await kaleyra.waitFor('send', 1, { answered: true });
    expect(errors).toEqual([]);
  });
});

describe('KaleyraAdapter: middleware', () => {
  test('use runs middleware around the bot, functions and objects, in order', async () => {
    const order: string[] = [];
    const done = signal();
    const { adapter, say } = await startBot(async () => void order.push('bot'));
    const chained = adapter.use(async (_context, next) => {
      order.push('first in');
      await next();
      order.push('first out');
      done.resolve();
    });
    chained.use({
      async onTurn(_context, next) {
        order.push('second in');
        await next();
        order.push('second out');
      },
    });
    await say('hello');
    await done.promise;
    expect(chained).toBe(adapter);
    expect(order).toEqual(['first in', 'second in', 'bot', 'second out', 'first out']);
  });

  test('middleware that does not go on keeps the bot out, and the message still counts as read', async () => {
    const passed = signal();
    let turns = 0;
    const { adapter, kaleyra, say } = await startBot(async () => {
      turns += 1;
    });
    adapter.use(async () => passed.resolve());
    await say('hello', { id: 'wamid.in' });
    await passed.promise;
    expect(turns).toBe(0);
    expect(kaleyra.isRead('wamid.in')).toBe(true);
  });

  test('middleware rewrites what is sent', async () => {
    const { adapter, kaleyra, say } = await startBot(messageBot((context) => context.sendActivity('hi')));
    adapter.use(async (context, next) => {
      context.onSendActivities(async (_context, activities, send) => {
        for (const activity of activities) activity.text = activity.text?.toUpperCase() ?? '';
        return send();
      });
      await next();
    });
    await say('hello');
    const [send] = await kaleyra.waitFor('send', 1);
    expect(send?.text).toBe('HI');
  });

  test('a context copied by a bot answers in the same conversation', async () => {
    const { kaleyra, say } = await startBot(async (context) => {
      await new TurnContext(context as never).sendActivity('from the copy');
    });
    await say('hello');
    const [send] = await kaleyra.waitFor('send', 1);
    expect(send?.text).toBe('from the copy');
  });
});
