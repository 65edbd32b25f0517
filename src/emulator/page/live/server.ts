import type { Action, EntryDetail } from '../../protocol.js';

let last: Promise<unknown> = Promise.resolve();

/** Asks the emulator for something, after what was asked before: messages arrive in the order they were typed. */
export function post(action: Action): Promise<void> {
  const posted = last.then(() => postNow(action));
  last = posted.catch(() => {});
  return posted;
}

/** The exact request and answer of an entry. */
export async function getEntry(seq: number): Promise<EntryDetail> {
  const response = await ask(`/api/entries/${seq}`, {});
  return (await response.json()) as EntryDetail;
}

async function postNow(action: Action): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  await ask('/api/actions', { method: 'POST', headers, body: JSON.stringify(action) });
}

async function ask(path: string, init: RequestInit): Promise<Response> {
  // biome-ignore lint/style/noRestrictedGlobals: the page's one way to its own server.
  const response = await fetch(path, init).catch(() => {
    throw new Error('The emulator does not answer. Is it still running?');
  });
  if (!response.ok) throw new Error(await errorOf(response));
  return response;
}

async function errorOf(response: Response): Promise<string> {
  const body = (await response.json().catch(() => undefined)) as { error?: unknown } | undefined;
  return typeof body?.error === 'string' ? body.error : `The emulator answered ${response.status}.`;
}
