import { Activity } from '@microsoft/agents-activity';
import { ActivityHandler, type TurnContext } from '@microsoft/agents-hosting';
import { createReceipts, isOptionsError } from 'tidemark';
import { ReadReceiptMiddleware } from 'tidemark/adapters/agents';
import { describe, expect, test } from 'vitest';
import { foreignAgentMessage } from '../conformance/foreign-agent-adapter.js';
import { setUpForeignAgent, textsOf, turnOf } from '../conformance/foreign-agent-setup.js';
import { useClock } from '../helpers/clock.js';
import { createFakeGateway } from '../helpers/fake-gateway.js';
import { sleep } from './gateway-bot.js';

const time = useClock();

describe('ReadReceiptMiddleware of the Agents SDK, on another adapter', () => {
  test('R3 R7: a burst costs one call, for its newest, before the first reply of any of its turns', async () => {
    const { gateway, adapter, receipts } = setUpForeignAgent();
    const start = performance.now();
    const began: unknown[] = [];
    const turns = ['a', 'b', 'c'].map((text) =>
      adapter.receive(foreignAgentMessage({ id: `wamid.${text}`, text }), async (context) => {
        began.push([text, performance.now() - start]);
        await context.sendActivity(`re ${text}`);
        await context.sendActivity('more');
      }),
    );
    await time.clock.tickAsync(999);
    expect([gateway.reads, textsOf(adapter)]).toEqual([[], []]);
    await time.clock.tickAsync(1);
    await Promise.all(turns);
    expect(began).toEqual([
      ['a', 0],
      ['b', 0],
      ['c', 0],
    ]);
    expect(gateway.reads).toMatchObject([{ id: 'wamid.c', businessNumber: '911200000000', typing: false }]);
    expect(textsOf(adapter).toSorted()).toEqual(['more', 'more', 'more', 're a', 're b', 're c']);
    await receipts.close();
  });

  test('R17: with beforeHandler the turn goes on after the tick', async () => {
    const { gateway, adapter, receipts } = setUpForeignAgent({ when: 'beforeHandler' });
    const order: unknown[] = [];
    const turn = adapter.receive(foreignAgentMessage(), async () => void order.push(gateway.reads.length));
    await time.clock.tickAsync(999);
    expect(order).toEqual([]);
    await time.clock.tickAsync(1);
    await turn;
    expect(order).toEqual([1]);
    await receipts.close();
  });

  test('R7: with a gateway that hangs the reply goes answerWaitMs after the tick was due', async () => {
    const { gateway, adapter, receipts } = setUpForeignAgent();
    const start = performance.now();
    gateway.always('hang');
    const turn = adapter.receive(foreignAgentMessage(), async (context) => void (await context.sendActivity('hi')));
    await time.clock.tickAsync(2500);
    await turn;
    expect(adapter.sent.map(({ atMs }) => atMs - start)).toEqual([2500]);
    gateway.always('ok');
    await time.clock.tickAsync(60_000);
    await receipts.close();
  });

  test('the bot is run once, and responses, errors and other middleware stay as they are', async () => {
    const { adapter, receipts } = setUpForeignAgent();
    const seen: unknown[] = [];
    const bot = new ActivityHandler();
    bot.onMessage(async (context, next) => {
      seen.push(await context.sendActivities([Activity.fromObject({ type: 'trace' }), new Activity('message')]));
      await next();
    });
    adapter.use({
      async onTurn(context, next) {
        context.onSendActivities(async (_context, activities, send) => {
          seen.push(activities.map(({ type }) => type));
          return send();
        });
        await next();
      },
    });
    const error = new RangeError('the bot broke');
    const caught: unknown[] = [];
    adapter.onTurnError = async (_context, thrown) => void caught.push(thrown);
    const turns = [
      adapter.receive(foreignAgentMessage(), (context) => bot.run(context)),
      adapter.receive(foreignAgentMessage(), () => Promise.reject(error)),
    ];
    await time.clock.tickAsync(1000);
    await Promise.all(turns);
    expect(seen).toEqual([
      ['trace', 'message'],
      [{ id: 'foreign-0' }, { id: 'foreign-1' }],
    ]);
    expect(caught).toEqual([error]);
    await receipts.close();
  });

  test('R8: typing of a bot shows the indicator with the tick', async () => {
    const { gateway, adapter, receipts } = setUpForeignAgent();
    const turn = adapter.receive(foreignAgentMessage({ id: 'wamid.in' }), async (context) => {
      await context.sendActivity(new Activity('typing'));
      await sleep(1500);
    });
    await time.clock.tickAsync(60_000);
    await turn;
    expect(gateway.reads.map(({ id, typing }) => [id, typing])).toEqual([['wamid.in', true]]);
    expect(textsOf(adapter)).toEqual(['typing']);
    await receipts.close();
  });

  test('R22: a tick that is refused, or a target that throws, fails no turn', async () => {
    const refused = setUpForeignAgent();
    refused.gateway.always({ code: 'RBC001', kind: 'halt' });
    const broken = setUpForeignAgent({
      target() {
        throw new Error('the target broke');
      },
    });
    const turns = [refused, broken].map(({ adapter }) => turnOf(adapter, foreignAgentMessage()));
    await time.clock.tickAsync(5000);
    await Promise.all(turns);
    expect([textsOf(refused.adapter), textsOf(broken.adapter)]).toEqual([['hi'], ['hi']]);
    const closing = [refused, broken].map(({ receipts }) => receipts.close({ drainTimeoutMs: 0 }));
    await time.clock.tickAsync(0);
    await Promise.all(closing);
  });

  test('no TurnContext is needed after its turn: it is revoked, and the tick still goes out', async () => {
    const { gateway, adapter, receipts } = setUpForeignAgent();
    let kept: { context: TurnContext } | undefined;
    await adapter.receive(foreignAgentMessage({ id: 'wamid.in' }), async (context) => {
      kept = { context };
    });
    expect(() => kept?.context.activity).toThrow(/revoked/);
    await time.clock.tickAsync(1000);
    expect(gateway.reads.map(({ id }) => id)).toEqual(['wamid.in']);
    await receipts.close();
  });

  test('a wrong option, or what is no receipts, throws an OptionsError that names it', () => {
    const receipts = createReceipts({ gateway: createFakeGateway() });
    const wrong: [RegExp, () => unknown][] = [
      [/wehn/, () => new ReadReceiptMiddleware(receipts, { wehn: 'alongside' } as never)],
      [/when/, () => new ReadReceiptMiddleware(receipts, { when: 'later' as never })],
      [/target/, () => new ReadReceiptMiddleware(receipts, { target: 'wamid.' as never })],
      [/createReceipts/, () => new ReadReceiptMiddleware({} as never)],
    ];
    for (const [names, make] of wrong) {
      expect(make).toThrow(names);
      expect(make).toThrow(expect.toSatisfy(isOptionsError));
    }
    return receipts.close();
  });
});
