import { setTimeout as sleep } from 'node:timers/promises';
import { type FakeKaleyra, kaleyraWebhook, textMessage } from 'tidemark/testing';
import type { Burst } from './bursts.js';
import type { Timeline } from './timeline.js';

/** Where a burst is played. */
export interface Stage {
  kaleyra: FakeKaleyra;
  timeline: Timeline;
  /** The bot's webhook. */
  url: string;
  secret: string;
}

/** Posts a burst as Kaleyra would; gives the ids of its messages. */
export async function play(burst: Burst, { kaleyra, timeline, url, secret }: Stage): Promise<string[]> {
  const { customer, name, startMs, gapMs, texts } = burst;
  const ids: string[] = [];
  await sleep(startMs);
  for (const [index, text] of texts.entries()) {
    if (index > 0) await sleep(gapMs);
    const id = `wamid.${name}-${startMs}-${index}`;
    ids.push(id);
    timeline.line(name, '✓', text);
    const businessNumber = kaleyra.businessNumbers[0] as string;
    const webhook = kaleyraWebhook({ from: customer, businessNumber, name, messages: [textMessage({ id, text })] });
    await kaleyra.postWebhook(url, webhook, { headers: { 'x-webhook-secret': secret } });
  }
  return ids;
}
