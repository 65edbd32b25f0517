import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Answer, acceptedAnswer, uploadedAnswer } from './answer.js';
import type { Account } from './check-call.js';
import { checkRequest, maxBytesOf } from './check-request.js';
import type { FaultPlan } from './fault-plan.js';
import type { Gate } from './gate.js';
import type { MediaBook } from './media-book.js';
import type { MessageBook } from './message-book.js';
import { outcomeOf } from './outcome.js';
import { type ReceivedBody, readBody } from './read-body.js';
import type { RequestLog, Settle } from './request-log.js';

/** The parts a request passes through. */
export interface HandlerParts {
  readonly account: Account;
  readonly log: RequestLog;
  readonly faults: FaultPlan;
  readonly gate: Gate;
  readonly book: MessageBook;
  readonly media: MediaBook;
}

/** A send gets an id like WhatsApp's, a read one like that of Kaleyra's sample (`AXXXXXXXXXXXXXXXXXXX`). */
function newId(kind: string): string {
  const hex = randomUUID().replaceAll('-', '').toUpperCase();
  return kind === 'send' ? `wamid.FAKE${hex}` : `A${hex.slice(0, 19)}`;
}

function headersOf({ headers }: IncomingMessage): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}

function textOf(raw: ReceivedBody, kind: string): string {
  return typeof raw === 'string' || kind === 'upload' ? '' : raw.toString('utf8');
}

/** The headers as they went out: those that Node adds by itself, such as the date, stand nowhere but in its own text. */
function headersWritten(response: ServerResponse): Record<string, string> {
  const { _header: head = '' } = response as ServerResponse & { readonly _header?: string };
  const lines = head.split('\r\n').slice(1).filter(Boolean);
  return Object.fromEntries(
    lines.map((line) => {
      const end = line.indexOf(':');
      return [line.slice(0, end).toLowerCase(), line.slice(end + 1).trim()];
    }),
  );
}

function write(response: ServerResponse, answer: Answer, settle: Settle): void {
  const { status, headers, body, cutShort, code, messageId, mediaId } = answer;
  response.statusCode = status;
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  if (cutShort === true) {
    response.setHeader('content-length', Buffer.byteLength(body));
    response.write(body.slice(0, body.length / 2), () => {
      settle({ status }, { answer: body.slice(0, body.length / 2), answerHeaders: headersWritten(response) });
      response.destroy();
    });
    return;
  }
  response.once('finish', () => {
    const ids = {
      ...(messageId === undefined ? {} : { messageId }),
      ...(mediaId === undefined ? {} : { mediaId }),
    };
    const texts = { answer: body, answerHeaders: headersWritten(response) };
    settle({ status, ...(code === undefined ? {} : { code }), ...ids }, texts);
  });
  response.end(body);
}

/** Makes the function that answers one request. */
export function createRequestHandler(
  parts: HandlerParts,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const { account, log, faults, gate, book, media } = parts;
  const knowledge = { account, checkMessageId: book.check, checkMediaIds: media.check };

  return async (request, response) => {
    const call = { method: request.method ?? '', url: request.url ?? '', headers: headersOf(request) };
    const raw = await readBody(request, maxBytesOf(call.url));
    const { fields, refusal } = await checkRequest(call, raw, knowledge);
    const { kind, messageId, file } = fields;

    const success = kind === 'upload' ? uploadedAnswer(media.newId()) : acceptedAnswer(newId(kind));
    const takeEffect = (): void => {
      if (kind === 'read' && messageId !== undefined) book.read(messageId);
      if (kind === 'send' && success.messageId !== undefined) book.sent(success.messageId);
      if (file === undefined || success.mediaId === undefined) return;
      media.add(success.mediaId, file.type);
      if (Buffer.isBuffer(raw)) media.keep(success.mediaId, raw, call.headers['content-type'] ?? '');
    };
    // A fault stands in for success only: a request that breaks the contract is refused and uses up none.
    const { answer, delayMs } = refusal
      ? { answer: refusal, delayMs: 0 }
      : outcomeOf(raw === 'aborted' ? undefined : faults.take(kind), success);
    // The effect comes before the log's entry, so that whoever waited for the request already sees it.
    if (typeof answer === 'object' && answer.status < 300 && raw !== 'aborted') takeEffect();

    const settle = log.add({ ...fields, at: Date.now() }, textOf(raw, kind));
    response.once('close', () => settle('aborted'));
    if (raw === 'aborted' || response.destroyed) return settle('aborted');
    const waitMs = answer === 'hang' ? Infinity : faults.latencyMs(kind) + delayMs;
    const goesOn = await gate.wait(waitMs, response);
    if (response.destroyed) return;
    if (!goesOn || answer === 'drop') {
      settle('dropped');
      response.destroy();
      return;
    }
    if (answer === 'hang') takeEffect();
    write(response, answer === 'hang' ? success : answer, settle);
  };
}
