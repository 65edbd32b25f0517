import { kaleyraJson } from '../testing/kaleyra-json.js';
import type { RecordedRequest } from '../testing/recorded-request.js';
import type { RequestTexts } from '../testing/request-log.js';
import { statusWebhook } from '../testing/status-webhook.js';
import type { AccountHalt } from './account-halt.js';
import type { AnswerTimes } from './answer-times.js';
import type { Customers } from './customers.js';
import type { DueTimes } from './due-times.js';
import type { LiveState } from './live-state.js';
import type { Media } from './media.js';
import type { Phones } from './phones.js';
import type { Entry } from './protocol.js';
import { sentContent } from './sent-content.js';
import type { Tally } from './tally.js';
import type { TickSetter } from './ticks.js';
import type { EntryEnd, Timeline } from './timeline.js';
import type { Typing } from './typing.js';

/** What a call of the bot has an effect on. */
export interface ApiCallParts {
  readonly business: string;
  readonly baseUrl: () => string;
  readonly apiKey: () => string;
  readonly live: LiveState;
  readonly timeline: Timeline;
  readonly tally: Tally;
  readonly ticks: TickSetter;
  readonly due: DueTimes;
  readonly answers: AnswerTimes;
  readonly halt: AccountHalt;
  readonly typing: Typing;
  readonly phones: Phones;
  readonly media: Media;
  readonly customers: Customers;
}

type Fields = Readonly<Record<string, unknown>>;

function messagingObject(body: unknown): Fields {
  const found = typeof body === 'object' && body !== null ? (body as Fields).messaging_object : undefined;
  return typeof found === 'object' && found !== null ? (found as Fields) : {};
}

function kindOf({ kind, typing }: RecordedRequest): Entry['kind'] {
  return kind === 'read' && typing ? 'typing' : kind;
}

function titleOf(request: RecordedRequest): string {
  const { kind, messageId, message, to, file, method, path } = request;
  if (kind === 'read') return `${kindOf(request)} ${messageId ?? ''}`.trim();
  if (kind === 'send') return `send ${message?.type ?? 'message'} to ${to ?? 'nobody'}`;
  return kind === 'upload' ? `upload ${file?.name ?? ''}`.trim() : `${method} ${path}`;
}

/** Makes the function that hears of each call, when it arrives and when it is answered. */
export function createApiCalls(parts: ApiCallParts): (request: RecordedRequest, texts: RequestTexts) => void {
  const {
    business,
    baseUrl,
    apiKey,
    live,
    timeline,
    tally,
    ticks,
    due,
    answers,
    halt,
    typing,
    phones,
    media,
    customers,
  } = parts;
  const entries = new WeakMap<RecordedRequest, { readonly seq: number; readonly early: Pick<EntryEnd, 'earlyMs'> }>();

  const customerOf = ({ kind, messageId, to }: RecordedRequest): string | undefined =>
    kind === 'read' ? live.customerOf(messageId ?? '') : to?.replace(/^\+/, '');

  function arrived(request: RecordedRequest, body: string): void {
    const { at, method, url, violations, file, kind, messageId } = request;
    // The emulator's own key is made up: no secret, and a command runs with it.
    const headers = request.apiKeyValid ? { ...request.headers, 'api-key': apiKey() } : request.headers;
    const customer = customerOf(request);
    const isGone = kind === 'read' && customer !== undefined && live.bubble(messageId ?? '') === undefined;
    const form = file && { file: `@${file.name};type=${file.type}`, type: file.type };
    const seq = timeline.add(
      {
        at,
        kind: kindOf(request),
        title: titleOf(request),
        violations,
        ...(customer === undefined ? {} : { customer }),
        ...(isGone ? { gone: true as const } : {}),
      },
      { method, url: `${baseUrl()}${url}`, headers, body, ...(form === undefined ? {} : { form }) },
    );
    if (kind === 'read') tally.called();
    const earlyMs = customer === undefined ? undefined : due.called(customer, messageId ?? '', at);
    entries.set(request, { seq, early: earlyMs === undefined ? {} : { earlyMs } });
  }

  function report(customer: string, id: string, status: 'sent' | 'delivered' | 'read'): void {
    const body = kaleyraJson(statusWebhook({ id, status, businessNumber: business, recipient: customer }));
    phones.report({ customer, kind: 'status', title: `status ${status} ${id}`, body });
  }

  function sent(request: RecordedRequest, customer: string, id: string): void {
    const { body, message } = request;
    tally.answered(customer);
    typing.end(customer);
    report(customer, id, 'sent');
    const { context, reaction } = messagingObject(body);
    const at = Math.floor((request.answeredAt ?? Date.now()) / 1000) * 1000;
    phones.whenOnline(customer, () => {
      const { message_id: reactedTo, emoji } = (reaction ?? {}) as Fields;
      const target = typeof reactedTo === 'string' ? live.bubble(reactedTo) : undefined;
      if (message?.type === 'reaction') {
        const { business: _before, ...others } = target?.reactions ?? {};
        const reactions = { ...others, ...(typeof emoji === 'string' && emoji !== '' ? { business: emoji } : {}) };
        if (target !== undefined) live.putBubble({ ...target, reactions });
      } else {
        const quotes = (context as Fields | undefined)?.message_id;
        const content = sentContent(message?.type ?? '', message?.content, media.shown);
        const quoting = typeof quotes === 'string' ? { quotes } : {};
        live.putBubble({ id, customer, from: 'business', content, at, ...quoting, reactions: {} });
      }
      report(customer, id, 'delivered');
      report(customer, id, 'read');
    });
  }

  /** Gives the latency of a read, and of the first answer to a customer's message. */
  function takeEffect(request: RecordedRequest): number | undefined {
    const { answer, kind, messageId, answeredAt = Date.now(), file } = request;
    if (typeof answer !== 'object' || answer.status >= 300) return undefined;
    const customer = customerOf(request);
    if (file !== undefined && answer.mediaId !== undefined) media.remember(answer.mediaId, file);
    if (customer === undefined || !customers.know(customer)) return undefined;
    if (kind === 'send' && answer.messageId !== undefined) {
      sent(request, customer, answer.messageId);
      return answers.answered(customer, request.at);
    }
    if (kind !== 'read' || messageId === undefined) return undefined;
    if (request.typing) typing.start(customer);
    return ticks.read(messageId, answeredAt, (turn) => phones.whenOnline(customer, turn));
  }

  return (request, { body, answer: text, answerHeaders }) => {
    const { answer, answeredAt: at = Date.now() } = request;
    if (answer === undefined) return arrived(request, body);
    const entry = entries.get(request);
    const latencyMs = takeEffect(request);
    if (entry === undefined) return;
    const status = typeof answer === 'object' ? answer.status : answer;
    const measured = { ...(latencyMs === undefined ? {} : { latencyMs }), ...entry.early };
    timeline.end(entry.seq, { status, at, body: text, headers: answerHeaders, ...measured });
    if (request.kind === 'read' && typeof answer === 'object') halt.answered(answer, at);
  };
}
