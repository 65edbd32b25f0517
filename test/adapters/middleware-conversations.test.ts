import type { TurnContext } from 'botbuilder';
import { type Activity, createReceipts, type ReceiptOptions, type Receipts } from 'tidemark';
import { ReadReceiptMiddleware, type ReadReceiptMiddlewareOptions } from 'tidemark/adapters/botbuilder';
import { describe, expect, test } from 'vitest';
import { stateOf } from '../helpers/channel.js';
import { useClock } from '../helpers/clock.js';
import { createFakeGateway, type FakeGateway } from '../helpers/fake-gateway.js';
import { ForeignAdapter, foreignMessage } from './foreign-adapter.js';

const time = useClock();

interface Setup {
  gateway: FakeGateway;
  adapter: ForeignAdapter;
  receipts: Receipts;
  /** What is marked, as `id at number`. */
  marked(): string[];
}

function setUp(options: ReadReceiptMiddlewareOptions = {}, receiptOptions: ReceiptOptions = {}): Setup {
  const gateway = createFakeGateway();
  const receipts = createReceipts({ gateway, ...receiptOptions });
  const adapter = new ForeignAdapter();
  adapter.use(new ReadReceiptMiddleware(receipts, options));
  const marked = (): string[] => gateway.reads.map(({ id, businessNumber }) => `${id} at ${businessNumber}`).toSorted();
  return { gateway, adapter, receipts, marked };
}

const at = (id: string): object => ({ recipient: { id, name: '' } });
const named = (id: string): object => ({ conversation: { id } });

/** The activity as a bot on a foreign adapter has it. */
const own = ({ activity }: TurnContext): Activity => activity as unknown as Activity;

describe('ReadReceiptMiddleware: conversations named by their customer only', () => {
  test('R3: those of two business numbers are kept apart: each message is marked, at its own number', async () => {
    const { adapter, receipts, marked } = setUp();
    await adapter.receive(foreignMessage({ id: 'wamid.a', ...named('sam'), ...at('911') }), async () => undefined);
    await adapter.receive(foreignMessage({ id: 'wamid.b', ...named('sam'), ...at('922') }), async () => undefined);
    await time.clock.tickAsync(60_000);
    expect(marked()).toEqual(['wamid.a at 911', 'wamid.b at 922']);
    expect(receipts.stats()).toMatchObject({ accepted: 2, sent: 2, covered: 0 });
    await receipts.close();
  });

  test('R3: those of one number and customer are one: a burst of two costs one call', async () => {
    const { adapter, receipts, marked } = setUp();
    await adapter.receive(foreignMessage({ id: 'wamid.a', ...named('sam'), ...at('911') }), async () => undefined);
    await adapter.receive(foreignMessage({ id: 'wamid.b', ...named('sam'), ...at('911') }), async () => undefined);
    await time.clock.tickAsync(60_000);
    expect(marked()).toEqual(['wamid.b at 911']);
    await receipts.close();
  });

  test.each([
    ['gets the number in front', 'sam', '911200000000:sam'],
    ['stays as it is where it has the number in it', '911200000000:sam', '911200000000:sam'],
    ['stays as it is wherever the number stands in it', 'whatsapp/911200000000/sam', 'whatsapp/911200000000/sam'],
  ])('R22: the conversation id in events %s, and the activity of the bot does not change', async (_what, id, told) => {
    const { adapter, receipts } = setUp();
    const [events, seen]: [string[], unknown[]] = [[], []];
    for (const event of ['scheduled', 'sent'] as const) {
      receipts.on(event, ({ conversation }) => events.push(`${event} ${conversation}`));
    }
    await adapter.receive(foreignMessage(named(id)), async ({ activity }) => void seen.push(activity.conversation.id));
    await time.clock.tickAsync(1000);
    expect(events).toEqual([`scheduled ${told}`, `sent ${told}`]);
    expect(seen).toEqual([id]);
    await receipts.close();
  });
});

describe.each([
  ['that is named by its customer only', named('sam')],
  ['that has the number in its id', named('911:sam')],
])('receipts with the activity of a foreign adapter, in a conversation %s', (_what, conversation) => {
  test('R17: manual, markRead marks the message, and only at the number it was sent to', async () => {
    const { adapter, receipts, marked } = setUp({ when: 'manual' });
    const other = adapter.receive(foreignMessage({ id: 'wamid.other', ...named('sam'), ...at('922') }), async () => {
      await new Promise((resolve) => setTimeout(resolve, 5000));
    });
    await adapter.receive(foreignMessage({ id: 'wamid.in', ...conversation, ...at('911') }), async (context) => {
      receipts.markRead(own(context));
      expect(marked()).toEqual(['wamid.in at 911']);
    });
    await time.clock.tickAsync(60_000);
    await other;
    expect(marked()).toEqual(['wamid.in at 911']);
    expect(receipts.stats()).toMatchObject({ sent: 1, suppressed: 1, pending: 0 });
    await receipts.close();
  });

  test('R20: manual, outcome tells what the receipt came to', async () => {
    const { gateway, adapter, receipts } = setUp({ when: 'manual' });
    gateway.plan({ afterMs: 700 });
    const outcomes: { done: boolean; value?: unknown }[] = [];
    const message = foreignMessage({ id: 'wamid.in', ...conversation, ...at('911') });
    await adapter.receive(message, async (context) => {
      outcomes.push(stateOf(receipts.outcome(own(context))));
      receipts.markRead(own(context));
    });
    await time.clock.tickAsync(699);
    expect(outcomes).toEqual([{ done: false }]);
    await time.clock.tickAsync(1);
    expect(outcomes).toEqual([{ done: true, value: 'sent' }]);
    await receipts.close();
  });

  test('R17: manual, a message that nobody asked to mark ends suppressed with its turn', async () => {
    const { adapter, receipts, marked } = setUp({ when: 'manual' });
    const outcomes: { value?: unknown }[] = [];
    const message = foreignMessage({ id: 'wamid.in', ...conversation, ...at('911') });
    await adapter.receive(message, async (context) => void outcomes.push(stateOf(receipts.outcome(own(context)))));
    await time.clock.tickAsync(60_000);
    expect(outcomes).toMatchObject([{ value: 'suppressed' }]);
    expect(marked()).toEqual([]);
    await receipts.close();
  });

  test('R7: beforeAnswer waits for the tick', async () => {
    const { adapter, receipts, marked } = setUp({ when: 'alongside' });
    const waits: { done: boolean }[] = [];
    const message = foreignMessage({ id: 'wamid.in', ...conversation, ...at('911') });
    await adapter.receive(message, async (context) => void waits.push(stateOf(receipts.beforeAnswer(own(context)))));
    await time.clock.tickAsync(999);
    expect([waits, marked()]).toEqual([[{ done: false }], []]);
    await time.clock.tickAsync(1);
    expect([waits, marked()]).toEqual([[{ done: true }], ['wamid.in at 911']]);
    await receipts.close();
  });
});
