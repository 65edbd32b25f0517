/** A customer's message in a webhook. */
export interface IncomingMessage {
  readonly id: string;
  readonly type: string;
  /** Digits; empty where the envelope has no number. */
  readonly businessNumber: string;
  /** WhatsApp id or business-scoped user id. */
  readonly customer: string;
  /** Unix seconds; undefined where there is none. */
  readonly timestampS: number | undefined;
}

type Fields = Readonly<Record<string, unknown>>;

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function stringOf(...values: readonly unknown[]): string {
  return values.find((value): value is string => typeof value === 'string') ?? '';
}

/** The values that may hold messages: Kaleyra's one change, Meta's entries, a bare change, or the on-premises body. */
function valuesOf(body: unknown): Fields[] {
  const root = fieldsOf(body);
  const entries = listOf(root.entry).flatMap((entry) => listOf(fieldsOf(entry).changes));
  const changes = [root.meta_object, root, ...entries].map(fieldsOf);
  return [root, ...changes.map(({ value }) => fieldsOf(value))];
}

function parsed(body: unknown): unknown {
  if (typeof body !== 'string') return body;
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

/** Every message with an id in a webhook's body, whatever envelope it comes in. */
export function incomingMessagesOf(body: unknown): IncomingMessage[] {
  return valuesOf(parsed(body)).flatMap((value) => {
    const businessNumber = stringOf(fieldsOf(value.metadata).display_phone_number).replace(/\D/g, '');
    return listOf(value.messages)
      .map(fieldsOf)
      .map((message) => ({
        id: stringOf(message.id),
        type: stringOf(message.type),
        businessNumber,
        customer: stringOf(message.from, message.from_user_id),
        timestampS: /^\d+$/.test(stringOf(message.timestamp)) ? Number(message.timestamp) : undefined,
      }))
      .filter(({ id }) => id !== '');
  });
}
