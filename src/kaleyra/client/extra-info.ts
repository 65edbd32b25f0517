import { describeValue } from '../../describe-value.js';

// In characters; Kaleyra's page "Send Read Receipt Messages", table of `extra_info`.
const maxRefLength = 255;

/** Every value Kaleyra takes for `wa_source`; it overrides any other with `api` (same table). */
export const WA_SOURCES = [
  'api',
  'clevertap',
  'zoho',
  'webengage',
  'shopify',
  'leadsquared',
  'responsys',
  'braze',
  'hubspot',
  'salesforce',
  'zapier',
  'eloqua',
  'moengage',
] as const;

/** A source of a request, as Kaleyra names them. */
export type WaSource = (typeof WA_SOURCES)[number];

/** What Kaleyra keeps with a request and shows in its reports and callbacks; named as on the wire. */
export interface ExtraInfo {
  /** Your own reference, at most 255 characters. @default none */
  ref?: string | undefined;
  /** A second reference, at most 255 characters. @default none */
  ref1?: string | undefined;
  /** A third reference, at most 255 characters. @default none */
  ref2?: string | undefined;
  /** The software the request comes from. @default none, which Kaleyra takes for `api` */
  wa_source?: WaSource | undefined;
}

/** What an {@link ExtraInfoFunction} is told of the call; never a message's text. */
export type ExtraInfoSubject =
  | {
      /** A message is marked read. */
      readonly kind: 'read';
      /** The business number, as it was given to the call. */
      readonly businessNumber: string;
      /** The message's id (wamid). */
      readonly id: string;
    }
  | {
      /** A message is sent. */
      readonly kind: 'send';
      /** The business number, as it was given to the call. */
      readonly businessNumber: string;
      /** The customer, as given to the call. */
      readonly to: string;
    };

/** Computes the extra info of one call; `undefined` for none. */
export type ExtraInfoFunction = (message: ExtraInfoSubject) => ExtraInfo | undefined;

/** The extra info in wire form (absent when there is nothing to send), or what is wrong with it. */
export type CheckedExtraInfo = { ok: true; extraInfo: ExtraInfo | undefined } | { ok: false; problem: string };

const keys: readonly string[] = ['ref', 'ref1', 'ref2', 'wa_source'];

function problemOf(key: string, value: unknown): string | undefined {
  if (key === 'wa_source') {
    if (typeof value === 'string' && (WA_SOURCES as readonly string[]).includes(value)) return undefined;
    const got = typeof value === 'string' ? 'another string' : describeValue(value);
    return `extraInfo.wa_source: expected one of ${WA_SOURCES.join(', ')}, got ${got}`;
  }
  const expected = `extraInfo.${key}: expected a string of at most ${maxRefLength} characters`;
  if (typeof value !== 'string') return `${expected}, got ${describeValue(value)}`;
  // Characters, not UTF-16 units: an emoji counts once. The first test spares the split of a text that is short anyway.
  if (value.length <= maxRefLength || [...value].length <= maxRefLength) return undefined;
  return `${expected}, got ${[...value].length}`;
}

/** Checks extra info of unknown shape and copies it; empty and undefined fields are left out. */
export function checkExtraInfo(value: unknown): CheckedExtraInfo {
  if (value === undefined) return { ok: true, extraInfo: undefined };
  // Not `instanceof Object`: test runners bring objects of another realm. A promise has no keys and would pass as empty.
  if (Object.prototype.toString.call(value) !== '[object Object]') {
    return { ok: false, problem: `extraInfo: expected an object with ${keys.join(', ')}, got ${describeValue(value)}` };
  }
  const extraInfo: Record<string, unknown> = {};
  for (const [key, field] of Object.entries(value as object)) {
    if (!keys.includes(key)) {
      return { ok: false, problem: `extraInfo: expected only ${keys.join(', ')}, got the unknown key ${key}` };
    }
    if (field === undefined || field === '') continue;
    const problem = problemOf(key, field);
    if (problem !== undefined) return { ok: false, problem };
    extraInfo[key] = field;
  }
  return { ok: true, extraInfo: Object.keys(extraInfo).length === 0 ? undefined : Object.freeze(extraInfo) };
}
