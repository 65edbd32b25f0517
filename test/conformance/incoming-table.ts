/** One line of the table of what comes in, with the documented sample that is posted for it. */
export interface IncomingRow {
  readonly what: string;
  /** The sample's name in `test/fixtures/kaleyra`. */
  readonly sample: string;
  /** Fields of the message that the sample has otherwise. */
  readonly message?: Readonly<Record<string, unknown>>;
  /** Whether it is marked read: whether the customer sees a bubble of it (R1). */
  readonly isMarked: boolean;
  /** The activity, but for what all have: id, time, parties and `channelData`. */
  readonly activity: Readonly<Record<string, unknown>>;
  /** What stands in `channelData` beside the provider's own words. */
  readonly marks?: Readonly<Record<string, unknown>>;
}

const quoted = 'wamid.HBgMOTE5OTAwMDAwMDAyFQIAEhgUM0EwMDAwMDAwMDAwMDAwMDAw00=';
const incoming = 'https://media.example.com/incoming';
const message = { type: 'message', text: '', textFormat: 'plain' };

function file(contentType: string, name: string, path: string): object {
  return { attachments: [{ contentType, contentUrl: `${incoming}/${path}`, name }] };
}

/** Every kind of message, and the activity that a bot of any kind is given for it. */
export const incomingTable: readonly IncomingRow[] = [
  {
    what: 'a text',
    sample: 'text',
    isMarked: true,
    activity: { ...message, text: 'Hello, is my order on its way?' },
  },
  {
    what: 'a text that quotes another message',
    sample: 'text-quoting',
    isMarked: true,
    activity: { ...message, text: 'This one', replyToId: quoted },
  },
  {
    what: 'an image',
    sample: 'image-reply',
    isMarked: true,
    activity: { ...message, replyToId: quoted, ...file('image/jpeg', 'image.jpg', '3.jpeg') },
  },
  {
    what: 'a video with a caption',
    sample: 'video',
    isMarked: true,
    activity: { ...message, text: 'Look', ...file('video/mp4', 'video.mp4', '4.mp4') },
  },
  {
    what: 'an audio file',
    sample: 'audio-voice',
    message: { audio: { mime_type: 'audio/mpeg', sha256: 'c2hhMjU2', id: '200000000000005' } },
    isMarked: true,
    activity: { ...message, ...file('audio/mpeg', 'audio.mp3', '5.ogg') },
  },
  {
    what: 'a voice note',
    sample: 'audio-voice',
    isMarked: true,
    activity: { ...message, ...file('audio/ogg; codecs=opus', 'audio.ogg', '5.ogg') },
    marks: { voice: true },
  },
  {
    what: 'a document',
    sample: 'document',
    isMarked: true,
    activity: { ...message, text: 'The form', ...file('application/pdf', 'Form 12.pdf', '6.pdf') },
  },
  {
    what: 'a document with a hostile name',
    sample: 'document',
    message: { document: { filename: '../../x', mime_type: 'application/pdf', id: '200000000000006' } },
    isMarked: true,
    activity: { ...message, ...file('application/pdf', 'x', '6.pdf') },
  },
  {
    what: 'a sticker',
    sample: 'sticker',
    isMarked: true,
    activity: { ...message, ...file('image/webp', 'sticker.webp', '7.webp') },
  },
  {
    what: 'a location',
    sample: 'location-current',
    isMarked: true,
    activity: { ...message, entities: [{ type: 'GeoCoordinates', latitude: 12.94, longitude: 77.64 }] },
  },
  {
    what: 'a place',
    sample: 'location-place',
    isMarked: true,
    activity: {
      ...message,
      entities: [
        { type: 'GeoCoordinates', latitude: 12.94, longitude: 77.64, name: 'Example Cafe' },
        { type: 'Place', name: 'Example Cafe', address: '1 Example Road, Bengaluru' },
      ],
    },
  },
  {
    what: 'contact cards',
    sample: 'contacts-phones-object',
    isMarked: true,
    activity: {
      ...message,
      attachments: [
        {
          contentType: 'application/vnd.whatsapp.contacts+json',
          content: [
            {
              name: { first_name: 'Alex', middle_name: 'B', last_name: 'Doe', formatted_name: 'Alex B Doe' },
              phones: [{ phone: '+91 99000 00003', wa_id: '919900000003', type: 'CELL' }],
            },
          ],
          name: 'contacts.json',
        },
      ],
    },
  },
  {
    what: 'a tap on a reply button',
    sample: 'button-reply',
    isMarked: true,
    activity: { ...message, text: 'yes', value: { id: 'yes', title: 'Yes, please' }, replyToId: quoted },
    marks: { tap: true },
  },
  {
    what: 'a tap on a row of a list',
    sample: 'list-reply',
    isMarked: true,
    activity: {
      ...message,
      text: 'slot-2',
      value: { id: 'slot-2', title: 'Tomorrow', description: '9 to 11' },
      replyToId: quoted,
    },
    marks: { tap: true },
  },
  {
    what: 'a tap on the button of a template',
    sample: 'template-button',
    isMarked: true,
    activity: {
      ...message,
      text: 'button0',
      value: { id: 'button0', title: 'Track order', payload: 'button0', text: 'Track order' },
      replyToId: quoted,
    },
    marks: { tap: true },
  },
  {
    what: 'the answer of a flow',
    sample: 'flow-answer',
    isMarked: true,
    activity: { ...message, value: { flow_token: 'token-1', size: 'M' }, replyToId: quoted },
    marks: { tap: true },
  },
  {
    what: 'an order',
    sample: 'order',
    isMarked: true,
    activity: {
      ...message,
      value: {
        catalog_id: '300000000000001',
        text: 'Please gift-wrap',
        product_items: [{ product_retailer_id: 'sku-1', quantity: 2, item_price: 9.5, currency: 'INR' }],
      },
    },
  },
  {
    what: 'a reaction',
    sample: 'reaction',
    isMarked: false,
    activity: { type: 'messageReaction', replyToId: quoted, reactionsAdded: [{ type: '😂' }] },
  },
  {
    what: 'a reaction that is taken away',
    sample: 'reaction-removed',
    isMarked: false,
    activity: { type: 'messageReaction', replyToId: quoted, reactionsRemoved: [{ type: 'unknown' }] },
  },
  {
    what: 'a notice of the system',
    sample: 'system',
    isMarked: false,
    activity: {
      type: 'event',
      name: 'whatsapp/system',
      value: {
        body: 'User A changed from 919900000002 to 919900000004',
        type: 'user_changed_number',
        wa_id: '919900000004',
      },
    },
  },
  {
    what: 'a message that WhatsApp cannot pass on',
    sample: 'unsupported',
    isMarked: true,
    activity: {
      type: 'event',
      name: 'whatsapp/unsupported',
      value: {
        type: 'poll_creation',
        errors: [
          {
            code: 131051,
            title: 'Message type unknown',
            message: 'Message type unknown',
            error_data: { details: 'Message type is currently not supported.' },
          },
        ],
      },
    },
  },
  {
    what: 'a request for a welcome',
    sample: 'request-welcome',
    isMarked: false,
    activity: { type: 'event', name: 'whatsapp/request_welcome' },
  },
  {
    what: 'a message of a type invented later',
    sample: 'unknown-type',
    isMarked: true,
    activity: { type: 'event', name: 'whatsapp/hologram', value: { id: '200000000000023' } },
  },
];
