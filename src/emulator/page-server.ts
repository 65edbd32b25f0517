import type { IncomingMessage, ServerResponse } from 'node:http';
import { readBody } from '../testing/read-body.js';
import { ActionError } from './action-error.js';
import type { EventStream } from './event-stream.js';
import type { Hosts } from './hosts.js';
import type { Media } from './media.js';
import type { Reply } from './respond.js';
import { refuse, respond } from './respond.js';
import { mediaReply, pageFile } from './static-files.js';
import type { Timeline } from './timeline.js';

/** What the page is served with. */
export interface PageServerParts {
  readonly hosts: Hosts;
  readonly assets: string;
  readonly events: EventStream;
  readonly timeline: Timeline;
  readonly media: Media;
  readonly act: (action: unknown) => void;
}

const mostBytes = 512 * 1024;

const notBuilt: Reply = {
  status: 503,
  type: 'text/plain; charset=utf-8',
  body: 'The page is not built. Run `npm start`, which builds it, or `npm run build`.\n',
};

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}

/** Makes the function that answers everything but the API's calls. */
export function createPageServer(parts: PageServerParts): (request: IncomingMessage, response: ServerResponse) => void {
  const { hosts, assets, events, timeline, media, act } = parts;

  async function takeAction(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { origin, 'content-type': type = '' } = request.headers;
    // No page of another site can ask for this without being asked first whether it may: it may not.
    if (!/^application\/json\s*(;|$)/i.test(type)) return refuse(response, 415, 'Expected application/json.');
    if (!hosts.allowOrigin(origin)) return refuse(response, 403, 'Only the page of the emulator itself may act.');
    const raw = await readBody(request, mostBytes);
    if (raw === 'tooLarge') return refuse(response, 413, `Expected at most ${mostBytes} bytes.`);
    if (raw === 'aborted') return;
    try {
      act(JSON.parse(raw.toString('utf8')));
      respond(response, { status: 204 });
    } catch (error) {
      const isExpected = error instanceof ActionError;
      if (!isExpected && !(error instanceof SyntaxError)) throw error;
      refuse(response, 400, isExpected ? error.message : 'Expected JSON.');
    }
  }

  async function found(path: string): Promise<Reply | undefined> {
    if (path === '/') return (await pageFile(assets, 'index.html')) ?? notBuilt;
    if (path.startsWith('/assets/')) return pageFile(assets, path.slice(1));
    const [, mediaName] = /^\/media\/([^/]+)$/.exec(path) ?? [];
    const file = mediaName === undefined ? undefined : await media.file(decoded(mediaName));
    if (file !== undefined) return mediaReply(file);
    const [, seq] = /^\/api\/entries\/(\d{1,15})$/.exec(path) ?? [];
    const detail = seq === undefined ? undefined : timeline.detail(Number(seq));
    return detail && { status: 200, type: 'application/json', body: JSON.stringify(detail) };
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url = '', headers } = request;
    if (!hosts.allow(headers.host)) return refuse(response, 403, 'The emulator is not called by this name.');
    const path = url.split('?', 1)[0] ?? '';
    const expected = path === '/api/actions' ? ['POST'] : ['GET', 'HEAD'];
    if (!expected.includes(method)) {
      const error = JSON.stringify({ error: `Expected ${expected[0]}.` });
      const allow = { allow: expected.join(', ') };
      return respond(response, { status: 405, type: 'application/json', headers: allow, body: error });
    }
    if (path === '/api/actions') return takeAction(request, response);
    if (path === '/api/events' && method === 'GET') return events.open(response);
    const reply = await found(path);
    if (reply === undefined) return refuse(response, 404, 'There is nothing here.');
    respond(response, reply);
  }

  return (request, response) => {
    answer(request, response).catch(() => {
      if (response.headersSent) response.destroy();
      else refuse(response, 500, 'The emulator failed.');
    });
  };
}
