import { describe, expect, test } from 'vitest';
import { BUSINESS, CUSTOMER, conversationOf, post, text } from '../helpers/channel.js';
import { useClock } from '../helpers/clock.js';
import { useTracedChannels } from './opentelemetry-rig.js';

const time = useClock();
const start = useTracedChannels(time);

const tick = (ms: number): Promise<unknown> => time.clock.tickAsync(ms);

describe('what is never told', () => {
  test("neither a text nor the customer's number is anywhere, plain or in a message id", async () => {
    const { sdk, channel, gateway } = start();
    gateway.plan({ code: 'WA500', kind: 'retry' });
    channel.handle(async (_activity, turn) => {
      await turn.typing();
      await turn.reply('the answer');
      throw new Error('the question was asked');
    });
    await tick(0);
    const wamid = `wamid.${Buffer.from(`\u001c\u0018\u000c${CUSTOMER}\u0015`).toString('base64')}`;
    await post(channel, text(wamid, { body: 'the question' }));
    await tick(60_000);
    const everything = await sdk.everything();
    expect(everything).toContain(BUSINESS);
    for (const secret of ['the question', 'the answer', CUSTOMER, wamid.slice(6, 40)]) {
      expect(everything).not.toContain(secret);
    }
  });

  test('ids are on spans as the options name them, and never on metrics', async () => {
    const { sdk, channel } = start({}, { messageId: (id) => id, conversationId: (id) => `keyed ${id.length}` });
    channel.handle((_activity, turn) => turn.reply('hi'));
    await tick(0);
    await post(channel, text('wamid.1'));
    await tick(2000);
    expect(sdk.one('process').attributes).toMatchObject({
      'messaging.message.id': 'wamid.1',
      'messaging.message.conversation_id': `keyed ${conversationOf().length}`,
    });
    expect(sdk.one('send').attributes).toMatchObject({
      'messaging.message.id': 'wamid.out-1',
      'messaging.message.conversation_id': `keyed ${conversationOf().length}`,
    });
    sdk.reset();
    expect(await sdk.everything()).not.toMatch(/wamid|keyed/);
  });

  test('a naming function that gives nothing leaves the id out', async () => {
    const { sdk, channel } = start({}, { messageId: () => undefined });
    channel.handle((_activity, turn) => turn.reply('hi'));
    await tick(0);
    await post(channel, text('wamid.1'));
    await tick(2000);
    for (const { attributes } of sdk.spans()) expect(attributes).not.toHaveProperty('messaging.message.id');
  });
});
