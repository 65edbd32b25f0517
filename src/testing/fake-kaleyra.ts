import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Failure } from './failures.js';
import type { FailOptions, LatencyOptions } from './fault-plan.js';
import type { UploadedFile } from './media-book.js';
import type { PostWebhookOptions, WebhookAnswer } from './post-webhook.js';
import type { RecordedRequest, RequestSelector } from './recorded-request.js';
import type { RequestTexts, WaitOptions } from './request-log.js';

/** Options of {@link startFakeKaleyra}. */
export interface FakeKaleyraOptions {
  /**
   * The account's SID.
   * @default 'HXFAKE0000000097IN'
   */
  sid?: string;
  /**
   * The account's API key.
   * @default 'A000000000000000000000000000fa4e0'
   */
  apiKey?: string;
  /**
   * The account's WhatsApp numbers, digits only.
   * @default ['910000000001']
   */
  businessNumbers?: readonly string[];
  /**
   * Whether a read of an id that was never posted through this fake is refused with Meta's error 131009.
   * @default false
   */
  strictIds?: boolean;
  /**
   * The port to listen on.
   * @default 0 (any free port)
   */
  port?: number;
  /**
   * The address to listen on.
   * @default '127.0.0.1'
   */
  host?: string;
  /**
   * Whether a request whose path begins with `/v2/` is a call of the API; one that is not goes to `otherwise`.
   * @default all of them are
   */
  isCall?: (request: IncomingMessage) => boolean;
  /**
   * Answers the requests whose path does not begin with `/v2/`; they are neither checked nor recorded.
   * @default they are recorded and answered 404, as what Kaleyra does not have
   */
  otherwise?: (request: IncomingMessage, response: ServerResponse) => void;
  /**
   * Called when a request is recorded and again when its `answer` is; what it throws is dropped.
   * @default nobody is told
   */
  onChange?: (request: RecordedRequest, texts: RequestTexts) => void;
  /**
   * How many requests the log keeps: the newest ones.
   * @default Infinity
   */
  maxRequests?: number;
  /**
   * How many messages of the customers, messages of the business and ids of uploads are remembered: the newest of each.
   * One that is forgotten is as one that never was.
   * @default Infinity
   */
  maxMessages?: number;
  /**
   * Whether the bytes of accepted uploads are kept for `uploadedFile`: the newest ones, up to 256 MiB in all.
   * @default false
   */
  keepUploads?: boolean;
}

/** A Kaleyra of one's own: it takes the API's calls, checks each against the documented contract, and posts webhooks. */
export interface FakeKaleyra {
  /** Where the API is, such as `http://127.0.0.1:41234`. */
  readonly baseUrl: string;
  /** The account's SID. */
  readonly sid: string;
  /** The account's API key. */
  readonly apiKey: string;
  /** The account's WhatsApp numbers, digits only. */
  readonly businessNumbers: readonly string[];
  /** Every request received, in order of arrival, the refused and dropped ones too. */
  readonly requests: readonly RecordedRequest[];
  /** The requests that mark a message read. */
  readonly reads: readonly RecordedRequest[];
  /** The requests that send a message. */
  readonly sends: readonly RecordedRequest[];
  /** The requests that give a file to send. */
  readonly uploads: readonly RecordedRequest[];
  /**
   * Queues what the next matching requests get instead of success, in order.
   *
   * A request that breaks the contract gets its refusal and uses up nothing.
   *
   * @throws {TypeError} for what is no failure, an empty list, or `times` that is no positive integer or `Infinity`.
   */
  fail(failure: Failure | readonly Failure[], options?: FailOptions): void;
  /**
   * Delays every answer from now on by `ms` milliseconds of the global `setTimeout`; 0 at the start.
   *
   * @throws {TypeError} for what is no number of 0 or more.
   */
  setLatency(ms: number, options?: LatencyOptions): void;
  /** Forgets queued failures and the latency, and answers the requests that hang or wait. */
  clearFaults(): void;
  /**
   * Resolves with all matching requests once there are at least `count`.
   *
   * @throws {Error} after `timeoutMs`, telling what was received, and on `reset()` and `close()`.
   */
  waitFor(kind: RequestSelector, count: number, options?: WaitOptions): Promise<readonly RecordedRequest[]>;
  /**
   * Posts a webhook to a URL as Kaleyra does, and remembers the messages in it.
   *
   * An answer that refuses the webhook resolves too.
   *
   * @throws {Error} when there is no answer within `timeoutMs`, the connection fails, or the fake is closed meanwhile.
   * @throws {TypeError} for a URL that is not one of http or https.
   */
  postWebhook(url: string, body: unknown, options?: PostWebhookOptions): Promise<WebhookAnswer>;
  /** Whether a message of this id was posted through this fake. */
  knows(id: string): boolean;
  /** Whether a message is read: by a read of it, or of a later message of its conversation. */
  isRead(id: string): boolean;
  /** The ids of posted and accepted (2xx) messages that are not read, oldest first; no reactions or system notices. */
  unread(): string[];
  /** The file of an accepted upload, by the id given out for it; undefined without `keepUploads`, and once it was dropped. */
  uploadedFile(mediaId: string): Promise<UploadedFile | undefined>;
  /** Starts anew: forgets requests, faults, messages and uploaded files, and cuts the requests that hang or wait. */
  reset(): void;
  /** Stops the server and cuts every connection; safe to call twice. */
  close(): Promise<void>;
}
