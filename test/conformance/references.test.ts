import { describe, expect, test } from 'vitest';
import { customer } from '../adapters/kaleyra-host.js';
import { startBot } from './start.js';
import { startWithReference } from './start-with-reference.js';
import { sdkSubjects, subjects } from './subjects.js';

type Fields = Record<string, unknown>;
type Reference = Fields & { conversation: Fields; user: Fields; bot?: Fields; agent?: Fields };

/** What databases make of a reference: null or '' for what was not there. */
const emptied = [null, ''].flatMap((nothing) => {
  const emptyParty = (party: unknown): unknown =>
    party && { ...(party as Fields), name: nothing, role: nothing, aadObjectId: nothing };
  const rest = { activityId: nothing, channelId: nothing, locale: nothing, serviceUrl: nothing };
  const changes: [string, (reference: Reference) => object][] = [
    ['fields of its own', (reference) => ({ ...reference, ...rest })],
    [
      'fields of the conversation',
      ({ conversation, ...reference }) => ({
        ...reference,
        conversation: { ...conversation, name: nothing, conversationType: nothing, tenantId: nothing },
      }),
    ],
    ['fields of the customer', ({ user, ...reference }) => ({ ...reference, user: emptyParty(user) })],
    ['the id of the customer', (reference) => ({ ...reference, user: { id: nothing } })],
    ['the customer', (reference) => ({ ...reference, user: nothing })],
    [
      'fields of the business',
      ({ bot, agent, ...reference }) => ({ ...reference, bot: emptyParty(bot), agent: emptyParty(agent) }),
    ],
    ['the id of the business', (reference) => ({ ...reference, bot: { id: nothing }, agent: { id: nothing } })],
    ['the business', (reference) => ({ ...reference, bot: nothing, agent: nothing })],
    [
      'the business as the other SDK calls it',
      ({ bot, agent, ...reference }) => ({ ...reference, bot: bot ?? nothing, agent: agent ?? nothing }),
    ],
  ];
  return changes.map(([what, change]) => ({ nothing: JSON.stringify(nothing), what, change }));
});

describe.each(subjects)('$name: a proactive turn by a stored reference', (subject) => {
  test.each(emptied)('works where the stored reference has $nothing for $what', async ({ change }) => {
    const { running, kaleyra, reference, businessNumber } = await startWithReference(subject);
    await running.continueConversation(change(reference as never), async ({ activity, send }) =>
      send(`${activity.from.id} ${activity.recipient.id} ${activity.channelId}`),
    );
    expect(kaleyra.sends).toMatchObject([
      { to: `+${customer}`, businessNumber, text: `${customer} ${businessNumber} whatsapp`, violations: [] },
    ]);
  });

  test('works with the conversation alone', async () => {
    const { running, kaleyra, reference } = await startWithReference(subject);
    const { conversation } = reference as { conversation: object };
    await running.continueConversation({ conversation }, ({ send }) => send('hi'));
    expect(kaleyra.sends).toMatchObject([{ to: `+${customer}`, text: 'hi', violations: [] }]);
  });
});

const pairs = subjects.flatMap((from) => subjects.map((to) => ({ from, to })));

test.each(pairs)('a reference stored by $from.name works with $to.name', async ({ from, to }) => {
  const { reference } = await startWithReference(from);
  const { running, kaleyra, businessNumber } = await startBot(to, async () => undefined);
  await running.continueConversation(reference, async ({ activity, send }) =>
    send(`${activity.from.id} ${activity.recipient.id} ${activity.conversation.id}`),
  );
  expect(kaleyra.sends).toMatchObject([
    {
      to: `+${customer}`,
      businessNumber,
      text: `${customer} ${businessNumber} ${businessNumber}:${customer}`,
      violations: [],
    },
  ]);
});

describe.each(sdkSubjects)('$name: relatesTo of a proactive turn', (subject) => {
  test.each(subjects)('is the reference that $name stored, with the business as this SDK calls it', async (from) => {
    const { reference } = await startWithReference(from);
    const { running, businessNumber } = await startBot(subject, async () => undefined);
    const related: unknown[] = [];
    await running.continueConversation(reference, async ({ activity, reference: own }) => {
      related.push(
        Reflect.get(activity, 'relatesTo'),
        Object.keys(own()).filter((key) => /^(bot|agent)$/.test(key)),
      );
    });
    const [relatesTo, [business = '']] = related as [object, string[]];
    expect(relatesTo).toMatchObject({
      activityId: 'wamid.first',
      channelId: 'whatsapp',
      conversation: { id: `${businessNumber}:${customer}` },
      user: { id: customer, name: 'Sam' },
      [business]: { id: businessNumber },
    });
  });
});
