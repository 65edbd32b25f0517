import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Activity } from '../../src/activity/activity.js';
import { isMarkable, isTap } from '../../src/activity/is-markable.js';
import { parseKaleyraWebhook } from '../../src/kaleyra/webhook/parse-kaleyra-webhook.js';

function activityOf(name: string): Activity {
  const source = readFileSync(new URL(`../fixtures/kaleyra/${name}.json`, import.meta.url), 'utf8');
  const parsed = parseKaleyraWebhook(JSON.parse(source));
  const activity = parsed.ok ? parsed.activities[0] : undefined;
  if (activity === undefined) throw new Error(`no activity in ${name}`);
  return activity;
}

const taps = ['button-reply', 'list-reply', 'template-button', 'flow-answer'];
const bubbles = [
  ...['text', 'text-quoting', 'image-reply', 'video', 'audio-voice', 'document', 'sticker', 'location-current'],
  ...[
    'contacts-phones-object',
    'order',
    'unsupported',
    'unknown-type',
    'call-permission-reply',
    'username-without-number',
  ],
];
const others = ['reaction', 'reaction-removed', 'system', 'request-welcome', 'business-echo'];

describe('R1: what counts as a message to mark read', () => {
  it.each([...bubbles, ...taps])('%s does', (name) => {
    expect(isMarkable(activityOf(name))).toBe(true);
  });

  it.each(others)('%s does not', (name) => {
    expect(isMarkable(activityOf(name))).toBe(false);
  });

  it.each([
    ['a status', { type: 'event', name: 'whatsapp/status' }],
    ['a read receipt of the customer', { type: 'event', name: 'application/vnd.microsoft.readReceipt' }],
    ['a proactive turn', { type: 'event', name: 'continueConversation' }],
    ['an event without a name', { type: 'event' }],
    ['a conversation update', { type: 'conversationUpdate' }],
    ['a message of the bot', { from: { id: '1', role: 'bot' } }],
    ['a message without an id', { id: '' }],
    ['a message of no conversation', { conversation: { id: '' } }],
  ])('%s does not', (_, change) => {
    expect(isMarkable({ ...activityOf('text'), ...change })).toBe(false);
  });

  it('a message of an unknown sender does, one without an id or a conversation does not', () => {
    const { from, ...rest } = activityOf('text');
    expect(isMarkable({ ...rest, from: { id: from.id } })).toBe(true);
    expect(isMarkable(rest)).toBe(true);
    expect(isMarkable({ type: 'message' })).toBe(false);
    expect(isMarkable({ type: 'message', id: 'wamid.a' })).toBe(false);
  });
});

describe('R4: what counts as a tap', () => {
  it.each(taps)('%s does', (name) => {
    expect(isTap(activityOf(name))).toBe(true);
  });

  it.each([...bubbles, ...others])('%s does not', (name) => {
    expect(isTap(activityOf(name))).toBe(false);
  });

  it('a message without channelData does not', () => {
    expect(isTap({ type: 'message' })).toBe(false);
    expect(isTap({ type: 'message', channelData: null })).toBe(false);
    expect(isTap({ type: 'message', channelData: { tap: 'yes' } })).toBe(false);
  });
});
