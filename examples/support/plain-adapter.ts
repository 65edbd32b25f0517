import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { type Activity, BotAdapter, type ResourceResponse, TurnContext } from 'botbuilder';
import { createMemoryInbox, type Gateway, parseKaleyraWebhook } from 'tidemark';

/** Stands for the adapter somebody already has: it knows nothing of read receipts. */
export class PlainAdapter extends BotAdapter {
  readonly #gateway: Gateway;
  readonly #secret: string | undefined;
  readonly #inbox = createMemoryInbox();
  readonly #running = new Set<Promise<void>>();
  #closing = false;

  constructor(gateway: Gateway, secret: string | undefined) {
    super();
    this.#gateway = gateway;
    this.#secret = secret;
  }

  /** Answers a webhook at once and runs the bot on each message. */
  async process(
    request: IncomingMessage,
    response: ServerResponse,
    logic: (context: TurnContext) => Promise<void>,
  ): Promise<void> {
    if (this.#secret !== undefined && request.headers['x-webhook-secret'] !== this.#secret) {
      response.writeHead(401).end();
      return;
    }
    if (this.#closing) {
      response.writeHead(503, { 'retry-after': '5' }).end();
      return;
    }
    const parsed = parseKaleyraWebhook(
      await text(request)
        .then(JSON.parse)
        .catch(() => undefined),
    );
    response.writeHead(parsed.ok ? 200 : 400).end();
    for (const activity of parsed.ok ? parsed.activities : []) {
      if (this.#inbox.accept(activity) !== 'accepted') continue;
      const context = new TurnContext(this, { ...activity } as unknown as Activity);
      const turn = this.runMiddleware(context, logic).catch((error: unknown) => console.error('the bot failed', error));
      this.#running.add(turn);
      void turn.finally(() => {
        this.#running.delete(turn);
        void this.#inbox.settle(activity, 'handled');
      });
    }
  }

  /** Refuses webhooks from now on. */
  refuse(): void {
    this.#closing = true;
  }

  /** Resolves when every turn is done. */
  async idle(): Promise<void> {
    await Promise.all(this.#running);
  }

  override async sendActivities(context: TurnContext, activities: Partial<Activity>[]): Promise<ResourceResponse[]> {
    const { from, recipient } = context.activity;
    const send = ({ type, text }: Partial<Activity>): Promise<ResourceResponse> | ResourceResponse =>
      type === 'message' && text
        ? this.#gateway.send({ type: 'text', businessNumber: recipient.id, to: from.id, text })
        : { id: '' };
    return Promise.all(activities.map(send));
  }

  override async updateActivity(): Promise<void> {}
  override async deleteActivity(): Promise<void> {}
  override async continueConversation(): Promise<void> {}
}
