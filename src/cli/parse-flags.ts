import { InvalidArgumentError } from 'commander';
import { faultKinds } from '../emulator/faults-schema.js';
import type { Failure, FaultKind } from '../emulator/protocol.js';

function wholeNumber(text: string, [least, most]: readonly [number, number]): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= least && value <= most) return value;
  throw new InvalidArgumentError(`Expected a whole number from ${least} to ${most}.`);
}

/** A port; 0 is any free one. */
export function parsePort(text: string): number {
  return wholeNumber(text, [0, 65_535]);
}

/** Milliseconds, up to a minute. */
export function parseMilliseconds(text: string): number {
  return wholeNumber(text, [0, 60_000]);
}

/** The address of a bot. */
export function parseWebhook(text: string): string {
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return text;
  throw new InvalidArgumentError('Expected an address such as http://127.0.0.1:3978/webhook.');
}

/** A text that is not empty. */
export function parseSecret(text: string): string {
  if (text !== '') return text;
  throw new InvalidArgumentError('Expected a text that is not empty.');
}

function isKind(text: string): text is FaultKind {
  return (faultKinds as readonly string[]).includes(text);
}

/** One more failure, such as `500:0.1`. */
export function parseFailure(text: string, before: readonly Failure[] = []): readonly Failure[] {
  const [, kind = '', digits = ''] = /^([^:]*):(\d*\.?\d+)$/.exec(text) ?? [];
  const share = Number(digits);
  if (!isKind(kind) || share > 1) {
    throw new InvalidArgumentError(
      `Expected <kind>:<share> with one of ${faultKinds.join(', ')} and a share from 0 to 1, such as 500:0.1.`,
    );
  }
  const all = [...before, { kind, share }];
  if (all.reduce((sum, each) => sum + each.share, 0) <= 1 + 1e-9) return all;
  throw new InvalidArgumentError('The shares of all failures add up to more than 1.');
}
