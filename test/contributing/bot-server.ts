import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { kaleyraWebhook, textMessage } from 'tidemark/testing';
import { onTestFinished } from 'vitest';

/** Serves until the test ends; gives the URL. */
export async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(async () => {
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

/** The webhook of some texts of one customer, whose ids are `wamid.<text>`. */
export function webhookOf(texts: readonly string[]): string {
  const messages = texts.map((text) => textMessage({ id: `wamid.${text}`, text }));
  return JSON.stringify(kaleyraWebhook({ from: '919800000001', businessNumber: '911200000000', messages }));
}

/** Posts texts of one customer as one webhook; gives the status. */
export async function say(url: string, texts: readonly string[]): Promise<number> {
  const headers = { 'content-type': 'application/json' };
  return (await fetch(url, { method: 'POST', headers, body: webhookOf(texts) })).status;
}
