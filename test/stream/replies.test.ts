import { GatewayError, isTidemarkError, type OutgoingActivity, type Turn } from 'tidemark';
import { expect, test } from 'vitest';
import { BUSINESS, CUSTOMER, post, stateOf, text, useChannels } from '../helpers/channel.js';
import { useClock } from '../helpers/clock.js';
import type { FakeGateway } from '../helpers/fake-gateway.js';

const time = useClock();
const open = useChannels(time);

/** A turn in which the test may act: of one message, without receipts. */
async function turnOf(parts: { receipts?: false } = { receipts: false }): Promise<{
  turn: Turn;
  gateway: FakeGateway;
  log: ReturnType<typeof open>['log'];
  end: () => void;
}> {
  const { channel, gateway, log } = open(parts);
  const turns: Turn[] = [];
  let end: () => void = () => undefined;
  channel.handle((_activity, turn) => {
    turns.push(turn);
    return new Promise<void>((resolve) => {
      end = resolve;
    });
  });
  await post(channel, text('wamid.1'));
  await time.clock.tickAsync(1000);
  const [turn] = turns;
  if (turn === undefined) throw new Error('no turn began');
  return { turn, gateway, log, end: () => end() };
}

/** Makes the next sends take their time, or fail. */
function planSends(gateway: FakeGateway, ...plan: (number | Error)[]): void {
  const { send } = gateway;
  gateway.send = async (...args) => {
    const next = plan.shift() ?? 0;
    if (next instanceof Error) throw next;
    if (next > 0) await new Promise((resolve) => setTimeout(resolve, next));
    return send(...args);
  };
}

test('a reply is sent to the customer from the number they wrote to, and gives the id of the message', async () => {
  const { turn, gateway, end } = await turnOf();
  expect(await turn.reply('hello')).toEqual({ id: 'wamid.out-1' });
  expect(await turn.reply({ type: 'message', text: 'again' })).toEqual({ id: 'wamid.out-2' });
  expect(await turn.reply({ text: 'a text is a message' })).toEqual({ id: 'wamid.out-3' });
  expect(gateway.sends).toMatchObject(
    ['hello', 'again', 'a text is a message'].map((text) => ({ text, id: CUSTOMER, businessNumber: BUSINESS })),
  );
  end();
});

test('replies go out in the order of the calls, though nobody waits and the first is slow', async () => {
  const { turn, gateway, end } = await turnOf();
  planSends(gateway, 500, 10);
  const states = ['1', '2', '3'].map((body) => stateOf(turn.reply(body)));
  await time.clock.tickAsync(1000);
  expect(gateway.sends.map(({ text }) => text)).toEqual(['1', '2', '3']);
  expect(states.map(({ value }) => value)).toEqual([1, 2, 3].map((n) => ({ id: `wamid.out-${n}` })));
  end();
});

test('a reply that fails rejects with the error of the gateway; the next ones go on', async () => {
  const { turn, gateway, end } = await turnOf();
  const failure = new GatewayError('refused', { code: 'WA400', kind: 'reject' });
  planSends(gateway, failure);
  const [first, second] = [stateOf(turn.reply('1')), stateOf(turn.reply('2'))];
  await time.clock.tickAsync(0);
  expect([first.error, second.value]).toEqual([failure, { id: 'wamid.out-1' }]);
  end();
});

test('a delay holds back what follows it and sends nothing', async () => {
  const { turn, gateway, end } = await turnOf();
  const start = performance.now();
  void turn.reply('1');
  const delay = stateOf(turn.reply({ type: 'delay', value: 2500 }));
  void turn.reply('2');
  await time.clock.tickAsync(2499);
  expect(gateway.sends.map(({ text }) => text)).toEqual(['1']);
  await time.clock.tickAsync(1);
  expect(delay.value).toEqual({ id: '' });
  expect(gateway.sends.map(({ text, atMs }) => [text, atMs - start])).toEqual([
    ['1', 0],
    ['2', 2500],
  ]);
  end();
});

test('R8: a typing activity asks for the indicator, waits for nothing and sends nothing', async () => {
  const { turn, gateway, end } = await turnOf({});
  expect(await turn.reply({ type: 'typing' })).toEqual({ id: '' });
  await time.clock.tickAsync(0);
  expect(gateway.calls).toMatchObject([
    { what: 'read', typing: false },
    { what: 'read', typing: true },
  ]);
  end();
});

for (const type of ['trace', 'event', 'endOfConversation', 'conversationUpdate', 'invokeResponse']) {
  test(`an activity of type ${type} is not for WhatsApp: nothing is sent and its id is ''`, async () => {
    const { turn, gateway, end } = await turnOf();
    expect(await turn.reply({ type, name: 'internal', value: { some: 'state' } })).toEqual({ id: '' });
    expect(gateway.calls).toEqual([]);
    end();
  });
}

const unsendable: [string, string | OutgoingActivity, string][] = [
  ['a type nobody knows', { type: 'telepathy', text: 'hello' }, 'UNSUPPORTED_ACTIVITY'],
  ['a message update', { type: 'messageUpdate', text: 'hello' }, 'UNSUPPORTED_ACTIVITY'],
  ['only attachments', { type: 'message', attachments: [{ contentType: 'image/png' }] }, 'UNSUPPORTED_ACTIVITY'],
  ['an empty string', '', 'EMPTY_TEXT'],
  ['white space', ' \n\t', 'EMPTY_TEXT'],
  ['a message without a text', { type: 'message' }, 'EMPTY_TEXT'],
  ['an empty activity', {}, 'EMPTY_TEXT'],
];
for (const [what, input, code] of unsendable) {
  test(`a reply of ${what} rejects with ${code}; the next one goes on`, async () => {
    const { turn, gateway, end } = await turnOf();
    const [bad, good] = [stateOf(turn.reply(input)), stateOf(turn.reply('fine'))];
    await time.clock.tickAsync(0);
    expect(isTidemarkError(bad.error) && bad.error.code).toBe(code);
    expect(good.value).toEqual({ id: 'wamid.out-1' });
    expect(gateway.sends).toHaveLength(1);
    end();
  });
}

for (const input of [undefined, null, 7]) {
  test(`a reply of ${input} rejects and does not throw at the bot`, async () => {
    const { turn, gateway, end } = await turnOf();
    const bad = stateOf(turn.reply(input as never));
    await time.clock.tickAsync(0);
    expect(bad.error).toBeInstanceOf(Error);
    expect(gateway.calls).toEqual([]);
    end();
  });
}

test('the text of an activity with attachments is sent, and what was left out is told without the text', async () => {
  const { turn, gateway, log, end } = await turnOf();
  await turn.reply({ type: 'message', text: 'a private text', attachments: [{ contentType: 'image/png' }] });
  expect(gateway.sends).toMatchObject([{ text: 'a private text' }]);
  expect(log.entries).toMatchObject([{ level: 'warn' }]);
  expect(log.all()).not.toContain('private');
  end();
});

test('addresses in a reply do not change where it goes', async () => {
  const { turn, gateway, end } = await turnOf();
  await turn.reply({
    type: 'message',
    text: 'hello',
    from: { id: '1' },
    recipient: { id: '2' },
    conversation: { id: '1:2' },
  });
  expect(gateway.sends).toMatchObject([{ id: CUSTOMER, businessNumber: BUSINESS }]);
  end();
});

test('markRead of a turn resolves, and typing never fails, with a halted number too', async () => {
  const { channel, gateway } = open();
  gateway.plan({ code: 'RBC001', kind: 'halt' });
  const done: string[] = [];
  channel.handle(async (_activity, turn) => {
    await turn.markRead();
    await turn.typing();
    await turn.reply('hello');
    done.push('done');
  });
  await post(channel, text('wamid.1'));
  await time.clock.tickAsync(1000);
  expect(done).toEqual(['done']);
});
