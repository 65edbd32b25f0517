import { z } from 'zod';
import { jsonObject, optionalId, optionalText } from './check.js';
import { isJsonObject, type JsonObject } from './json.js';
import type { SkippedMessage } from './parsed-webhook.js';

/** What Meta calls a change: one kind of news about one business number. */
export interface Change {
  /** Where its value stands in the body, such as `entry[0].changes[1].value`; empty when the body is the value. */
  path: string;
  /** What it is about; `messages` for messages and statuses. */
  field: string;
  /** The news. */
  value: unknown;
}

/** A body taken out of its wrapping. */
export interface Envelope {
  changes: readonly Change[];
  /** Entries and changes that could not be read. */
  skipped: SkippedMessage[];
  /** What Kaleyra adds beside Meta's part: `media_url`, `message_id`, `ref`, `trace_id`, … */
  extraInfo: JsonObject | undefined;
  /** Kaleyra's sample of a status repeats id and status at the top of the body. */
  top: { messageId: string | undefined; status: string | undefined };
}

/** How many entries, changes, messages and statuses of one body are read: Meta says it batches at most 1,000 updates. */
export const maxItems = 1_000;

const changeSchema = z.looseObject({ field: optionalText, value: z.unknown().optional() });
const topSchema = z.looseObject({
  extra_info: jsonObject.optional().catch(undefined),
  message_id: optionalId,
  status: optionalId,
});

/**
 * Takes a body out of its wrapping: Kaleyra's `meta_object`, Meta's `entry`, a bare change, or the on-premises value.
 *
 * Gives `undefined` for any other shape.
 */
export function envelopeOf(body: unknown): Envelope | undefined {
  if (!isJsonObject(body)) return undefined;
  const found = changesOf(body);
  if (found === undefined) return undefined;
  const top = topSchema.parse(body);
  return { extraInfo: top.extra_info, top: { messageId: top.message_id, status: top.status }, ...found };
}

function changesOf(body: JsonObject): Pick<Envelope, 'changes' | 'skipped'> | undefined {
  if (Array.isArray(body.entry)) return changesOfEntries(body.entry);
  const change = 'meta_object' in body ? changeOf(body.meta_object, 'meta_object.value') : bareChangeOf(body);
  return change === undefined ? undefined : { changes: [change], skipped: [] };
}

function bareChangeOf(body: JsonObject): Change | undefined {
  // An older page of Kaleyra's shows Meta's on-premises form: `contacts` and `messages`, nothing around them.
  return hasNews(body) ? { path: '', field: 'messages', value: body } : changeOf(body, 'value');
}

function changeOf(change: unknown, path: string): Change | undefined {
  if (!isJsonObject(change) || !('value' in change)) return undefined;
  const { field, value } = changeSchema.parse(change);
  if (field !== undefined) return { path, field, value };
  return hasNews(value) ? { path, field: 'messages', value } : undefined;
}

function changesOfEntries(entries: readonly unknown[]): Pick<Envelope, 'changes' | 'skipped'> {
  const changes: Change[] = [];
  const skipped: SkippedMessage[] = [];
  let seen = 0;
  for (const { index, candidate, path } of candidatesOf(entries)) {
    if (seen === maxItems) {
      const reason = `${path}: left out with all that follows, at most ${maxItems} changes of a body are read`;
      skipped.push({ index, reason });
      break;
    }
    seen += 1;
    const change = changeOf(candidate, `${path}.value`);
    if (change !== undefined) changes.push(change);
    else skipped.push({ index, reason: `${path}: expected an object with field and value` });
  }
  return { changes, skipped };
}

/** The changes of all entries; an entry without any stands for itself, so that it is told. */
function* candidatesOf(entries: readonly unknown[]): Generator<{ index: number; candidate: unknown; path: string }> {
  for (const [index, entry] of entries.entries()) {
    const path = `entry[${index}]`;
    const changes = isJsonObject(entry) ? entry.changes : undefined;
    if (!Array.isArray(changes)) {
      yield { index, candidate: undefined, path: `${path}.changes[0]` };
      continue;
    }
    for (const [at, candidate] of changes.entries()) yield { index: at, candidate, path: `${path}.changes[${at}]` };
  }
}

function hasNews(value: unknown): boolean {
  return isJsonObject(value) && (Array.isArray(value.messages) || Array.isArray(value.statuses));
}
