import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createReceipts } from 'tidemark';
import { ReadReceiptMiddleware } from 'tidemark/adapters/botbuilder';
import { expect, test } from 'vitest';
import { useClock } from '../helpers/clock.js';
import { createFakeGateway } from '../helpers/fake-gateway.js';
import { ForeignAdapter, foreignMessage } from './foreign-adapter.js';

const time = useClock();
const quiet = { debug() {}, info() {}, warn() {}, error() {} };

// Taken before the clock is faked.
const { setImmediate: startMacrotask } = globalThis;
setFlagsFromString('--expose-gc');
const gc = runInNewContext('gc') as () => void;

/** Collects garbage until nothing of these is left, a few times at most; gives what is. */
async function leftOf(refs: readonly WeakRef<object>[]): Promise<object[]> {
  for (let run = 0; run < 10; run += 1) {
    // What was looked at stays alive until the end of its macrotask.
    await new Promise<void>((resolve) => startMacrotask(resolve));
    gc();
    if (refs.every((ref) => ref.deref() === undefined)) return [];
  }
  return refs.flatMap((ref) => ref.deref() ?? []);
}

test.each(['alongside', 'beforeHandler'] as const)(
  'R19: with %s nothing of a TurnContext is kept while its receipt is still to be retried',
  async (when) => {
    const gateway = createFakeGateway();
    gateway.always({ code: 'HTTP_503', kind: 'retry' });
    const receipts = createReceipts({ gateway, logger: quiet });
    const adapter = new ForeignAdapter();
    const refs: WeakRef<object>[] = [];
    adapter.use(async (context, next) => {
      refs.push(new WeakRef(context), new WeakRef(context.turnState), new WeakRef(context.activity));
      await next();
    });
    adapter.use(new ReadReceiptMiddleware(receipts, { when }));

    const turns = ['a', 'b', 'c'].map((name) =>
      adapter.receive(foreignMessage({ id: `wamid.${name}`, conversation: { id: name } as never }), async (context) => {
        await context.sendActivities([{ type: 'typing' }, { type: 'message', text: 'hi' }]);
      }),
    );
    await time.clock.tickAsync(5000);
    await Promise.all(turns);
    turns.length = 0;

    expect(adapter.sent).toHaveLength(6);
    expect(refs).toHaveLength(9);
    expect(await leftOf(refs)).toEqual([]);
    expect(receipts.stats()).toMatchObject({ accepted: 3, pending: 3 });
    gateway.always('ok');
    await time.clock.tickAsync(60_000);
    expect(receipts.stats()).toMatchObject({ sent: 3, pending: 0 });
    await receipts.close();
  },
);
