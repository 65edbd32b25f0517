import { ActivityHandler, type TurnContext } from 'botbuilder';
import { statusWebhook } from 'tidemark/testing';
import { describe, expect, test } from 'vitest';
import { startBot } from './kaleyra-bot.js';
import { customer, secret } from './kaleyra-host.js';

const activities = { statuses: true, readEvents: true, firstContact: true };

/** A bot that greets as Bot Framework's samples do, echoes, and notes events. */
function makeBot(told: unknown[]): ActivityHandler {
  const bot = new ActivityHandler();
  bot.onMembersAdded(async (context, next) => {
    for (const { id, name } of context.activity.membersAdded ?? []) {
      if (id !== context.activity.recipient.id) await context.sendActivity(`Welcome, ${name}`);
    }
    await next();
  });
  bot.onMessage(async (context, next) => {
    await context.sendActivity(`Echo: ${context.activity.text}`);
    await next();
  });
  bot.onEvent(async ({ activity }: TurnContext, next) => {
    told.push({ name: activity.name, value: activity.value });
    await next();
  });
  return bot;
}

describe('KaleyraAdapter: activities that come when asked for', () => {
  test('onMembersAdded greets a customer once, before the first message is answered', async () => {
    const bot = makeBot([]);
    const { kaleyra, say } = await startBot((context) => bot.run(context), { activities });
    await say('hello', { id: 'wamid.in-1' });
    await kaleyra.waitFor('send', 2, { answered: true });
    await say('again');
    const sends = await kaleyra.waitFor('send', 3);
    const texts = ['Welcome, Sam', 'Echo: hello', 'Echo: again'];
    expect(sends.map(({ message }) => message?.content)).toMatchObject(texts.map((body) => ({ body })));
    expect(sends.flatMap(({ violations }) => violations)).toEqual([]);
    expect(kaleyra.isRead('wamid.in-1')).toBe(true);
  });

  test('onEvent is told of statuses, and of what was read', async () => {
    const told: unknown[] = [];
    const bot = makeBot(told);
    const { kaleyra, url, businessNumber } = await startBot((context) => bot.run(context), { activities });
    const timestamp = 1_772_000_000;
    const body = statusWebhook({ id: 'wamid.out-1', status: 'read', timestamp, businessNumber, recipient: customer });
    expect((await kaleyra.postWebhook(url, body, { headers: secret })).status).toBe(200);
    await expect
      .poll(() => told)
      .toEqual([
        {
          name: 'whatsapp/status',
          value: { id: 'wamid.out-1', status: 'read', timestamp: new Date(timestamp * 1000).toISOString() },
        },
        { name: 'application/vnd.microsoft.readReceipt', value: { lastReadMessageId: 'wamid.out-1' } },
      ]);
    expect(kaleyra.requests).toEqual([]);
  });
});
