import type { TurnContext } from 'botbuilder';
import { type Activity, createReceipts, type Receipts } from 'tidemark';
import { ReadReceiptMiddleware, type ReadReceiptMiddlewareOptions } from 'tidemark/adapters/botbuilder';
import { describe, expect, test } from 'vitest';
import { useClock } from '../helpers/clock.js';
import { createFakeGateway } from '../helpers/fake-gateway.js';
import { ForeignAdapter, foreignMessage } from './foreign-adapter.js';
import { sleep } from './gateway-bot.js';

const time = useClock();

type Bot = (context: TurnContext, receipts: Receipts) => Promise<unknown>;
type When = NonNullable<ReadReceiptMiddlewareOptions['when']>;
type Call = [what: string, atMs: number];

/** The activity as a bot on a foreign adapter has it. */
const own = ({ activity }: TurnContext): Activity => activity as unknown as Activity;

const numberWithPlus: NonNullable<ReadReceiptMiddlewareOptions['target']> = ({ id = '', recipient }) => ({
  id,
  businessNumber: `+${recipient.id}`,
});

describe.each([
  ['its conversation named by its customer only', { conversation: 'sam', number: '911' }],
  ['the number in its conversation id', { conversation: '911:sam', number: '911' }],
  ['a target that writes its number as +911, by customer only', { conversation: 'sam', number: '+911' }],
  ['a target that writes its number as +911, the number in its id', { conversation: '911:sam', number: '+911' }],
])('receipts with the activity of a foreign adapter, %s', (_what, { conversation, number }) => {
  const mark = `wamid.in at ${number}`;

  /** Runs a bot on a message; gives the calls that were made, and when from the message on. */
  async function callsOf(bot: Bot, when: When): Promise<Call[]> {
    const gateway = createFakeGateway();
    const receipts = createReceipts({ gateway });
    const adapter = new ForeignAdapter();
    const target = number === '911' ? {} : { target: numberWithPlus };
    adapter.use(new ReadReceiptMiddleware(receipts, { when, ...target }));
    const start = performance.now();
    const message = foreignMessage({
      id: 'wamid.in',
      recipient: { id: '911', name: '' },
      conversation: { id: conversation } as TurnContext['activity']['conversation'],
    });
    const turn = adapter.receive(message, async (context) => void (await bot(context, receipts)));
    await time.clock.tickAsync(60_000);
    await turn;
    await receipts.close();
    return gateway.reads.map(({ id, businessNumber, typing, atMs }) => [
      `${id} at ${businessNumber}${typing ? ' +typing' : ''}`,
      atMs - start,
    ]);
  }

  test('R17: manual, markRead marks the message', async () => {
    const calls = await callsOf(async (context, receipts) => receipts.markRead(own(context)), 'manual');
    expect(calls).toEqual([[mark, 0]]);
  });

  test('R8: typing rides on the pending receipt: exactly one call', async () => {
    const calls = await callsOf((context, receipts) => {
      receipts.typing(own(context));
      return sleep(10_000);
    }, 'alongside');
    expect(calls).toEqual([[`${mark} +typing`, 1000]]);
  });

  test('R8: typing after the receipt makes one call, and is dropped with the turn', async () => {
    const calls = await callsOf((context, receipts) => {
      receipts.typing(own(context));
      return sleep(10_000);
    }, 'beforeHandler');
    expect(calls).toEqual([
      [mark, 1000],
      [`${mark} +typing`, 1000],
    ]);
  });

  test('R8: answered drops the indicator that waits for the receipt', async () => {
    const calls = await callsOf(async (context, receipts) => {
      await context.sendActivity({ type: 'typing' });
      receipts.answered(own(context));
      await sleep(50_000);
    }, 'alongside');
    expect(calls).toEqual([[mark, 1000]]);
  });

  test('R8: answered lets the next indicator follow in 3 s', async () => {
    const calls = await callsOf(async (context, receipts) => {
      receipts.typing(own(context));
      await sleep(2000);
      receipts.answered(own(context));
      receipts.typing(own(context));
      await sleep(10_000);
    }, 'beforeHandler');
    expect(calls.map(([, atMs]) => atMs)).toEqual([1000, 1000, 6000]);
  });

  test('R8: answered lets the next indicator follow in 3 s where the turn has ended and nothing waits', async () => {
    const later: Promise<void>[] = [];
    const answer = async (activity: Activity, receipts: Receipts): Promise<void> => {
      await sleep(2000);
      receipts.answered(activity);
      receipts.typing(activity);
      await sleep(10_000);
      receipts.answered(activity);
    };
    const calls = await callsOf(async (context, receipts) => {
      receipts.typing(own(context));
      later.push(answer(own(context), receipts));
    }, 'beforeHandler');
    await Promise.all(later);
    expect(calls.map(([, atMs]) => atMs)).toEqual([1000, 1000, 6000]);
  });
});
