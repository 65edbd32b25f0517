import { type Activity, BotAdapter, type ConversationReference, type ResourceResponse, TurnContext } from 'botbuilder';

/** Another provider's adapter, as small as one can be: it keeps what it is told to send. */
export class ForeignAdapter extends BotAdapter {
  readonly sent: (Partial<Activity> & { atMs: number })[] = [];

  override async sendActivities(_context: TurnContext, activities: Partial<Activity>[]): Promise<ResourceResponse[]> {
    this.sent.push(...activities.map((activity) => ({ ...activity, atMs: performance.now() })));
    return activities.map((_activity, index) => ({ id: `foreign-${this.sent.length - activities.length + index}` }));
  }

  override updateActivity(): Promise<void> {
    return Promise.resolve();
  }

  override deleteActivity(): Promise<void> {
    return Promise.resolve();
  }

  override continueConversation(
    reference: Partial<ConversationReference>,
    logic: (context: TurnContext) => Promise<void>,
  ): Promise<void> {
    const activity = TurnContext.applyConversationReference(
      { type: 'event', name: 'continueConversation' },
      reference,
      true,
    );
    return this.runMiddleware(new TurnContext(this, activity), logic);
  }

  /** Runs a turn; resolves or rejects as the turn does. */
  receive(activity: Partial<Activity>, logic: (context: TurnContext) => Promise<void>): Promise<void> {
    return this.runMiddleware(new TurnContext(this, activity), logic);
  }
}

let made = 0;

/** A message as another provider's adapter gives it. */
export function foreignMessage(parts: Partial<Activity> = {}): Partial<Activity> {
  made += 1;
  return {
    type: 'message',
    id: `wamid.f${made}`,
    timestamp: new Date(Math.floor(Date.now() / 1000) * 1000),
    channelId: 'whatsapp',
    serviceUrl: 'https://foreign.example.test',
    from: { id: '919800000001', name: 'Sam' },
    recipient: { id: '911200000000', name: 'Bot' },
    conversation: { id: 'foreign-conversation', isGroup: false, conversationType: '', name: '' },
    text: 'hello',
    ...parts,
  };
}
