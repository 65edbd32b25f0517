import { Activity } from '@microsoft/agents-activity';
import { describe, expect, test } from 'vitest';
import { foreignAgentMessage } from '../conformance/foreign-agent-adapter.js';
import { setUpForeignAgent, textsOf, turnOf } from '../conformance/foreign-agent-setup.js';
import { useClock } from '../helpers/clock.js';

const time = useClock();

describe('ReadReceiptMiddleware of the Agents SDK: which message', () => {
  test.each([
    ['another id', { id: 'ABC-123' }],
    ['no id', { id: undefined }],
    ['a recipient without an id', { recipient: { name: 'Bot' } }],
    ['a reaction', { type: 'messageReaction' }],
    ['an event', { type: 'event', name: 'whatsapp/status' }],
    ['an echo of the business’s own message', { from: { id: '911200000000', role: 'bot' } }],
  ])('an activity with %s passes untouched: no call, no wait', async (_what, parts) => {
    const { gateway, adapter, receipts } = setUpForeignAgent();
    const activity = foreignAgentMessage(parts);
    const before = JSON.stringify(activity);
    const context = await turnOf(adapter, activity);
    expect([textsOf(adapter), context, JSON.stringify(activity)]).toEqual([['hi'], before, before]);
    await time.clock.tickAsync(5000);
    expect(gateway.calls).toEqual([]);
    await receipts.close();
  });

  test('a marked activity is not changed either', async () => {
    const { adapter, receipts } = setUpForeignAgent();
    const activity = foreignAgentMessage();
    const before = JSON.stringify(activity);
    const turn = turnOf(adapter, activity);
    await time.clock.tickAsync(1000);
    expect([await turn, JSON.stringify(activity), textsOf(adapter)]).toEqual([before, before, ['hi']]);
    await receipts.close();
  });

  test('its target sees the activity of the SDK, and decides', async () => {
    const seen: unknown[] = [];
    const { gateway, adapter, receipts } = setUpForeignAgent({
      target(activity) {
        seen.push(activity instanceof Activity, activity.channelId);
        const { whatsappId } = activity.channelData as { whatsappId: string };
        return { id: whatsappId, businessNumber: '+911200000001' };
      },
    });
    const turn = turnOf(
      adapter,
      foreignAgentMessage({ type: 'event', id: 'x-1', channelData: { whatsappId: 'wamid.x' } }),
    );
    await time.clock.tickAsync(1000);
    await turn;
    expect(seen).toEqual([true, 'whatsapp']);
    expect(gateway.reads.map(({ id }) => id)).toEqual(['wamid.x']);
    await receipts.close();
  });

  test('R15: a policy sees the message whole', async () => {
    const seen: unknown[] = [];
    const { gateway, adapter, receipts } = setUpForeignAgent(undefined, {
      shouldRead({ type, id, channelId, serviceUrl, from, recipient, text, channelData }) {
        seen.push({ type, id, channelId, serviceUrl, from, recipient, text, channelData });
        return false;
      },
    });
    const turn = turnOf(adapter, foreignAgentMessage({ id: 'wamid.x', channelData: { note: 1 } }));
    await time.clock.tickAsync(5000);
    await turn;
    expect(gateway.reads).toEqual([]);
    expect(seen).toEqual([
      {
        type: 'message',
        id: 'wamid.x',
        channelId: 'whatsapp',
        serviceUrl: 'https://foreign.example.test',
        from: { id: '919800000001', name: 'Sam', role: 'user' },
        recipient: { id: '911200000000' },
        text: 'hello',
        channelData: { note: 1 },
      },
    ]);
    await receipts.close();
  });
});
