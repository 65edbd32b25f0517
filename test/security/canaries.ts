import { inspect } from 'node:util';

/** What must not be found anywhere but where it belongs; long and odd, so that nothing else is the same. */
export const canaries = {
  apiKey: 'Acanary0apikey0c0ffee00c0ffee00ee',
  sid: 'HXcanary0sid0000IN',
  webhookSecret: 'canary-webhook-secret-7d1f',
  text: 'my diagnosis is private',
  caption: 'the picture of my wound',
  reply: 'the doctor says it is nothing',
  profile: 'Penelope Canary',
  signature: 'canary-signature-51ab',
} as const;

/** Everything a logger, a debugger or an error tracker could show of a value: also what is hidden, inherited or a cause. */
function everythingOf(value: unknown, seen: Set<unknown> = new Set()): string {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return String(value);
  if (seen.has(value)) return '';
  seen.add(value);
  const shown = inspect(value, {
    depth: Number.POSITIVE_INFINITY,
    showHidden: true,
    maxStringLength: null,
    maxArrayLength: null,
  });
  const held = Reflect.ownKeys(value).map((key) => everythingOf(readOf(value, key), seen));
  return [shown, writtenOf(value), ...held].join('\n');
}

function readOf(value: object, key: PropertyKey): unknown {
  try {
    return Reflect.get(value, key);
  } catch {
    return undefined;
  }
}

function writtenOf(value: object): string {
  try {
    return `${JSON.stringify(value)}\n${value instanceof Error ? `${value}\n${value.stack}` : ''}`;
  } catch {
    // What goes round in a circle is no JSON.
    return '';
  }
}

/** The names of the canaries that are in a value, anywhere. */
export function canariesIn(value: unknown): string[] {
  const all = everythingOf(value);
  return Object.entries(canaries).flatMap(([name, canary]) => (all.includes(canary) ? [name] : []));
}
