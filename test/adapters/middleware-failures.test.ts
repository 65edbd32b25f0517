import { createReceipts } from 'tidemark';
import { ReadReceiptMiddleware } from 'tidemark/adapters/botbuilder';
import { describe, expect, test } from 'vitest';
import { useClock } from '../helpers/clock.js';
import { type Answer, createFakeGateway, type FakeGateway } from '../helpers/fake-gateway.js';
import { ForeignAdapter, foreignMessage } from './foreign-adapter.js';

const time = useClock();
const quiet = { debug() {}, info() {}, warn() {}, error() {} };

interface Setup {
  gateway: FakeGateway;
  adapter: ForeignAdapter;
  receipts: ReturnType<typeof createReceipts>;
}

function setUp(when: 'alongside' | 'beforeHandler'): Setup {
  const gateway = createFakeGateway();
  const receipts = createReceipts({ gateway, logger: quiet });
  const adapter = new ForeignAdapter();
  adapter.use(new ReadReceiptMiddleware(receipts, { when }));
  return { gateway, adapter, receipts };
}

describe.each(['alongside', 'beforeHandler'] as const)('ReadReceiptMiddleware with %s', (when) => {
  test.each<[string, Answer]>([
    ['is to be tried later', { code: 'HTTP_503', kind: 'retry' }],
    ['is rejected', { code: 'WA400', kind: 'reject' }],
    ['halts the account', { code: 'RBC001', kind: 'halt' }],
    ['hangs', 'hang'],
  ])('R22: a receipt that %s never fails the turn', async (_what, answer) => {
    const { gateway, adapter, receipts } = setUp(when);
    const errors: unknown[] = [];
    adapter.onTurnError = async (_context, error) => void errors.push(error);
    gateway.always(answer);
    const turn = adapter.receive(foreignMessage(), async (context) => void (await context.sendActivity('hi')));
    await time.clock.tickAsync(2500);
    await turn;
    expect(adapter.sent.map(({ text }) => text)).toEqual(['hi']);
    expect(errors).toEqual([]);
    await finish(receipts);
  });

  test('R17: while the number is halted the turns go on at once', async () => {
    const { gateway, adapter, receipts } = setUp(when);
    gateway.always({ code: 'RBC001', kind: 'halt' });
    const first = adapter.receive(foreignMessage(), async () => undefined);
    await time.clock.tickAsync(1000);
    await first;
    await adapter.receive(foreignMessage(), async (context) => void (await context.sendActivity('at once')));
    expect(adapter.sent).toHaveLength(1);
    await finish(receipts);
  });

  test('an error of the turn is passed on unchanged', async () => {
    const { adapter, receipts } = setUp(when);
    const error = Object.freeze(new RangeError('the bot broke'));
    const turn = adapter.receive(foreignMessage(), () => Promise.reject(error));
    const outcome = turn.then(
      () => 'resolved',
      (thrown: unknown) => thrown,
    );
    await time.clock.tickAsync(2000);
    expect(await outcome).toBe(error);
    const caught: unknown[] = [];
    adapter.onTurnError = async (_context, thrown) => void caught.push(thrown);
    const again = adapter.receive(foreignMessage(), () => Promise.reject(error));
    await time.clock.tickAsync(2000);
    await again;
    expect(caught[0]).toBe(error);
    await receipts.close();
  });

  test.each([
    ['that is marked', 'wamid.in'],
    ['that is not', 'mid.in'],
  ])('for a message %s a bot that throws runs exactly once, and onTurnError has its error once', async (_what, id) => {
    const { adapter, receipts } = setUp(when);
    const error = new RangeError('the bot broke');
    const caught: unknown[] = [];
    adapter.onTurnError = async (_context, thrown) => void caught.push(thrown);
    let nexts = 0;
    adapter.use(async (_context, next) => {
      nexts += 1;
      await next();
    });
    let runs = 0;
    const turn = adapter.receive(foreignMessage({ id }), async () => {
      runs += 1;
      throw error;
    });
    await time.clock.tickAsync(60_000);
    await turn;
    expect({ nexts, runs, caught }).toEqual({ nexts: 1, runs: 1, caught: [error] });
    await receipts.close();
  });

  test('an error of the foreign adapter reaches the bot unchanged, and later replies go out', async () => {
    const { adapter, receipts } = setUp(when);
    const error = new Error('the provider refused');
    const caught: unknown[] = [];
    const send = adapter.sendActivities.bind(adapter);
    adapter.sendActivities = () => Promise.reject(error);
    const turn = adapter.receive(foreignMessage(), async (context) => {
      await context.sendActivity('lost').catch((thrown: unknown) => caught.push(thrown));
      adapter.sendActivities = send;
      await context.sendActivity('found');
    });
    await time.clock.tickAsync(2000);
    await turn;
    expect(caught[0]).toBe(error);
    expect(adapter.sent.map(({ text }) => text)).toEqual(['found']);
    await receipts.close();
  });

  test('R22: after the receipts are closed the turns go on at once', async () => {
    const { gateway, adapter, receipts } = setUp(when);
    await receipts.close();
    await adapter.receive(foreignMessage(), async (context) => void (await context.sendActivity('hi')));
    expect(adapter.sent).toHaveLength(1);
    expect(gateway.reads).toEqual([]);
  });
});

test('an unknown moment is refused at construction', () => {
  const receipts = createReceipts({ gateway: createFakeGateway() });
  expect(() => new ReadReceiptMiddleware(receipts, { when: 'later' as never })).toThrow(/when/);
});

test('an unknown option is refused at construction', () => {
  const receipts = createReceipts({ gateway: createFakeGateway() });
  expect(() => new ReadReceiptMiddleware(receipts, { wen: 'alongside' } as never)).toThrow(/wen/);
});

/** Ends receipts that cannot succeed any more. */
async function finish(receipts: ReturnType<typeof createReceipts>): Promise<void> {
  const closed = receipts.close({ drainTimeoutMs: 0 });
  await time.clock.tickAsync(1);
  await closed;
}
