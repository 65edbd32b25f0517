import { Activity } from '@microsoft/agents-activity';
import { BaseAdapter, TurnContext } from '@microsoft/agents-hosting';

type Logic = (context: TurnContext) => Promise<void>;

/** Another provider's adapter for the Agents SDK, as small as one can be: it keeps what it is told to send. */
export class ForeignAgentAdapter extends BaseAdapter {
  /** Asked for by the first versions of the SDK. */
  readonly authConfig: { clientId: string; issuers: string[] } = { clientId: '', issuers: [] };
  readonly sent: { type: string; text?: string | undefined; atMs: number }[] = [];

  override async sendActivities(_context: TurnContext, activities: Activity[]): Promise<{ id: string }[]> {
    const first = this.sent.length;
    this.sent.push(...activities.map(({ type, text }) => ({ type, text, atMs: performance.now() })));
    return activities.map((_activity, index) => ({ id: `foreign-${first + index}` }));
  }

  override updateActivity(): Promise<void> {
    return Promise.resolve();
  }

  override deleteActivity(): Promise<void> {
    return Promise.resolve();
  }

  /** The reference stands last but one: older versions of the SDK have no identity in front of it. */
  override continueConversation(...given: unknown[]): Promise<void> {
    const [reference, logic] = given.slice(-2) as [Parameters<typeof Activity.getContinuationActivity>[0], Logic];
    return this.runMiddleware(new TurnContext(this, Activity.getContinuationActivity(reference)), logic);
  }

  override uploadAttachment(): Promise<never> {
    return Promise.reject(new Error('no attachments here'));
  }

  override getAttachmentInfo(): Promise<never> {
    return Promise.reject(new Error('no attachments here'));
  }

  override getAttachment(): Promise<never> {
    return Promise.reject(new Error('no attachments here'));
  }

  /** Runs a turn; resolves or rejects as the turn does. */
  receive(activity: Activity, logic: Logic): Promise<void> {
    return this.runMiddleware(new TurnContext(this, activity), logic);
  }
}

let made = 0;

/** A message as another provider's adapter gives it. */
export function foreignAgentMessage(parts: object = {}): Activity {
  made += 1;
  const activity = {
    type: 'message',
    id: `wamid.a${made}`,
    timestamp: new Date(Math.floor(Date.now() / 1000) * 1000),
    channelId: 'whatsapp',
    serviceUrl: 'https://foreign.example.test',
    from: { id: '919800000001', name: 'Sam' },
    recipient: { id: '911200000000', name: 'Bot' },
    conversation: { id: 'foreign-conversation', isGroup: false },
    text: 'hello',
    ...parts,
  };
  return Activity.fromObject(activity);
}
