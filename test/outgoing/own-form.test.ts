import { isTidemarkError } from 'tidemark';
import { expect, test } from 'vitest';
import { usePhone } from './phone.js';

const template = {
  name: 'order_ready',
  language: { code: 'en', policy: 'deterministic' },
  components: [
    { type: 'header', parameters: [{ type: 'image', image: { link: 'https://example.test/a.jpg' } }] },
    { type: 'body', parameters: [{ type: 'text', parameter_name: 'order', text: '7' }] },
    { type: 'button', sub_type: 'quick_reply', index: '0', parameters: [{ type: 'payload', payload: 'track' }] },
  ],
};
const flow = {
  type: 'flow',
  header: { type: 'text', text: 'Book' },
  body: { text: 'Choose a time' },
  footer: { text: 'Takes a minute' },
  action: {
    name: 'flow',
    parameters: {
      flow_message_version: '3',
      flow_id: '1234567890',
      flow_cta: 'Book now',
      flow_token: 'customer-7',
      flow_action: 'navigate',
      flow_action_payload: { screen: 'TIME', data: { day: 'today' } },
    },
  },
};
const locationRequest = {
  type: 'location_request_message',
  body: { text: 'Where?' },
  action: { name: 'send_location' },
};
const address = {
  type: 'address_message',
  body: { text: 'Where to?' },
  action: { name: 'address_message', parameters: { country: 'IN' } },
};
const rows = Array.from({ length: 10 }, (_, n) => ({ id: `row-${n}`, title: `Row ${n}` }));
const list = { type: 'list', body: { text: 'x'.repeat(4096) }, action: { button: 'Choose', sections: [{ rows }] } };

test.each<[string, object, string, object]>([
  ['a template', { template }, 'template', template],
  ['a flow', { interactive: flow }, 'interactive', flow],
  ['a request for the location', { interactive: locationRequest }, 'interactive', locationRequest],
  ['an address message', { interactive: address }, 'interactive', address],
  ['a list with a longer text than others', { interactive: list }, 'interactive', list],
  [
    'a raw text',
    { raw: { type: 'text', text: { body: 'raw', preview_url: true } } },
    'text',
    { body: 'raw', preview_url: true },
  ],
])('%s goes out as the bot wrote it, and nothing else of the activity', async (_, channelData, type, content) => {
  const phone = await usePhone();
  const activity = { text: 'not shown', suggestedActions: { actions: [{ title: 'nor this' }] }, channelData };
  expect(await phone.sent(activity)).toEqual([{ type, content }]);
});

test('a raw message keeps the fields beside its content, and cannot choose another receiver', async () => {
  const phone = await usePhone();
  const raw = { type: 'text', text: { body: 'raw' }, biz_opaque_callback_data: 'seven', to: '+10000000000' };
  await phone.sent({ channelData: { raw } });
  expect(phone.kaleyra.sends).toMatchObject([
    { to: '+919876543210', body: { messaging_object: { biz_opaque_callback_data: 'seven' } } },
  ]);
});

test('a raw message can quote, too', async () => {
  const phone = await usePhone();
  const raw = { type: 'text', text: { body: 'raw' } };
  await phone.sent({ replyToId: 'wamid.q', channelData: { quote: true, raw } });
  expect(phone.kaleyra.sends).toMatchObject([{ body: { messaging_object: { context: { message_id: 'wamid.q' } } } }]);
});

test.each<[string, object, string]>([
  ['a template without a name', { template: { language: { code: 'en' } } }, 'channelData.template.name'],
  ['a template without a language', { template: { name: 'x' } }, 'channelData.template.language'],
  ['a template that is a name', { template: 'x' }, 'channelData.template:'],
  ['an interactive message without an action', { interactive: { type: 'flow' } }, 'channelData.interactive.action'],
  ['a raw message without a type', { raw: { text: { body: 'x' } } }, 'channelData.raw.type'],
])('%s is refused with its place, and no call is made', async (_, channelData, place) => {
  const phone = await usePhone();
  const error: unknown = await phone.reply({ channelData }).catch((thrown: unknown) => thrown);
  expect(isTidemarkError(error) && error.code).toBe('UNSUPPORTED_ACTIVITY');
  expect((error as Error).message).toContain(place);
  expect(phone.kaleyra.requests).toEqual([]);
});

test.each([null, undefined])('a form that is %s is none', async (none) => {
  const phone = await usePhone();
  const channelData = { template: none, interactive: none, raw: none };
  expect(await phone.sent({ text: 'hello', channelData })).toMatchObject([{ type: 'text' }]);
});
