import { InvalidArgumentError } from 'commander';

/** A time limit in whole milliseconds, of at least 1 and at most an hour. */
export function parseTimeLimit(text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= 1 && value <= 3_600_000) return value;
  throw new InvalidArgumentError('Expected a whole number of milliseconds from 1 to 3600000.');
}

/** The name of a header, in lower case. */
export function parseHeaderName(text: string): string {
  if (/^[\w!#$%&'*+.^`|~-]+$/.test(text)) return text.toLowerCase();
  throw new InvalidArgumentError('Expected the name of a header, such as x-webhook-secret.');
}

/** A text that is not empty. */
export function parseFilled(text: string): string {
  if (text.trim() !== '') return text;
  throw new InvalidArgumentError('Expected a text that is not empty.');
}
