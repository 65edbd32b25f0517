import { AgentApplication, MemoryStorage } from '@microsoft/agents-hosting';
import { KaleyraAdapter } from 'tidemark/adapters/agents';
import { statusWebhook } from 'tidemark/testing';
import { expect, test } from 'vitest';
import { customer, secret, startHost } from './kaleyra-host.js';

test('KaleyraAdapter of the Agents SDK: first contacts, statuses and read events reach an AgentApplication', async () => {
  const activities = { statuses: true, readEvents: true, firstContact: true };
  const { kaleyra, channel, businessNumber, listen, say } = await startHost({ activities });
  const adapter = new KaleyraAdapter(channel);
  const url = await listen((request, response) => void adapter.process(request, response));
  const application = new AgentApplication({ adapter: adapter.forApplication(), storage: new MemoryStorage() });
  const told: unknown[] = [];
  application.onConversationUpdate('membersAdded', async (context) => {
    await context.sendActivity(`Welcome, ${context.activity.membersAdded?.[0]?.name}`);
  });
  application.onActivity('message', async (context) => {
    await context.sendActivity(`Echo: ${context.activity.text}`);
  });
  application.onActivity('event', async ({ activity }) => void told.push([activity.name, activity.value]));
  adapter.handle((context) => application.run(context));

  await say('hello');
  await kaleyra.waitFor('send', 2);
  await say('again');
  await kaleyra.waitFor('send', 3);
  expect(kaleyra.sends.map(({ text }) => text)).toEqual(['Welcome, Sam', 'Echo: hello', 'Echo: again']);

  const timestamp = 1_772_000_000;
  const body = statusWebhook({ id: 'wamid.out-1', status: 'read', timestamp, businessNumber, recipient: customer });
  expect((await kaleyra.postWebhook(url, body, { headers: secret })).status).toBe(200);
  await expect
    .poll(() => told)
    .toEqual([
      ['whatsapp/status', { id: 'wamid.out-1', status: 'read', timestamp: new Date(timestamp * 1000).toISOString() }],
      ['application/vnd.microsoft.readReceipt', { lastReadMessageId: 'wamid.out-1' }],
    ]);
});
