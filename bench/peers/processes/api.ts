import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerAll } from './ask.js';

/** The calls since {@link Expected} was said. */
export interface Calls {
  reads: number;
  answers: number;
  others: number;
}

/** What has to come before all is done. */
export interface Expected {
  answers: number;
  /** The messages of each conversation's last burst, of which one has to be marked read, by id. */
  last: Readonly<Record<string, number>>;
}

/** The API of a program of its own: Kaleyra's and Meta's, which answers at once and counts. */
let calls: Calls = { reads: 0, answers: 0, others: 0 };
let sent = 0;
let expected = 0;
let last: Expected['last'] = {};
let unread = new Set<number>();
let whenDone: (() => void) | undefined;
let quiet: ReturnType<typeof setTimeout> | undefined;

// A subject that fell behind may have taken messages in another order, and marked the last ones first.
const QUIET_MS = 2000;

/** All answers are in, and all receipts, or no call has come for a while. */
function look(): void {
  clearTimeout(quiet);
  if (calls.answers < expected) return;
  if (unread.size === 0) whenDone?.();
  else quiet = setTimeout(() => whenDone?.(), QUIET_MS);
}

interface Message {
  status?: string;
  message_id?: string;
  type?: string;
}

const server = createServer({ keepAliveTimeout: 60_000 }, async (request, response) => {
  const body = JSON.parse(await textOf(request)) as Message & { messaging_object?: Message };
  const isKaleyra = request.url?.startsWith('/v2/') ?? false;
  const { status, message_id: id = '', type } = body.messaging_object ?? body;
  if (status === 'read') {
    calls.reads += 1;
    unread.delete(last[id] ?? -1);
  } else if (type === 'text') calls.answers += 1;
  else calls.others += 1;
  sent += 1;
  const sentId = `wamid.sent.${sent}`;
  response.writeHead(isKaleyra ? 202 : 200, { 'content-type': 'application/json' });
  if (isKaleyra) {
    response.end(
      JSON.stringify({ code: 'WA202', message: 'Request Accepted', data: { message_id: sentId }, error: {} }),
    );
  } else if (status === 'read') response.end('{"success":true}');
  else response.end(JSON.stringify({ messaging_product: 'whatsapp', contacts: [], messages: [{ id: sentId }] }));
  look();
});

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

answerAll({
  listen: () =>
    new Promise<string>((resolve) => {
      server.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
    }),
  expect: (now: Expected) => {
    clearTimeout(quiet);
    whenDone = undefined;
    calls = { reads: 0, answers: 0, others: 0 };
    expected = now.answers;
    last = now.last;
    unread = new Set(Object.values(last));
  },
  done: () =>
    new Promise<void>((resolve) => {
      whenDone = resolve;
      look();
    }),
  calls: () => calls,
  missing: () => ({ answers: expected - calls.answers, unread: unread.size }),
});
