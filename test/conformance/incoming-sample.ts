import { readFileSync } from 'node:fs';
import type { IncomingRow } from './incoming-table.js';

interface Sample {
  meta_object: { value: { messages: [Record<string, unknown>]; contacts?: unknown[] } };
  extra_info: Record<string, unknown>;
}

/** What is posted for a row, and what a bot is given for it. */
export interface IncomingSample {
  readonly id: string;
  readonly body: object;
  readonly activity: object;
}

/** The documented sample of a row, as if sent now to this number: what is older than 30 days is never marked (R14). */
export function incomingSample(
  row: IncomingRow,
  { businessNumber, serviceUrl }: Record<string, string>,
): IncomingSample {
  const seconds = Math.floor(Date.now() / 1000);
  const text = readFileSync(new URL(`../fixtures/kaleyra/${row.sample}.json`, import.meta.url), 'utf8')
    .replaceAll('919900000001', `${businessNumber}`)
    .replaceAll('1722863329', `${seconds}`);
  const body = JSON.parse(text) as Sample;
  const { messages, contacts } = body.meta_object.value;
  const message = Object.assign(messages[0], row.message);
  const contact = contacts?.[0];
  const user = { id: '919900000002', ...(contact !== undefined && { name: 'Sam' }), role: 'user' };
  return {
    id: `${message.id}`,
    body,
    activity: {
      id: message.id,
      timestamp: new Date(seconds * 1000).toISOString(),
      channelId: 'whatsapp',
      serviceUrl,
      from: user,
      recipient: { id: businessNumber, role: 'bot' },
      conversation: { id: `${businessNumber}:919900000002`, isGroup: false },
      ...row.activity,
      channelData: {
        provider: 'kaleyra',
        message,
        ...(contact !== undefined && { contact }),
        extraInfo: body.extra_info,
        ...row.marks,
      },
    },
  };
}

const fields = [
  'type',
  'id',
  'timestamp',
  'channelId',
  'serviceUrl',
  'from',
  'recipient',
  'conversation',
  'text',
  'textFormat',
  'attachments',
  'entities',
  'name',
  'value',
  'replyToId',
  'reactionsAdded',
  'reactionsRemoved',
  'channelData',
] as const;

/** An activity as JSON has it, read field by field: some of the SDKs' are accessors. What is absent is absent. */
export function fieldsOf(activity: object): object {
  const present = fields.filter((field) => field in activity && Reflect.get(activity, field) !== undefined);
  return JSON.parse(JSON.stringify(Object.fromEntries(present.map((field) => [field, Reflect.get(activity, field)]))));
}

/** The names of all else that an activity has. */
export function otherFieldsOf(activity: object): string[] {
  // What the accessor `channelId` of the Agents SDK stands for.
  const known: readonly string[] = [...fields, '_channelId'];
  return Object.keys(activity).filter((field) => !known.includes(field));
}
