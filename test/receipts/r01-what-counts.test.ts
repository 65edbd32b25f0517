import type { Activity } from 'tidemark';
import { expect, test } from 'vitest';
import { message, reaction } from '../helpers/activities.js';
import { useReceipts } from '../helpers/receipts.js';

const { start, tick } = useReceipts();

function without(activity: Activity, ...fields: (keyof Activity)[]): Activity {
  const copy = { ...activity };
  for (const field of fields) delete copy[field];
  return copy;
}

const event = (name: string): Activity => ({
  ...without(message({ id: 'a' }), 'text', 'textFormat'),
  type: 'event',
  name,
});

test.each<[string, Activity]>([
  ['a text', message({ id: 'a' })],
  [
    'an image',
    { ...message({ id: 'a', text: '' }), attachments: [{ contentType: 'image/jpeg', contentUrl: 'https://m.test/1' }] },
  ],
  ['a location', { ...message({ id: 'a', text: '' }), entities: [{ type: 'Place' }] }],
  ['a tap', message({ id: 'a', tap: true })],
  ['an order', { ...message({ id: 'a' }), value: { catalog: '1' } }],
  ['an unsupported kind', event('whatsapp/unsupported')],
  ['an unknown kind', event('whatsapp/brand_new')],
  ['a sender without a role', { ...message({ id: 'a' }), from: { id: '919800000001' } }],
])('R1: %s gets a receipt', async (_, activity) => {
  const { offerActivity, reads, receipts } = start();
  expect(offerActivity(activity)).toBe('scheduled');
  await tick(1000);
  expect(reads()).toEqual(['a']);
  expect(receipts.stats()).toMatchObject({ accepted: 1, sent: 1 });
});

test.each<[string, Activity]>([
  ['a reaction', reaction('wamid.x')],
  ['a system message', event('whatsapp/system')],
  ['a welcome request', event('whatsapp/request_welcome')],
  ['a status', event('whatsapp/status')],
  ['an echo', { ...message({ id: 'a' }), from: { id: '911200000000', role: 'bot' } }],
  ['a conversationUpdate', { ...without(message({ id: 'a' }), 'text'), type: 'conversationUpdate' }],
  ['an event of another channel', event('ticket/opened')],
  ['a message without an id', without(message(), 'id')],
])('R1: %s passes at once, without a call and uncounted', async (_, activity) => {
  const { offerActivity, reads, receipts, released } = start();
  expect(offerActivity(activity)).toBe('passed');
  expect(released).toHaveLength(1);
  await tick(10_000);
  expect(reads()).toEqual([]);
  expect(receipts.stats()).toMatchObject({ accepted: 0, calls: 0 });
});

test('R1: what needs no receipt never overtakes a held activity of its conversation', async () => {
  const { offer, offerActivity, released } = start();
  offer('a');
  const follower = { ...reaction('a'), id: 'r1' };
  expect(offerActivity(follower)).toBe('passed');
  offer('b');
  await tick(999);
  expect(released).toEqual([]);
  await tick(1);
  expect(released).toEqual(['a', 'r1', 'b']);
});

test('R1: a held activity does not hold up another conversation', () => {
  const { offer, offerActivity, released } = start();
  offer('a', { customer: '1' });
  const other = message({ customer: '2' });
  offerActivity({ ...reaction('x'), id: 'r', conversation: other.conversation, from: other.from });
  expect(released).toEqual(['r']);
});

test('R1: what passes prolongs no window', async () => {
  const { offer, offerActivity, reads } = start();
  offer('a');
  await tick(900);
  offerActivity(reaction('a'));
  await tick(100);
  expect(reads()).toEqual(['a']);
});

test('R1 R17: a reaction offered while a burst is being handed on does not overtake the rest of it', async () => {
  const { offer, offerActivity, released } = start();
  offer('a', {}, { onReleased: () => void offerActivity({ ...reaction('a'), id: 'r' }) });
  offer('b');
  offer('c');
  await tick(1000);
  expect(released).toEqual(['a', 'b', 'c', 'r']);
});
