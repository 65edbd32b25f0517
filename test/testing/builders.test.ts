import {
  buttonReplyMessage,
  imageMessage,
  kaleyraWebhook,
  listReplyMessage,
  locationMessage,
  reactionMessage,
  statusWebhook,
  textMessage,
} from 'tidemark/testing';
import { describe, expect, it } from 'vitest';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

describe('kaleyraWebhook', () => {
  const options = { from: '+919876543210', businessNumber: '+910000000001' };

  it("is Kaleyra's envelope with Meta's change in it", () => {
    const messages = [textMessage({ id: 'wamid.1', text: 'Hi', timestamp: 1722863329 })];
    expect(kaleyraWebhook({ ...options, messages })).toEqual({
      meta_object: {
        value: {
          messaging_product: 'whatsapp',
          metadata: { display_phone_number: '910000000001', phone_number_id: expect.stringMatching(/^\d+$/) },
          contacts: [{ profile: { name: 'Sam' }, wa_id: '919876543210' }],
          messages: [
            { from: '919876543210', id: 'wamid.1', timestamp: '1722863329', type: 'text', text: { body: 'Hi' } },
          ],
        },
        field: 'messages',
      },
      extra_info: {
        media_url: '',
        ref: '',
        ref1: '',
        ref2: '',
        reply_to: '',
        trace_id: expect.stringMatching(uuid),
        waba_id: expect.stringMatching(/^\d+$/),
      },
    });
  });

  it('holds several messages, each with its own sender if it has one', () => {
    const messages = [textMessage({ text: 'a' }), textMessage({ text: 'b', from: '1' })];
    const body = kaleyraWebhook({ ...options, name: 'Zoë', messages, extraInfo: { media_url: 'https://x/y' } });
    expect(body).toMatchObject({
      meta_object: {
        value: { contacts: [{ profile: { name: 'Zoë' } }], messages: [{ from: '919876543210' }, { from: '1' }] },
      },
      extra_info: { media_url: 'https://x/y', ref: '' },
    });
  });
});

describe('the builders of messages', () => {
  const fixed = { id: 'wamid.1', from: '919876543210', timestamp: '1722863329' };

  it('give unique ids and the present second as a string', () => {
    const one = textMessage({ text: 'a' }) as { id: string; timestamp: string };
    const two = textMessage({ text: 'a' }) as { id: string };
    expect(one.id).toMatch(/^wamid\../);
    expect(one.id).not.toBe(two.id);
    expect(one.timestamp).toMatch(/^\d{10}$/);
    expect(one).not.toHaveProperty('from');
  });

  it('give a text with the message it quotes', () => {
    expect(textMessage({ ...fixed, text: 'Hi', context: { from: '910000000001', id: 'wamid.0' } })).toEqual({
      ...fixed,
      type: 'text',
      text: { body: 'Hi' },
      context: { from: '910000000001', id: 'wamid.0' },
    });
  });

  it('give a tap on a button', () => {
    expect(buttonReplyMessage({ ...fixed, replyId: 'yes', title: 'Yes' })).toEqual({
      ...fixed,
      type: 'interactive',
      interactive: { type: 'button_reply', button_reply: { id: 'yes', title: 'Yes' } },
    });
  });

  it('give a choice from a list', () => {
    const list_reply = { id: 'r1', title: 'Row', description: 'First' };
    const options = { ...fixed, replyId: 'r1', title: 'Row' };
    const expected = { ...fixed, type: 'interactive', interactive: { type: 'list_reply', list_reply } };
    expect(listReplyMessage({ ...options, description: 'First' })).toEqual(expected);
    expect(listReplyMessage(options)).toMatchObject({ interactive: { list_reply: { id: 'r1', title: 'Row' } } });
  });

  it('give a reaction, and one taken back', () => {
    expect(reactionMessage({ ...fixed, messageId: 'wamid.0', emoji: '😂' })).toEqual({
      ...fixed,
      type: 'reaction',
      reaction: { message_id: 'wamid.0', emoji: '😂' },
    });
    expect(reactionMessage({ ...fixed, messageId: 'wamid.0' })).toMatchObject({ reaction: { message_id: 'wamid.0' } });
  });

  it('give an image', () => {
    const image = { caption: 'c', mime_type: 'image/png', sha256: 'abc', id: '1' };
    const options = { caption: 'c', mimeType: 'image/png', sha256: 'abc', mediaId: '1' };
    expect(imageMessage({ ...fixed, ...options })).toEqual({ ...fixed, type: 'image', image });
    expect(imageMessage()).toMatchObject({ type: 'image', image: { mime_type: 'image/jpeg' } });
  });

  it('give a location', () => {
    const place = { latitude: 12.94, longitude: 77.64, name: 'Office', address: 'Road 1', url: 'https://example.com' };
    expect(locationMessage({ ...fixed, ...place })).toEqual({ ...fixed, type: 'location', location: place });
    expect(locationMessage({ latitude: 1, longitude: 2 })).toMatchObject({ location: { latitude: 1, longitude: 2 } });
  });
});

describe('statusWebhook', () => {
  it('is the envelope of a status, which stands beside it once more', () => {
    const body = statusWebhook({
      id: 'wamid.1',
      status: 'sent',
      businessNumber: '910000000001',
      recipient: '+919876543210',
      timestamp: 1722834665,
      details: { pricing: { billable: true } },
      extraInfo: { ref: 'r' },
    });
    expect(body).toEqual({
      meta_object: {
        value: {
          messaging_product: 'whatsapp',
          metadata: { display_phone_number: '910000000001', phone_number_id: expect.stringMatching(/^\d+$/) },
          statuses: [
            {
              id: 'wamid.1',
              status: 'sent',
              timestamp: '1722834665',
              recipient_id: '919876543210',
              pricing: { billable: true },
            },
          ],
        },
        field: 'messages',
      },
      extra_info: {
        trace_id: expect.stringMatching(uuid),
        message_id: 'wamid.1',
        waba_id: expect.stringMatching(/^\d+$/),
        ref: 'r',
        ref1: '',
        ref2: '',
        enable_url_tracking_body: false,
        enable_url_tracking_button: false,
      },
      status: 'sent',
      message_id: 'wamid.1',
    });
  });

  it('can differ in the id of the status, as in the sample', () => {
    const options = { id: 'wamid.1', status: 'read', businessNumber: '1', recipient: '2' };
    expect(statusWebhook({ ...options, statusId: 'abc' })).toMatchObject({
      meta_object: { value: { statuses: [{ id: 'abc' }] } },
      message_id: 'wamid.1',
    });
  });
});
