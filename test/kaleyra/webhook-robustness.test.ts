import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Activity } from '../../src/activity/activity.js';
import { parseKaleyraWebhook } from '../../src/kaleyra/webhook/parse-kaleyra-webhook.js';

const folder = new URL('../fixtures/kaleyra/', import.meta.url);
const names = readdirSync(folder).filter((name) => name.endsWith('.json'));
const fixtures = names.map((name) => ({ name, text: readFileSync(new URL(name, folder), 'utf8') }));

const text = (id: string): object => ({ from: '2', id, type: 'text', text: { body: 'a' } });
const bodyOf = (messages: unknown): object => ({
  meta_object: { field: 'messages', value: { metadata: { display_phone_number: '1' }, messages } },
});

/** Every object within a value, itself too. */
function* objectsIn(value: unknown): Generator<object> {
  if (typeof value !== 'object' || value === null) return;
  yield value;
  for (const inner of Object.values(value)) yield* objectsIn(inner);
}

/** What holds of every activity, whatever the body. */
function expectSound(activity: Activity): void {
  expect(activity.id).toBeTruthy();
  expect(activity.channelId).toBe('whatsapp');
  expect(activity.conversation.id).toMatch(/^\d+:.+/);
  expect(Object.values(activity)).not.toContain(undefined);
  expect(Object.values(activity)).not.toContain(null);
  if (activity.type === 'message') expect(typeof activity.text).toBe('string');
  for (const { name, contentUrl } of activity.attachments ?? []) {
    expect(name).toMatch(/^[^/\\]+$/);
    if (contentUrl !== undefined) expect(contentUrl).toMatch(/^https?:/);
  }
  for (const part of objectsIn(activity.channelData)) expect(Object.isFrozen(part)).toBe(true);
  for (const key of ['type', 'user', 'text', 'channel', 'postback', 'optin'])
    expect(activity.channelData).not.toHaveProperty(key);
}

/** A fixture with one of its values, at any depth, replaced. */
function mutated(source: string, place: number, replacement: unknown): unknown {
  const body: unknown = JSON.parse(source);
  const slots = [...objectsIn(body)].flatMap((object) => Object.keys(object).map((key) => ({ object, key })));
  const slot = slots[place % slots.length];
  if (slot !== undefined) Reflect.set(slot.object, slot.key, replacement);
  return body;
}

describe('any JSON', () => {
  it('is parsed without throwing', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), (body) => {
        expect(typeof parseKaleyraWebhook(body).ok).toBe('boolean');
      }),
      { numRuns: 500 },
    );
  });

  it('in the place of a message is an activity that is sound or is skipped', () => {
    const type = fc.constantFrom(
      'text',
      'image',
      'audio',
      'location',
      'contacts',
      'interactive',
      'button',
      'order',
      'reaction',
      'x',
    );
    const message = fc.record(
      { from: fc.constant('2'), id: fc.string(), type, timestamp: fc.jsonValue() },
      { requiredKeys: [] },
    );
    const content = fc.dictionary(type, fc.jsonValue({ maxDepth: 4 }));
    const messages = fc.array(
      fc.oneof(
        fc.tuple(message, content).map((parts) => Object.assign({}, ...parts)),
        fc.jsonValue(),
      ),
    );
    fc.assert(
      fc.property(messages, (list) => {
        const parsed = parseKaleyraWebhook(bodyOf(list));
        if (!parsed.ok) throw new Error(parsed.message);
        expect(parsed.activities.length + parsed.skipped.length).toBe(list.length);
        parsed.activities.forEach(expectSound);
      }),
      { numRuns: 500 },
    );
  });

  it('in any place of a documented body does no harm', () => {
    fc.assert(
      fc.property(fc.constantFrom(...fixtures), fc.nat(), fc.jsonValue(), ({ text: source }, place, replacement) => {
        const parsed = parseKaleyraWebhook(mutated(source, place, replacement), { businessNumber: '1' });
        if (parsed.ok) parsed.activities.forEach(expectSound);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('a documented body', () => {
  it.each(fixtures)('is not changed and not frozen ($name)', ({ text: source }) => {
    const body: unknown = JSON.parse(source);
    parseKaleyraWebhook(body);
    expect(body).toEqual(JSON.parse(source));
    expect([...objectsIn(body)].some(Object.isFrozen)).toBe(false);
  });

  it.each(fixtures)('of an unknown future has more fields, which are kept ($name)', ({ text: source }) => {
    const body: unknown = JSON.parse(source);
    for (const object of [...objectsIn(body)])
      if (!Array.isArray(object)) Reflect.set(object, 'field_of_2030', { a: 1 });
    const parsed = parseKaleyraWebhook(body, { businessNumber: '1' });
    const before = parseKaleyraWebhook(JSON.parse(source), { businessNumber: '1' });
    expect(parsed.ok).toBe(before.ok);
    if (!parsed.ok || !before.ok) return;
    expect(parsed.activities.map(({ type }) => type)).toEqual(before.activities.map(({ type }) => type));
    for (const { channelData } of parsed.activities) expect(channelData).toHaveProperty('message.field_of_2030.a', 1);
    for (const { channelData } of parsed.statuses) expect(channelData).toHaveProperty('status.field_of_2030.a', 1);
  });
});

describe('a hostile body', () => {
  it('nested 10,000 deep is cut, and its activity can be written as JSON', () => {
    const deep = (open: string, close: string): string => open.repeat(10_000) + close.repeat(10_000);
    const source = JSON.stringify(bodyOf([{ ...text('wamid.a'), objects: 0, arrays: 0 }]))
      .replace('"objects":0', `"objects":${deep('{"a":', '}').replace('{"a":}', '{}')}`)
      .replace('"arrays":0', `"arrays":${deep('[', ']')}`);
    const body: unknown = JSON.parse(source);
    const parsed = parseKaleyraWebhook(body);
    if (!parsed.ok) throw new Error(parsed.message);
    expect(parsed.activities).toMatchObject([{ id: 'wamid.a', text: 'a' }]);
    expect(JSON.stringify(parsed.activities).length).toBeLessThan(2_000);
    expect(parseKaleyraWebhook(JSON.parse(deep('[', ']'))).ok).toBe(false);
  });

  it('hides nothing deep in the answer of a flow', () => {
    const response_json = '['.repeat(10_000) + ']'.repeat(10_000);
    const interactive = { type: 'nfm_reply', nfm_reply: { response_json } };
    const parsed = parseKaleyraWebhook(bodyOf([{ from: '2', id: 'wamid.a', type: 'interactive', interactive }]));
    if (!parsed.ok) throw new Error(parsed.message);
    expect(JSON.stringify(parsed.activities[0]?.value).length).toBeLessThan(200);
  });

  it('with a million wrong contacts is not reported a million times', () => {
    const zeros = Array.from({ length: 1_000_000 }, () => 0);
    const body = bodyOf([{ from: '2', id: 'wamid.a', type: 'contacts', contacts: zeros }, text('wamid.b')]);
    Object.assign((body as { meta_object: { value: object } }).meta_object.value, { contacts: zeros });
    const parsed = parseKaleyraWebhook(body);
    expect(parsed).toMatchObject({ activities: [{ id: 'wamid.b' }], skipped: [{ id: 'wamid.a' }] });
  }, 5_000);

  it('with a key __proto__ changes no prototype', () => {
    const proto = '"__proto__":{"polluted":true,"from":"9"}';
    const source = `{${proto},"meta_object":{${proto},"field":"messages","value":{${proto},"metadata":{"display_phone_number":"1"},
      "messages":[{${proto},"id":"wamid.a","type":"text","text":{${proto},"body":"a"}},
      {${proto},"from":"2","id":"wamid.b","type":"text","text":{${proto},"body":"b"}}]}}}`;
    const parsed = parseKaleyraWebhook(JSON.parse(source));
    if (!parsed.ok) throw new Error(parsed.message);
    expect(parsed.activities.map(({ id }) => id)).toEqual(['wamid.b']);
    for (const part of objectsIn(parsed)) expect('polluted' in part).toBe(false);
    expect('polluted' in {}).toBe(false);
  });

  it('with more than 1,000 messages is read up to there, and the rest is told once', () => {
    const messages = Array.from({ length: 100_000 }, (_, index) => text(`wamid.${index}`));
    const parsed = parseKaleyraWebhook(bodyOf(messages));
    if (!parsed.ok) throw new Error(parsed.message);
    expect(parsed.activities).toHaveLength(1_000);
    expect(parsed.skipped).toStrictEqual([
      {
        index: 1_000,
        reason:
          'meta_object.value.messages[1000]: 99000 left out from here on, at most 1000 messages of a body are read',
      },
    ]);
  });

  it('counts its messages over all changes', () => {
    const { meta_object: change } = bodyOf(Array.from({ length: 600 }, (_, index) => text(`wamid.${index}`))) as {
      meta_object: object;
    };
    const parsed = parseKaleyraWebhook({ entry: [{ changes: [change, change, change] }] });
    if (!parsed.ok) throw new Error(parsed.message);
    expect(parsed.activities).toHaveLength(1_000);
    expect(parsed.skipped.map(({ index, reason }) => [index, reason.split(' ')[1]])).toEqual([
      [400, '200'],
      [0, '600'],
    ]);
  });

  it('with more than 1,000 changes is read up to there, and the rest is told once', () => {
    const changes = Array.from({ length: 2_000 }, () => ({ field: 'account_update', value: {} }));
    const parsed = parseKaleyraWebhook({ entry: [{ changes }] });
    if (!parsed.ok) throw new Error(parsed.message);
    expect(parsed.account).toHaveLength(1_000);
    expect(parsed.skipped).toStrictEqual([
      {
        index: 1_000,
        reason: 'entry[0].changes[1000]: left out with all that follows, at most 1000 changes of a body are read',
      },
    ]);
  });

  it('is never quoted, not even where the application has told zod to', () => {
    const before = z.config();
    z.config({ customError: (issue) => `got ${JSON.stringify(issue.input)}` });
    try {
      const parsed = parseKaleyraWebhook(bodyOf([{ ...text('wamid.a'), text: ['secret'] }]));
      expect(JSON.stringify(parsed)).not.toContain('secret');
    } finally {
      z.config({ ...before, customError: undefined });
    }
  });
});
