/** Header names to values, as node:http or Fetch have them. */
export type WebhookHeaders =
  | Readonly<Record<string, string | readonly string[] | undefined>>
  | {
      /** The value of a header by its name in any case, or `null`. */
      get(name: string): string | null;
    };

/** A body that is read only once the request is known to be genuine. */
export type WebhookBody = AsyncIterable<Uint8Array | string> | Uint8Array | string | null | undefined;

/** A plain HTTP request. */
export interface WebhookRequest {
  /** The HTTP method. */
  method: string;
  /** The path with its query, or the whole URL. */
  url: string;
  /** The headers. */
  headers: WebhookHeaders;
  /** The body, unread. */
  body?: WebhookBody;
  /** The body as a framework has parsed it already; then `body` is not read. */
  parsedBody?: unknown;
}

/** What is answered to a webhook. */
export interface WebhookResponse {
  /** The HTTP status. */
  status: number;
  /** The headers. */
  headers: Record<string, string>;
  /** JSON text. */
  body: string;
  /** Resolves when the receipts and turns of this webhook are done; never rejects. */
  settled(): Promise<void>;
}

/** A header's value, its first where there are several. */
export function headerOf(headers: WebhookHeaders | undefined, name: string): string | undefined {
  if (headers === undefined || headers === null) return undefined;
  if (typeof headers.get === 'function') return headers.get(name) ?? undefined;
  const record = headers as Readonly<Record<string, string | readonly string[] | undefined>>;
  const wanted = name.toLowerCase();
  // Node and Fetch give lower-case names; plain objects of other hosts may not.
  const value = Object.hasOwn(record, wanted)
    ? record[wanted]
    : record[Object.keys(record).find((key) => key.toLowerCase() === wanted) ?? ''];
  return typeof value === 'string' || value === undefined ? value : value[0];
}
