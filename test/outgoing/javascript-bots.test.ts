import { createChannel, isGatewayError } from 'tidemark';
import { expect, onTestFinished, test } from 'vitest';
import { createFakeGateway } from '../helpers/fake-gateway.js';
import { silent } from '../helpers/receipts.js';
import { usePhone } from './phone.js';

const ask = (action: object): object => ({ text: 'Which?', suggestedActions: { actions: [action] } });

test.each([null, 'x', 5, {}])('a place whose geo is %j is none', async (geo) => {
  const phone = await usePhone();
  expect(await phone.sent({ text: 'x', entities: [{ type: 'Place', geo }] })).toMatchObject([{ type: 'text' }]);
});

test.each([null, '', 5])('an action of the type %j is imBack', async (type) => {
  const phone = await usePhone();
  await phone.sent(ask({ type, title: 'Yes', value: 'yes' }));
  expect(await phone.taps('Yes')).toMatchObject({ text: 'yes' });
});

test.each<[string, object, object]>([
  [
    'messageBack with a number as its text',
    { type: 'messageBack', text: 5, value: { n: 1 } },
    { text: '5', value: { n: 1 } },
  ],
  [
    'postBack with a number as its text',
    { type: 'postBack', text: 5, value: { n: 1 } },
    { text: '5', value: { n: 1 } },
  ],
  ['messageBack with null as its text', { type: 'messageBack', text: null }, { text: 'Yes' }],
  ['imBack with an object as its text', { type: 'imBack', text: {} }, { text: 'Yes' }],
])('%s answers with a text', async (_, action, answer) => {
  const phone = await usePhone();
  await phone.sent(ask({ title: 'Yes', ...action }));
  expect(await phone.taps('Yes')).toMatchObject(answer);
});

test('a title that is a number is its digits', async () => {
  const phone = await usePhone();
  await phone.sent(ask({ type: 'imBack', title: 5, value: 'five' }));
  expect(await phone.taps('5')).toMatchObject({ text: 'five' });
});

test.each([undefined, null, 'wamid.x'])(
  'a gateway whose send answers %j fails the reply with a typed error',
  async (answer) => {
    const gateway = { ...createFakeGateway(), send: () => Promise.resolve(answer as never) };
    const channel = createChannel({ gateway, webhook: { auth: 'none' }, receipts: false, logger: silent });
    onTestFinished(() => void channel.close());
    let error: unknown;
    await channel.continueConversation('911200000000:919800000001', async (_, turn) => {
      error = await turn.reply('hello').catch((thrown: unknown) => thrown);
    });
    expect(isGatewayError(error)).toBe(true);
    expect(error).toMatchObject({ code: 'BAD_RESPONSE', kind: 'reject' });
    expect((error as Error).message).not.toContain('wamid.x');
  },
);
