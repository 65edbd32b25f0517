import { type Dispatcher, Pool } from 'undici';
import type {
  Gateway,
  MarkReadOptions,
  OutgoingMessage,
  ReadTarget,
  SendOptions,
  SentMessage,
  UploadedFile,
  UploadFile,
} from '../../ports.js';
import { type KaleyraClientOptions, type ResolvedClientOptions, resolveClientOptions } from './client-options.js';
import { type ExchangeRequest, type ExchangeResult, exchange } from './exchange.js';
import type { ExtraInfoSubject } from './extra-info.js';
import { clientClosed, type FailureContext, failureOf, unreadableSuccess } from './gateway-failure.js';
import { toMessageObject } from './message-object.js';
import { type MessagingObject, toReadObject } from './messaging-object.js';
import { pathNumberOf } from './path-number.js';
import { mediaIdOf, sentIdOf } from './sent-id.js';
import { uploadFormOf } from './upload-form.js';

/** Bounds what a burst can open; at 200 ms a call, 64 connections carry some 300 calls a second. */
const maxConnections = 64;

interface Outcome {
  result: ExchangeResult;
  context: FailureContext;
}

/**
 * Talks to WhatsApp through Kaleyra's API V2.
 *
 * One client serves all business numbers of an account. It never repeats a call by itself.
 *
 * @example
 * ```ts
 * import { KaleyraClient } from 'tidemark';
 *
 * const client = new KaleyraClient({ region: 'in', sid: 'HXAP16XXXXXX97IN', apiKey: process.env.KALEYRA_API_KEY ?? 'none' });
 * try {
 *   await client.markRead({ id: 'wamid.HBgMOTE5N…', businessNumber: '+911234567890' });
 * } catch (error) {
 *   console.error(error); // the provider's code, what it means for later calls, and what to do
 * } finally {
 *   await client.close();
 * }
 * ```
 */
export class KaleyraClient implements Gateway {
  /** The API's base URL, without a slash at the end. */
  readonly serviceUrl: string;
  readonly #options: ResolvedClientOptions;
  readonly #dispatcher: Dispatcher;
  #closing: Promise<void> | undefined;

  /**
   * Opens no connection yet: wrong credentials show at the first call.
   *
   * @throws {OptionsError} `INVALID_OPTIONS` for an option that is missing, unknown or out of range.
   */
  constructor(options: KaleyraClientOptions) {
    this.#options = resolveClientOptions(options);
    this.serviceUrl = this.#options.serviceUrl;
    this.#dispatcher =
      this.#options.dispatcher ??
      new Pool(new URL(this.serviceUrl).origin, {
        connections: maxConnections,
        connectTimeout: this.#options.timeoutMs,
      });
  }

  /**
   * Marks a message, and by WhatsApp's rule every earlier one of its conversation, as read; with `typing` the same call
   * shows the typing indicator.
   *
   * @throws {GatewayError} with Kaleyra's code, or `HTTP_<status>` where the answer has none, when Kaleyra refuses it;
   *   `NETWORK`, `TIMEOUT` or `ABORTED` when there is no answer; and, before anything is sent, `CLIENT_CLOSED` after
   *   {@link KaleyraClient.close} and `INVALID_REQUEST` for an empty id, a business number that is none, or an
   *   `extraInfo` function that fails.
   */
  async markRead(message: ReadTarget, options: MarkReadOptions = {}): Promise<void> {
    const { businessNumber, id } = message;
    const object = toReadObject(id, options.typing === true);
    const { result, context } = await this.#post({ kind: 'read', businessNumber, id }, object, options.signal);
    // The body of a success is not looked at: the documented sample is not even valid JSON.
    const failure = failureOf(result, context);
    if (failure !== undefined) throw failure;
  }

  /**
   * Sends a message and gives the id Kaleyra answers with.
   *
   * @throws {GatewayError} as {@link KaleyraClient.markRead}, also `INVALID_REQUEST` for an empty recipient, and
   *   `BAD_RESPONSE` when the message was taken over without a readable id, in which case it may have been delivered.
   * @throws {TidemarkError} `EMPTY_TEXT`, before anything is sent, for a text that is empty or only white space.
   */
  async send(message: OutgoingMessage, options: SendOptions = {}): Promise<SentMessage> {
    const { businessNumber, to } = message;
    const object = toMessageObject(message);
    const { result, context } = await this.#post({ kind: 'send', businessNumber, to }, object, options.signal);
    const failure = failureOf(result, context);
    const { answer, interruption } = result;
    const taken = answer !== undefined && answer.status >= 200 && answer.status < 300;
    // Once Kaleyra has said 2xx, a connection that breaks is no reason to send again. An abort stays the caller's own.
    if (failure !== undefined && (!taken || interruption?.why === 'ABORTED')) throw failure;
    const id = sentIdOf(answer?.text ?? '');
    if (id === undefined) throw unreadableSuccess('send', { status: answer?.status, cause: failure });
    return { id };
  }

  /**
   * Uploads a file, for accounts that may (others are refused with 401); its id can be sent for 30 days.
   *
   * @throws {GatewayError} as {@link KaleyraClient.markRead}, also `INVALID_REQUEST` for a file WhatsApp does not take, and
   *   `BAD_RESPONSE` when the answer has no readable id.
   */
  async upload(file: UploadFile, options: SendOptions = {}): Promise<UploadedFile> {
    this.#requireOpen();
    const form = uploadFormOf(file);
    const call = { kind: 'upload', businessNumber: pathNumberOf(file.businessNumber), room: 'media' } as const;
    const { result, context } = await this.#exchange(call, form, options.signal);
    const failure = failureOf(result, context);
    if (failure !== undefined) throw failure;
    const mediaId = mediaIdOf(result.answer?.text ?? '');
    if (mediaId === undefined) throw unreadableSuccess('upload', { status: result.answer?.status, cause: undefined });
    return { mediaId };
  }

  /** Closes the connections of the client's own, once its calls have ended; an injected dispatcher is left alone. */
  close(): Promise<void> {
    this.#closing ??= this.#closeOwn();
    return this.#closing;
  }

  async #closeOwn(): Promise<void> {
    if (this.#options.dispatcher === undefined) await this.#dispatcher.close();
  }

  #requireOpen(): void {
    if (this.#closing !== undefined) throw clientClosed();
  }

  async #post(
    subject: ExtraInfoSubject,
    messagingObject: MessagingObject,
    signal: AbortSignal | undefined,
  ): Promise<Outcome> {
    this.#requireOpen();
    const businessNumber = pathNumberOf(subject.businessNumber);
    const body = JSON.stringify({ messaging_object: messagingObject, extra_info: this.#options.extraInfoOf(subject) });
    return this.#exchange({ kind: subject.kind, businessNumber, room: 'messages' }, body, signal);
  }

  async #exchange(
    { kind, businessNumber, room }: { kind: FailureContext['kind']; businessNumber: string; room: string },
    body: ExchangeRequest['body'],
    signal: AbortSignal | undefined,
  ): Promise<Outcome> {
    const { serviceUrl, sid, apiKey, timeoutMs } = this.#options;
    const url = `${serviceUrl}/v2/${sid}/whatsapp/${businessNumber}/${room}`;
    const result = await exchange({ url, apiKey, body, timeoutMs, signal, dispatcher: this.#dispatcher });
    return { result, context: { kind, businessNumber, apiKey, timeoutMs } };
  }
}
