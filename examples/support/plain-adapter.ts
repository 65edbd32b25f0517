import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { type Activity, BotAdapter, type ResourceResponse, TurnContext } from 'botbuilder';
import { createMemoryInbox, type Gateway, type Activity as Incoming, parseKaleyraWebhook } from 'tidemark';
import { readWebhook } from './read-webhook.js';

type BotLogic = (context: TurnContext) => Promise<void>;

// A body left unread must not be taken for the next request.
const close = { connection: 'close' };
const refusalHeaders: Readonly<Record<number, OutgoingHttpHeaders>> = {
  401: close,
  405: { ...close, allow: 'POST' },
  413: close,
  415: close,
  503: { 'retry-after': '5' },
};

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

  /** Runs the bot on each message of a webhook, and answers without waiting for it. */
  async process(request: IncomingMessage, response: ServerResponse, logic: BotLogic): Promise<void> {
    const refuse = (status: number): void => void response.writeHead(status, refusalHeaders[status]).end();
    const { status, body } = await readWebhook(request, this.#secret);
    if (status !== 200) return refuse(status);
    if (this.#closing) return refuse(503);
    const parsed = parseKaleyraWebhook(body);
    if (!parsed.ok) return refuse(400);
    const acceptances = parsed.activities.map((activity) => {
      const acceptance = this.#inbox.accept(activity);
      if (acceptance === 'accepted') this.#run(activity, logic);
      return acceptance;
    });
    // Kaleyra redelivers, and what was accepted is a duplicate then.
    if (acceptances.includes('full')) return refuse(503);
    response.writeHead(200).end();
  }

  /** Refuses webhooks from now on. */
  refuse(): void {
    this.#closing = true;
  }

  /** Resolves when every turn is done. */
  async idle(): Promise<void> {
    await Promise.all(this.#running);
  }

  #run(activity: Incoming, logic: BotLogic): void {
    const context = new TurnContext(this, { ...activity } as unknown as Activity);
    const turn = this.runMiddleware(context, logic).catch((error: unknown) => console.error('the bot failed', error));
    this.#running.add(turn);
    void turn.finally(() => {
      this.#running.delete(turn);
      void this.#inbox.settle(activity, 'handled');
    });
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
