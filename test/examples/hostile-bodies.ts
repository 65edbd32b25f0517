/** A body no one should send, by what is wrong with it. */
export type HostileBody = readonly [name: string, body: string | Buffer];

const deep = 10_000;

function nested(open: string, middle: string, close: string): string {
  return `${open.repeat(deep)}${middle}${close.repeat(deep)}`;
}

/** A webhook whose `messages` are these, written as they are. */
function webhook(messages: string, rest = ''): string {
  const metadata = '{"display_phone_number":"910000000001","phone_number_id":"1"}';
  return `{"meta_object":{"field":"messages","value":{"messaging_product":"whatsapp","metadata":${metadata},"messages":${messages}}}${rest}}`;
}

const message = '{"from":"919999999999","id":"wamid.hostile","timestamp":"1700000000","type":"text"';

/** Bodies that are sent as `application/json`. */
export const hostileBodies: readonly HostileBody[] = [
  ['nothing', ''],
  ['white space', ' \n'],
  ['null', 'null'],
  ['a number', '42'],
  ['a number too large to be one', '1e999'],
  ['true', 'true'],
  ['a string', '"hello"'],
  ['an empty list', '[]'],
  ['an empty object', '{}'],
  ['half of an object', '{"meta_object":'],
  ['lists 10,000 deep', nested('[', '', ']')],
  ['objects 10,000 deep', nested('{"meta_object":', '1', '}')],
  ['a message with a field 10,000 deep', webhook(`[${message},"text":{"body":"deep"},"x":${nested('[', '', ']')}}]`)],
  ['a text 10,000 deep', webhook(`[${message},"text":{"body":${nested('{"body":', '1', '}')}}}]`)],
  ['__proto__ at the top', '{"__proto__":{"polluted":true},"meta_object":{"__proto__":{"polluted":true}}}'],
  ['__proto__ in a message', webhook(`[${message},"__proto__":{"polluted":true},"text":{"__proto__":null}}]`)],
  ['constructor.prototype', webhook(`[${message},"constructor":{"prototype":{"polluted":true}}}]`)],
  ['messages of no kind', webhook('[null, 1, "one", [], {}, true, [[]]]')],
  ['messages as a number', webhook('7')],
  ['messages as an object', webhook('{"0":{"id":"wamid.0"}, "length": 4294967295}')],
  ['numbers where texts belong', webhook('[{"from":1,"id":2,"timestamp":3,"type":4,"text":{"body":5}}]')],
  ['objects where texts belong', webhook('[{"from":{},"id":{},"timestamp":{},"type":{},"text":[]}]')],
  [
    'a timestamp that is no time',
    webhook('[{"from":"919999999999","id":"wamid.t","timestamp":"1e400","type":"text"}]'),
  ],
  ['null everywhere', '{"meta_object":{"value":{"messages":null,"statuses":null,"contacts":null,"metadata":null}}}'],
  ['bytes that are not UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d])],
  ['a broken surrogate', webhook(`[${message},"text":{"body":"\\ud800"}}]`)],
  ['NUL bytes', Buffer.alloc(64)],
];
