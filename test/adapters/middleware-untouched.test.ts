import type { Activity } from 'botbuilder';
import { createReceipts } from 'tidemark';
import { ReadReceiptMiddleware, type ReceiptTarget } from 'tidemark/adapters/botbuilder';
import { describe, expect, test } from 'vitest';
import { useClock } from '../helpers/clock.js';
import { createFakeGateway, type FakeGateway } from '../helpers/fake-gateway.js';
import { ForeignAdapter, foreignMessage } from './foreign-adapter.js';

const time = useClock();

/** Runs one turn that replies; gives what the bot sent before any time passed, and what was marked in the end. */
async function runTurn(
  activity: Partial<Activity>,
  target?: ReceiptTarget,
): Promise<{ atOnce: number; gateway: FakeGateway }> {
  const gateway = createFakeGateway();
  const receipts = createReceipts({ gateway });
  const adapter = new ForeignAdapter();
  adapter.use(new ReadReceiptMiddleware(receipts, target && { target }));
  const turn = adapter.receive(activity, async (context) => void (await context.sendActivity('hi')));
  const error = turn.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  await time.clock.tickAsync(0);
  const atOnce = adapter.sent.length;
  await time.clock.tickAsync(5000);
  await receipts.close();
  expect(await error).toBeUndefined();
  expect(adapter.sent).toHaveLength(1);
  return { atOnce, gateway };
}

describe('ReadReceiptMiddleware: which message', () => {
  test('the default is an id that begins with wamid., at the number in recipient.id', async () => {
    const { gateway, atOnce } = await runTurn(
      foreignMessage({ id: 'wamid.x', recipient: { id: '4915112345', name: '' } }),
    );
    expect(gateway.reads).toMatchObject([{ id: 'wamid.x', businessNumber: '4915112345' }]);
    expect(atOnce).toBe(0);
  });

  test.each<[string, Partial<Activity>]>([
    ['another id', { id: 'ABC-123' }],
    ['no id', { id: undefined as never }],
    ['no recipient', { recipient: undefined as never }],
    ['an empty recipient', { recipient: { id: '', name: '' } }],
    ['a reaction', { type: 'messageReaction' }],
    ['a status event', { type: 'event', name: 'whatsapp/status' }],
    ['a conversationUpdate', { type: 'conversationUpdate' }],
    ['a proactive turn', { type: 'event', name: 'continueConversation' }],
  ])('%s passes untouched', async (_what, parts) => {
    const { gateway, atOnce } = await runTurn(foreignMessage(parts));
    expect(gateway.reads).toEqual([]);
    expect(atOnce).toBe(1);
  });

  test('R1: an echo of a message of the business itself is not marked', async () => {
    const customer = { id: '919800000001', name: 'Sam', role: 'user' };
    const business = { id: '911200000000', name: 'Bot', role: 'bot' };
    const { gateway, atOnce } = await runTurn(foreignMessage({ from: business, recipient: customer }));
    expect(gateway.reads).toEqual([]);
    expect(atOnce).toBe(1);
  });

  test('a sender of the role user is a customer', async () => {
    const { gateway } = await runTurn(foreignMessage({ from: { id: '919800000001', name: 'Sam', role: 'user' } }));
    expect(gateway.reads).toHaveLength(1);
  });

  test('a custom target tells which message and which number', async () => {
    const { gateway, atOnce } = await runTurn(
      foreignMessage({ id: 'foreign-7', channelData: { whatsappId: 'wamid.inner' } }),
      ({ channelData }) => ({ id: channelData.whatsappId, businessNumber: '+911200000001' }),
    );
    expect(gateway.reads).toMatchObject([{ id: 'wamid.inner' }]);
    expect(gateway.reads[0]?.businessNumber.replace('+', '')).toBe('911200000001');
    expect(atOnce).toBe(0);
  });

  test('a custom target decides, also for a message that its adapter gives as an event', async () => {
    const { gateway } = await runTurn(foreignMessage({ type: 'event', name: 'location', id: 'foreign-8' }), () => ({
      id: 'wamid.location',
      businessNumber: '911200000000',
    }));
    expect(gateway.reads.map(({ id }) => id)).toEqual(['wamid.location']);
  });

  test('what a custom target leaves out passes untouched', async () => {
    const { gateway, atOnce } = await runTurn(foreignMessage({ id: 'wamid.x' }), () => undefined);
    expect(gateway.reads).toEqual([]);
    expect(atOnce).toBe(1);
  });

  test('R22: a target that throws does not fail the turn', async () => {
    const { gateway, atOnce } = await runTurn(foreignMessage(), () => {
      throw new Error('the target broke');
    });
    expect(gateway.reads).toEqual([]);
    expect(atOnce).toBe(1);
  });

  test.each([
    ['null', null],
    ['an empty id', { id: '', businessNumber: '911200000000' }],
    ['no number', { id: 'wamid.x' }],
  ])('R22: a target that gives %s does not fail the turn', async (_what, target) => {
    await runTurn(foreignMessage(), () => target as never);
  });

  test.each<[string, Partial<Activity>]>([
    ['no conversation', { conversation: undefined as never }],
    ['no sender', { from: undefined as never }],
    ['no timestamp', { timestamp: undefined as never }],
    ['a timestamp of text', { timestamp: '2026-03-01T12:00:00.000Z' as never }],
  ])('R22: an activity with %s does not fail the turn', async (_what, parts) => {
    await runTurn(foreignMessage(parts));
  });

  test('R4: what another adapter calls a tap by its value alone still has its window', async () => {
    const { gateway, atOnce } = await runTurn(foreignMessage({ id: 'wamid.order', value: { items: [] } }));
    expect(gateway.reads).toHaveLength(1);
    expect(atOnce).toBe(0);
  });
});
