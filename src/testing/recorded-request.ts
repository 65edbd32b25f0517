/**
 * What a request to the fake asks for: `read` marks a message read, `send` sends one, `upload` gives a file to send,
 * `other` is none of these.
 */
export type RequestKind = 'read' | 'send' | 'upload' | 'other';

/** Which requests are meant; `any` includes those of the kind `other`. */
export type RequestSelector = 'read' | 'send' | 'upload' | 'any';

/** What a send sends. */
export interface RecordedMessage {
  /** The `type` of the message: `text`, `image`, `interactive`, … */
  readonly type: string;
  /** What stands under the type's name, as sent: `{ body: 'Hello' }` for a text; undefined where nothing does. */
  readonly content: unknown;
}

/** The file of an upload. */
export interface RecordedFile {
  /** The file's name, as sent. */
  readonly name: string;
  /** The MIME type in the part `type`, as sent; empty when there is none. */
  readonly type: string;
  /** The file's size in bytes. */
  readonly size: number;
}

/** What the fake answered. */
export interface RecordedAnswer {
  /** HTTP status. */
  readonly status: number;
  /** The `code` of the body (`WA202`, `RBC001`, …), where the body has one and was sent whole. */
  readonly code?: string;
  /** The id given to an accepted read or send. */
  readonly messageId?: string;
  /** The id given to an accepted upload. */
  readonly mediaId?: string;
}

/** A request that reached the fake. `answer` and `answeredAt` are filled in later, all else is there from the start. */
export interface RecordedRequest {
  /** Position in the order of arrival, from 1. */
  readonly seq: number;
  /** When the whole request had arrived, in milliseconds since the epoch, by `Date.now()`. */
  readonly at: number;
  /** HTTP method. */
  readonly method: string;
  /** Path and query, as sent. */
  readonly url: string;
  /** Path without the query, as sent. */
  readonly path: string;
  /** Headers by lower-case name; the API key is replaced by `[redacted]`. */
  readonly headers: Readonly<Record<string, string>>;
  /** Whether the `api-key` header held the right key. */
  readonly apiKeyValid: boolean;
  /** The parsed JSON, or the text as it came when it is not JSON; empty for an upload. */
  readonly body: unknown;
  /** What the body, or for an upload the path, asks for, also where the request is refused. */
  readonly kind: RequestKind;
  /** The number in the path, digits only; absent when the path has none. */
  readonly businessNumber?: string;
  /** The message a read names. */
  readonly messageId?: string;
  /** Whether a read asks for the typing indicator. */
  readonly typing: boolean;
  /** The receiver of a send, as written. */
  readonly to?: string;
  /** The text of a text message. */
  readonly text?: string;
  /** The message of a send. */
  readonly message?: RecordedMessage;
  /** The file of an upload, where the body has one. */
  readonly file?: RecordedFile;
  /** Each breach of the contract, one sentence each; empty for a correct request. */
  readonly violations: readonly string[];
  /** What went back; `dropped` when the fake cut the connection, `aborted` when the caller left before the answer. */
  readonly answer?: RecordedAnswer | 'dropped' | 'aborted';
  /** When `answer` was settled, in milliseconds since the epoch, by `Date.now()`. */
  readonly answeredAt?: number;
}

/** Whether a request belongs to a selection. */
export function isSelected(kind: RequestKind, selector: RequestSelector): boolean {
  return selector === 'any' || selector === kind;
}
