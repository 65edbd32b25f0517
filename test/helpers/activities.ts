import type { Activity } from 'tidemark';

let made = 0;

/** What a test wants to say about an incoming message. */
export interface MessageParts {
  id?: string;
  /** Seconds since the epoch; `NaN` for an activity without a timestamp. @default the present second */
  at?: number;
  text?: string;
  customer?: string;
  businessNumber?: string;
  tap?: boolean;
}

/** An incoming text message of a customer, stamped with the present second unless `at` says otherwise. */
export function message({
  id = `wamid.${++made}`,
  at = Math.floor(Date.now() / 1000),
  text = 'hello',
  customer = '919800000001',
  businessNumber = '911200000000',
  tap = false,
}: MessageParts = {}): Activity {
  return {
    type: 'message',
    id,
    ...(Number.isNaN(at) ? {} : { timestamp: new Date(at * 1000) }),
    channelId: 'whatsapp',
    serviceUrl: 'https://api.example.test',
    from: { id: customer, role: 'user' },
    recipient: { id: businessNumber, role: 'bot' },
    conversation: { id: `${businessNumber}:${customer}`, isGroup: false },
    text,
    textFormat: 'plain',
    ...(tap && { value: { id: text, title: text } }),
    channelData: tap ? { tap: true } : {},
  };
}

/** A reaction: an activity that needs no receipt. */
export function reaction(to: string): Activity {
  const { text: _text, textFormat: _format, ...rest } = message();
  return { ...rest, type: 'messageReaction', replyToId: to, reactionsAdded: [{ type: '👍' }] };
}
