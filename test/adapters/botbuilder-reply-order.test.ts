import { expect, test } from 'vitest';
import { startBot } from './kaleyra-bot.js';

test('what one call sends leaves before what the next one sends, though the bot waits for neither', async () => {
  const host = await startBot(async (context) => {
    const first = context.sendActivities([
      { type: 'message', text: 'a' },
      { type: 'message', text: 'b' },
    ]);
    const second = context.sendActivity('c');
    await Promise.all([first, second]);
  });
  await host.say('hello');
  await host.kaleyra.waitFor('send', 3);
  expect(host.kaleyra.sends.map(({ text }) => text)).toEqual(['a', 'b', 'c']);
});

test('a call that fails keeps the next one from nothing', async () => {
  const host = await startBot(async (context) => {
    const first = context.sendActivities([
      { type: 'message', text: ' ' },
      { type: 'message', text: 'b' },
    ]);
    const second = context.sendActivity('c');
    await expect(first).rejects.toMatchObject({ code: 'EMPTY_TEXT' });
    await second;
  });
  await host.say('hello');
  await host.kaleyra.waitFor('send', 1);
  expect(host.kaleyra.sends.map(({ text }) => text)).toEqual(['c']);
});
