import { once, setMaxListeners } from 'node:events';
import { createServer, type Server } from 'node:http';
import { promisify } from 'node:util';
import type { FakeKaleyra, FakeKaleyraOptions } from './fake-kaleyra.js';
import { createFaultPlan } from './fault-plan.js';
import { createGate } from './gate.js';
import { createRequestHandler } from './handle-request.js';
import { createMediaBook } from './media-book.js';
import { createMessageBook } from './message-book.js';
import { postWebhook } from './post-webhook.js';
import { nextTurn } from './real-time.js';
import { createRequestLog } from './request-log.js';

// Shapes as in Kaleyra's documents: a SID such as HXAP16XXXXXX97IN, a key of "A" and 32 hexadecimal digits.
type Settings = Required<Omit<FakeKaleyraOptions, 'otherwise' | 'onChange'>> &
  Pick<FakeKaleyraOptions, 'otherwise' | 'onChange'>;

const defaults: Readonly<Settings> = Object.freeze({
  sid: 'HXFAKE0000000097IN',
  apiKey: 'A000000000000000000000000000fa4e0',
  businessNumbers: Object.freeze(['910000000001']),
  strictIds: false,
  port: 0,
  host: '127.0.0.1',
  maxRequests: Infinity,
  maxMessages: Infinity,
  keepUploads: false,
  isCall: () => true,
});

function settingsOf(options: FakeKaleyraOptions): Settings {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  const names = [...Object.keys(defaults), 'otherwise', 'onChange'];
  const unknown = given.find(([name]) => !names.includes(name));
  if (unknown !== undefined)
    throw new TypeError(`[tidemark/testing] expected only ${names.join(', ')}; got "${unknown[0]}"`);
  const settings = { ...defaults, ...Object.fromEntries(given) };
  const { sid, apiKey, businessNumbers, maxRequests, maxMessages } = settings;
  if (sid === '' || apiKey === '') throw new TypeError('[tidemark/testing] expected sid and apiKey not to be empty');
  for (const [name, most] of Object.entries({ maxRequests, maxMessages })) {
    if (most === Infinity || (Number.isInteger(most) && most > 0)) continue;
    throw new TypeError(`[tidemark/testing] expected ${name} to be a positive integer or Infinity; got ${most}`);
  }
  const wrong = businessNumbers.find((number) => !/^\d{1,15}$/.test(number));
  if (wrong === undefined) return settings;
  throw new TypeError(`[tidemark/testing] expected businessNumbers to be digits without "+"; got "${wrong}"`);
}

function urlOf(server: Server): string {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('[tidemark/testing] the server has no port');
  return `http://${address.family === 'IPv6' ? `[${address.address}]` : address.address}:${address.port}`;
}

/**
 * Starts a fake Kaleyra on a local port.
 *
 * @throws {TypeError} for an unknown option, an empty `sid` or `apiKey`, `businessNumbers` that are not digits, and a `maxRequests` or `maxMessages`
 *   below 1.
 * @throws {Error} with Node's code, such as `EADDRINUSE`, when it cannot listen on the port.
 * @example
 * ```ts
 * import { createServer } from 'node:http';
 * import { createChannel, KaleyraClient } from 'tidemark';
 * import { toNodeListener } from 'tidemark/adapters/node';
 * import { kaleyraWebhook, startFakeKaleyra, textMessage } from 'tidemark/testing';
 *
 * const kaleyra = await startFakeKaleyra();
 * const { baseUrl, sid, apiKey, businessNumbers: [businessNumber = ''] } = kaleyra;
 * const gateway = new KaleyraClient({ region: { baseUrl }, sid, apiKey });
 * const channel = createChannel({ gateway, webhook: { auth: 'none' } });
 * channel.handle((activity, turn) => turn.reply(`Echo: ${activity.text}`));
 * const server = createServer(toNodeListener(channel)).listen(3978);
 *
 * const messages = [textMessage({ id: 'wamid.1', text: 'Hello' })];
 * await kaleyra.postWebhook('http://127.0.0.1:3978', kaleyraWebhook({ from: '919876543210', businessNumber, messages }));
 * await kaleyra.waitFor('send', 1);
 * console.log(kaleyra.isRead('wamid.1')); // true
 *
 * server.close();
 * await channel.close();
 * await gateway.close();
 * await kaleyra.close();
 * ```
 */
export async function startFakeKaleyra(options: FakeKaleyraOptions = {}): Promise<FakeKaleyra> {
  const settings = settingsOf(options);
  const account = Object.freeze({
    sid: settings.sid,
    apiKey: settings.apiKey,
    businessNumbers: Object.freeze([...settings.businessNumbers]),
  });
  const { strictIds, isCall, otherwise, onChange, maxRequests, maxMessages, keepUploads } = settings;
  const log = createRequestLog({ onChange, maxRequests });
  const faults = createFaultPlan();
  const gate = createGate();
  const book = createMessageBook({ strictIds, maxMessages });
  const media = createMediaBook({ keepUploads, maxUploads: maxMessages });
  const closing = new AbortController();
  // Each webhook on its way listens to it.
  setMaxListeners(0, closing.signal);
  const handle = createRequestHandler({ account, log, faults, gate, book, media });
  const server = createServer((request, response) => {
    const isOurs = request.url?.startsWith('/v2/') === true && isCall(request);
    if (otherwise !== undefined && !isOurs) return otherwise(request, response);
    handle(request, response).catch(() => response.destroy());
  });
  server.listen(settings.port, settings.host);
  await once(server, 'listening');

  function cutWaiting(reason: string): void {
    faults.clear();
    gate.cut();
    log.rejectWaiting(reason);
  }

  async function stop(): Promise<void> {
    const reason = 'the fake was closed';
    const closed = promisify(server.close.bind(server))();
    cutWaiting(reason);
    closing.abort(new Error(`[tidemark/testing] ${reason}`));
    // A turn in which the requests just cut are recorded as dropped by the fake.
    await nextTurn();
    server.closeAllConnections();
    await closed;
    // The handles are gone one turn after the event.
    await nextTurn();
  }
  let stopped: Promise<void> | undefined;

  return {
    ...account,
    baseUrl: urlOf(server),
    get requests() {
      return log.select('any');
    },
    get reads() {
      return log.select('read');
    },
    get sends() {
      return log.select('send');
    },
    get uploads() {
      return log.select('upload');
    },
    fail: faults.fail,
    setLatency: faults.setLatency,
    clearFaults() {
      faults.clear();
      gate.release();
    },
    waitFor: log.waitFor,
    async postWebhook(url, body, postOptions) {
      const accept = book.post(body);
      const answer = await postWebhook(url, body, { ...postOptions, signal: closing.signal });
      if (answer.status >= 200 && answer.status < 300) accept();
      return answer;
    },
    knows: book.knows,
    isRead: book.isRead,
    unread: book.unread,
    uploadedFile: media.file,
    reset() {
      cutWaiting('the fake was reset');
      log.clear();
      book.clear();
      media.clear();
    },
    close() {
      stopped ??= stop();
      return stopped;
    },
  };
}
