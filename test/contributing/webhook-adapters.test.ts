import { toNodeListener } from 'tidemark/adapters/node';
import { toFetchHandler } from 'tidemark/adapters/web';
import { serve } from './bot-server.js';
import { type Answered, describeWebhookAdapter, type Post } from './webhook-conformance.js';

async function answeredBy(response: Response): Promise<Answered> {
  return { status: response.status, headers: Object.fromEntries(response.headers), body: await response.text() };
}

describeWebhookAdapter({
  name: 'node',
  async start(channel) {
    const url = await serve(toNodeListener(channel));
    return async (post) => answeredBy(await fetch(url, post as RequestInit));
  },
});

describeWebhookAdapter({
  name: 'web',
  async start(channel) {
    const handler = toFetchHandler(channel);
    return async (post: Post) =>
      answeredBy(await handler(new Request('https://bot.example.com/', post as RequestInit)));
  },
});
