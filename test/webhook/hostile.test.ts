import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BUSINESS, CUSTOMER, requestOf, text, useChannels, webhookOf } from '../helpers/channel.js';
import { useClock } from '../helpers/clock.js';

const time = useClock();
const open = useChannels(time);
const nested = (depth: number, around = '{"a":', end = '}'): string => `${around.repeat(depth)}1${end.repeat(depth)}`;

/** A webhook in which one message has a field of raw JSON. */
function withField(name: string, json: string): string {
  return JSON.stringify(webhookOf({ ...text('wamid.1'), [name]: '@' })).replace('"@"', json);
}

const bodies: [string, string][] = [
  ['objects nested 100,000 deep', nested(100_000)],
  ['arrays nested 100,000 deep', nested(100_000, '[', ']')],
  ['a webhook nested 10,000 deep', `{"meta_object":{"field":"messages","value":${nested(10_000)}}}`],
  ['a message nested 10,000 deep', withField('text', nested(10_000))],
  ['__proto__ at the top', '{"__proto__":{"polluted":true},"meta_object":{"__proto__":{"polluted":true}}}'],
  ['__proto__ in a message', withField('text', '{"__proto__":{"polluted":true},"body":"x"}')],
  ['constructor.prototype', withField('constructor', '{"prototype":{"polluted":true}}')],
  ['toString as a value', withField('toString', '1')],
  ['a number as the id', withField('id', '1e999')],
  ['an object as the id', withField('id', '{}')],
  ['a very long id', withField('id', JSON.stringify('x'.repeat(100_000)))],
  ['an id with lines and zeros', withField('id', '"wamid\\n\\u0000:::__proto__"')],
  ['a huge timestamp', withField('timestamp', '"99999999999999999999"')],
  ['a negative timestamp', withField('timestamp', '-1')],
  ['null as the sender', withField('from', 'null')],
  ['__proto__ as the sender', withField('from', '"__proto__"')],
  ['a lone surrogate as text', withField('text', '{"body":"\\ud800"}')],
  ['null everywhere', '{"meta_object":null,"extra_info":null,"entry":null,"messages":null}'],
  ['null messages', '{"meta_object":{"field":"messages","value":{"messages":[null,null],"contacts":[null]}}}'],
  ['messages that are no list', '{"meta_object":{"field":"messages","value":{"messages":{"length":5}}}}'],
  ['an array of 200,000 nulls', `[${'null,'.repeat(200_000)}null]`],
  [
    '200,000 messages of null',
    `{"meta_object":{"field":"messages","value":{"messages":[${'null,'.repeat(200_000)}1]}}}`,
  ],
  ['100,000 keys', `{${Array.from({ length: 100_000 }, (_, index) => `"k${index}":0`).join()}}`],
  ['numbers', '{"meta_object":1,"entry":2}'],
  ['1,000 entries', `{"object":"x","entry":[${'{"changes":[{"field":"messages","value":{}}]},'.repeat(1000)}{}]}`],
];

for (const [what, body] of bodies) {
  test(`${what} is answered 200 or 400 and harms nothing`, async () => {
    const { channel, log } = open({ receipts: { quietMs: 0 } });
    channel.handle((_activity, turn) => turn.reply('hello').then(() => undefined));
    const answer = await channel.handleWebhook(requestOf(body));
    expect([200, 400]).toContain(answer.status);
    expect(answer.body.length).toBeLessThan(10_000);
    await time.clock.tickAsync(20_000);
    await answer.settled();
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    expect(log.entries.filter(({ level }) => level === 'error')).toEqual([]);
    expect((await channel.handleWebhook(requestOf(webhookOf(text('wamid.good'))))).status).toBe(200);
  });
}

test('a parsedBody that refers to itself is answered 200 or 400', async () => {
  const { channel } = open();
  let steps = 0;
  const cycle = {
    field: 'messages',
    get value(): unknown {
      steps += 1;
      // Whoever goes round and round comes to an end here, and fails below.
      return steps > 1_000 ? undefined : cycle;
    },
  };
  for (const parsedBody of [cycle, { meta_object: cycle }, { entry: [{ changes: [cycle] }] }]) {
    expect([200, 400]).toContain((await channel.handleWebhook({ ...requestOf(''), parsedBody })).status);
  }
  expect(steps).toBeLessThan(1_000);
});

for (const parsedBody of [
  10n,
  Symbol('odd'),
  () => undefined,
  new Map(),
  new Date(),
  /odd/,
  new Error('odd'),
  { a: 10n },
]) {
  test(`a parsedBody of ${String(parsedBody)} is answered 400`, async () => {
    const { channel } = open();
    expect((await channel.handleWebhook({ ...requestOf(''), parsedBody })).status).toBe(400);
  });
}

test('whatever JSON comes, alone or as any part of a webhook, the answer is 200 or 400 and nothing throws', async () => {
  const json = fc.jsonValue({ maxDepth: 4 });
  const message = fc.oneof(
    json,
    fc.record(
      {
        id: fc.oneof(json, fc.constantFrom('wamid.1', 'wamid.2')),
        type: fc.oneof(
          json,
          fc.constantFrom('text', 'image', 'interactive', 'reaction', 'location', 'contacts', 'order'),
        ),
        from: fc.oneof(json, fc.constant(CUSTOMER)),
        timestamp: fc.oneof(json, fc.constant('1772366400')),
        text: fc.oneof(json, fc.record({ body: json })),
        image: json,
        interactive: fc.oneof(
          json,
          fc.record({ type: fc.constantFrom('button_reply', 'nfm_reply'), button_reply: json }),
        ),
        reaction: json,
        context: json,
      },
      { requiredKeys: [] },
    ),
  );
  const metadata = fc.oneof(json, fc.constant({ display_phone_number: BUSINESS }));
  const value = fc.record(
    { metadata, contacts: json, messages: fc.oneof(json, fc.array(message)), statuses: fc.oneof(json, fc.array(json)) },
    { requiredKeys: [] },
  );
  const change = fc.record({ field: fc.oneof(json, fc.constant('messages')), value: fc.oneof(json, value) });
  const body = fc.oneof(
    json,
    change,
    fc.record({ meta_object: change, extra_info: json }),
    fc.record({ object: json, entry: fc.array(fc.record({ changes: fc.array(change) })) }),
  );
  const { channel, log } = open({ receipts: false });
  channel.handle(() => undefined);
  await time.clock.tickAsync(0);
  await fc.assert(
    fc.asyncProperty(body, fc.boolean(), async (body, parsed) => {
      const request = parsed ? { ...requestOf(''), parsedBody: body } : requestOf(body);
      const { status } = await channel.handleWebhook(request);
      const plainText = parsed && typeof body === 'string';
      expect(plainText ? [200, 400, 413] : [200, 400]).toContain(status);
    }),
    { numRuns: 500 },
  );
  expect(log.entries.filter(({ level }) => level === 'error')).toEqual([]);
});
