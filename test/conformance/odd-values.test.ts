import { readdirSync, readFileSync } from 'node:fs';
import { Activity as AgentActivity } from '@microsoft/agents-activity';
import { parseKaleyraWebhook } from 'tidemark';
import { expect, test } from 'vitest';
import { fieldsOf } from './incoming-sample.js';

const samples = new URL('../fixtures/kaleyra/', import.meta.url);
const names = readdirSync(samples).filter((name) => name.endsWith('.json'));
const odd: readonly unknown[] = [
  '',
  ' ',
  null,
  0,
  -1.5,
  true,
  [],
  {},
  [''],
  { id: '' },
  'x'.repeat(5000),
  '\ud800',
  '🙂',
];

/** Every way to replace one value of a JSON text, or to leave it out. */
function* variantsOf(value: unknown): Generator<unknown> {
  for (const one of odd) yield one;
  if (typeof value !== 'object' || value === null) return;
  for (const key of Object.keys(value)) {
    for (const inner of variantsOf(Reflect.get(value, key))) {
      const copy: object = Array.isArray(value) ? [...value] : { ...value };
      Reflect.set(copy, key, inner);
      yield copy;
    }
    const rest = Array.isArray(value) ? [...value] : { ...value };
    Reflect.deleteProperty(rest, key);
    yield rest;
  }
}

// The Agents SDK checks each activity, and refuses null and '' in many places: no turn would run.
test.each(names)(
  '%s with any one value replaced by an odd one: what is accepted, the Agents SDK takes unchanged',
  (name) => {
    const body = JSON.parse(readFileSync(new URL(name, samples), 'utf8')) as unknown;
    let activities = 0;
    for (const variant of variantsOf(body)) {
      const parsed = parseKaleyraWebhook(variant);
      for (const activity of parsed.ok ? parsed.activities : []) {
        expect(fieldsOf(AgentActivity.fromObject(activity))).toEqual(fieldsOf(activity));
        activities += 1;
      }
    }
    const [first] = ((parsed) => (parsed.ok ? parsed.activities : []))(parseKaleyraWebhook(body));
    expect(activities > 0).toBe(first !== undefined);
  },
);
