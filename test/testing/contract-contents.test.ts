import { type FakeKaleyra, startFakeKaleyra } from 'tidemark/testing';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { messageBody } from './call.js';
import { expectAcceptance, expectMessageRefused } from './expectations.js';

let kaleyra: FakeKaleyra;
beforeAll(async () => {
  kaleyra = await startFakeKaleyra();
});
afterAll(() => kaleyra.close());

const link = 'https://example.com/a';
const person = { name: { formatted_name: 'Ada Lovelace', first_name: 'Ada' } };

describe('a message', () => {
  it.each<[what: string, type: string, content: unknown]>([
    ['an image of a link', 'image', { link, caption: '😀'.repeat(1024) }],
    ['a video', 'video', { link, caption: '' }],
    ['a voice message', 'audio', { link, voice: true }],
    ['a document', 'document', { link: 'http://example.com/a.pdf', filename: 'a.pdf', caption: 'A' }],
    ['a sticker', 'sticker', { link }],
    ['a location', 'location', { latitude: -90, longitude: 180, name: 'Pole', address: 'Nowhere' }],
    ['a location of numbers only', 'location', { latitude: 12.9, longitude: 77.6 }],
    ['a contact', 'contacts', [person]],
    [
      'all of a contact',
      'contacts',
      [
        {
          ...person,
          phones: [{ phone: '+91 98765 43210', type: 'HOME', wa_id: '919876543210' }],
          emails: [{ email: 'ada@example.com', type: 'WORK' }],
          urls: [{ url: link, type: 'WORK' }],
          addresses: [{ street: '1', city: 'b', state: 'c', zip: 'd', country: 'e', country_code: 'in', type: 'HOME' }],
          org: { company: 'a', department: 'b', title: 'c' },
          birthday: '1815-12-10',
        },
      ],
    ],
    ['257 contacts', 'contacts', Array.from({ length: 257 }, () => person)],
    ['a reaction', 'reaction', { message_id: 'wamid.1', emoji: '😀' }],
    ['a reaction of several code points', 'reaction', { message_id: 'wamid.1', emoji: '👩🏽‍🚀' }],
    ['a heart without its variation selector', 'reaction', { message_id: 'wamid.1', emoji: '❤' }],
    ['a flag', 'reaction', { message_id: 'wamid.1', emoji: '🇮🇳' }],
    ['a keycap', 'reaction', { message_id: 'wamid.1', emoji: '1️⃣' }],
    ['a reaction taken back', 'reaction', { message_id: 'wamid.1', emoji: '' }],
  ])('is accepted with %s', async (_, type, content) => {
    await expectAcceptance(kaleyra, { body: messageBody(type, content) });
  });

  it.each<[what: string, type: string, content: unknown, violation: string]>([
    ['neither id nor link', 'image', { caption: 'A' }, ' must have exactly one of "id" and "link".'],
    ['an empty id', 'image', { id: '' }, '.id must not be empty.'],
    ['a link that is no URL', 'image', { link: 'a.png' }, '.link must be an http or https URL.'],
    ['a link to a local file', 'image', { link: 'file:///a.png' }, '.link must be an http or https URL.'],
    [
      '1025 characters',
      'image',
      { link, caption: 'x'.repeat(1025) },
      '.caption must not be longer than 1024 characters.',
    ],
    ['a caption under audio', 'audio', { link, caption: 'A' }, ' must not have the key "caption".'],
    ['a caption under a sticker', 'sticker', { link, caption: 'A' }, ' must not have the key "caption".'],
    ['a file name of an image', 'image', { link, filename: 'a.png' }, ' must not have the key "filename".'],
    ['a voice that is no boolean', 'audio', { link, voice: 'yes' }, '.voice must be a boolean.'],
    ['an image in an array', 'image', [{ link }], ' must be an object.'],
    [
      'a latitude beyond the pole',
      'location',
      { latitude: 90.1, longitude: 0 },
      '.latitude must be a number from -90 to 90.',
    ],
    [
      'a longitude of text',
      'location',
      { latitude: 0, longitude: '1' },
      '.longitude must be a number from -180 to 180.',
    ],
    [
      'a location of another key',
      'location',
      { latitude: 0, longitude: 0, url: link },
      ' must not have the key "url".',
    ],
    ['a contact outside an array', 'contacts', person, ' must be an array.'],
    ['no contact', 'contacts', [], ' must not be empty.'],
    ['258 contacts', 'contacts', Array.from({ length: 258 }, () => person), ' must not have more than 257 contacts.'],
    ['a contact without a name', 'contacts', [{}], '.0.name must be an object.'],
    ['no full name', 'contacts', [person, { name: { first_name: 'A' } }], '.1.name.formatted_name must be a string.'],
    ['an empty full name', 'contacts', [{ name: { formatted_name: '' } }], '.0.name.formatted_name must not be empty.'],
    ['phones outside an array', 'contacts', [{ ...person, phones: { phone: '1' } }], '.0.phones must be an array.'],
    [
      'a phone that is a number',
      'contacts',
      [{ ...person, phones: [{ phone: 1 }] }],
      '.0.phones.0.phone must be a string.',
    ],
    [
      'another birthday',
      'contacts',
      [{ ...person, birthday: '10.12.1815' }],
      '.0.birthday must have the form YYYY-MM-DD.',
    ],
    ['a reaction to nothing', 'reaction', { emoji: '😀' }, '.message_id must be a string.'],
    ['no emoji', 'reaction', { message_id: 'wamid.1' }, '.emoji must be a string.'],
    ['a word as emoji', 'reaction', { message_id: 'wamid.1', emoji: 'ok' }, '.emoji must be one emoji or empty.'],
    ['two emoji', 'reaction', { message_id: 'wamid.1', emoji: '😀😀' }, '.emoji must be one emoji or empty.'],
  ])('is refused with %s', async (_, type, content, violation) => {
    await expectMessageRefused(kaleyra, messageBody(type, content), [`messaging_object.${type}${violation}`]);
  });
});
