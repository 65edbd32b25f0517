import fc from 'fast-check';
import { fixtures } from './fixtures.js';
import { hostileJson, hostileKey } from './hostile-json.js';

/** One change to a documented webhook. */
interface Mutation {
  /** Which of its places, counted round and round. */
  place: number;
  what: 'replace' | 'add' | 'twice' | 'repeat' | 'remove';
  key: string;
  json: string;
}

interface Place {
  object: Record<string, unknown>;
  key: string;
}

function* placesIn(value: unknown): Generator<Place> {
  if (typeof value !== 'object' || value === null) return;
  for (const key of Object.keys(value)) {
    yield { object: value as Record<string, unknown>, key };
    yield* placesIn((value as Record<string, unknown>)[key]);
  }
}

function mutated(source: string, mutations: readonly Mutation[]): string {
  const body: unknown = JSON.parse(source);
  // Marks for what JSON.stringify could not write, such as a key that stands there twice.
  const raw = new Map<string, string>();
  const mark = (json: string): string => {
    const name = `@${raw.size}@`;
    raw.set(`"${name}"`, json);
    return name;
  };
  for (const { place, what, key, json } of mutations) {
    const places = [...placesIn(body)];
    const chosen = places[place % places.length];
    if (chosen === undefined) break;
    const { object, key: at } = chosen;
    if (what === 'remove') Reflect.deleteProperty(object, at);
    else if (what === 'repeat') object[at] = Array.from({ length: (place % 5) + 2 }, () => object[at]);
    else if (what === 'replace' || Array.isArray(object)) object[at] = mark(json);
    else
      object[what === 'add' ? `added${raw.size}` : `twice${raw.size}`] = mark(
        `0,${JSON.stringify(what === 'add' ? key : at)}:${json}`,
      );
  }
  let text = JSON.stringify(body);
  for (const [name, json] of raw) text = text.replace(name, () => json);
  return text;
}

const mutation: fc.Arbitrary<Mutation> = fc.record({
  place: fc.nat(),
  what: fc.constantFrom('replace', 'replace', 'replace', 'add', 'twice', 'repeat', 'remove'),
  key: hostileKey,
  json: hostileJson,
});

const fixture = fc.constantFrom(...fixtures);

/** A documented webhook with one to four of its places changed, as text that is still JSON. */
export const mutatedWebhook: fc.Arbitrary<string> = fc
  .tuple(fixture, fc.array(mutation, { minLength: 1, maxLength: 4 }))
  .map(([source, mutations]) => mutated(source, mutations));

/** Bytes that are no UTF-8: cut off, overlong, a surrogate, beyond the last character, never used. */
const noUtf8 = ['c3', 'e282', 'c080', 'eda080', 'f4908080', 'ff', 'fe', '80'].map((hex) => Buffer.from(hex, 'hex'));

/** A documented webhook with bytes in it that are no UTF-8. */
export const noUtf8Webhook: fc.Arbitrary<Buffer> = fc
  .tuple(fixture, fc.nat(), fc.constantFrom(...noUtf8))
  .map(([source, place, bytes]) => {
    const body = Buffer.from(source);
    const at = place % (body.length + 1);
    return Buffer.concat([body.subarray(0, at), bytes, body.subarray(at)]);
  });

/** A documented webhook as bytes that were cut off, exchanged, put in or turned round. */
export const brokenBytes: fc.Arbitrary<Buffer> = fc
  .tuple(fixture, fc.constantFrom('cut', 'put', 'flip', 'drop'), fc.nat(), fc.constantFrom(...noUtf8))
  .map(([source, what, place, bytes]) => {
    const body = Buffer.from(source);
    const at = place % body.length;
    if (what === 'cut') return body.subarray(0, at);
    if (what === 'put') return Buffer.concat([body.subarray(0, at), bytes, body.subarray(at)]);
    if (what === 'drop') return Buffer.concat([body.subarray(0, at), body.subarray(at + 1)]);
    body[at] = (body[at] ?? 0) ^ (1 << (place % 8));
    return body;
  });
