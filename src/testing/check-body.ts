import { z } from 'zod';
import { checkRead } from './check-read.js';
import { checkSend } from './check-send.js';
import { countCharacters } from './count-characters.js';
import type { RecordedFile, RecordedMessage, RequestKind } from './recorded-request.js';
import { violationsOf } from './violations-of.js';

/** What a body asks for, and what is wrong with it. */
export interface CheckedBody {
  readonly kind: RequestKind;
  readonly messageId?: string;
  readonly typing: boolean;
  readonly to?: string;
  readonly text?: string;
  readonly message?: RecordedMessage;
  readonly file?: RecordedFile;
  /** Breaches Kaleyra refuses. */
  readonly violations: readonly string[];
  /** Breaches Kaleyra lets pass. */
  readonly tolerated: readonly string[];
}

const reference = z
  .string({ error: 'must be a string' })
  .refine((text) => countCharacters(text) <= 255, { error: 'must not be longer than 255 characters' })
  .optional();

const envelope = z.strictObject(
  {
    messaging_object: z.record(z.string(), z.unknown(), { error: 'must be an object' }),
    extra_info: z
      .strictObject(
        { ref: reference, ref1: reference, ref2: reference, wa_source: reference },
        { error: 'must be an object' },
      )
      .optional(),
  },
  { error: 'must be a JSON object' },
);

const sources =
  'api clevertap zoho webengage shopify leadsquared responsys braze hubspot salesforce zapier eloqua moengage'.split(
    ' ',
  );

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function has(messagingObject: object, ...keys: readonly string[]): boolean {
  return keys.some((key) => Object.hasOwn(messagingObject, key));
}

function stringIn(value: unknown, key: string): string | undefined {
  const found = isRecord(value) ? value[key] : undefined;
  return typeof found === 'string' ? found : undefined;
}

/** Kaleyra's page: another source is no error, "the system will override that as the API". */
function checkSource(extraInfo: unknown): string[] {
  const source = stringIn(extraInfo, 'wa_source');
  if (source === undefined || sources.includes(source)) return [];
  return [`extra_info.wa_source "${source}" is none of the supported values.`];
}

function checkObject(kind: RequestKind, messagingObject: Readonly<Record<string, unknown>>): string[] {
  if (kind === 'read') return checkRead(messagingObject);
  if (kind === 'send') return checkSend(messagingObject);
  return ['messaging_object is neither a read nor a message.'];
}

/** Checks a parsed body; tells what it asks for also where it is wrong. */
export function checkBody(body: unknown): CheckedBody {
  const violations = violationsOf(envelope, body);
  const messagingObject = isRecord(body) ? body.messaging_object : undefined;
  if (!isRecord(body) || !isRecord(messagingObject)) return { kind: 'other', typing: false, violations, tolerated: [] };

  const isRead = has(messagingObject, 'status', 'message_id', 'typing_indicator');
  const kind = isRead ? 'read' : has(messagingObject, 'type', 'to', 'recipient') ? 'send' : 'other';
  violations.push(...checkObject(kind, messagingObject));
  const tolerated = checkSource(body.extra_info);
  const messageId = stringIn(messagingObject, 'message_id');
  const to = stringIn(messagingObject, 'to') ?? stringIn(messagingObject, 'recipient');
  const text = stringIn(messagingObject.text, 'body');
  const type = stringIn(messagingObject, 'type');
  return {
    kind,
    typing: isRead && has(messagingObject, 'typing_indicator'),
    ...(messageId === undefined ? {} : { messageId }),
    ...(to === undefined ? {} : { to }),
    ...(text === undefined ? {} : { text }),
    ...(kind !== 'send' || type === undefined ? {} : { message: { type, content: messagingObject[type] } }),
    violations,
    tolerated,
  };
}
