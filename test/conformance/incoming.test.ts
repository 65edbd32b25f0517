import { describe, expect, test } from 'vitest';
import { signal } from '../adapters/kaleyra-host.js';
import { fieldsOf, incomingSample, otherFieldsOf } from './incoming-sample.js';
import { incomingTable } from './incoming-table.js';
import { startBot } from './start.js';
import { subjects } from './subjects.js';

describe.each(subjects)('$name', (subject) => {
  test.each(incomingTable)('is given $what as the table says, once it is marked read if it counts', async (row) => {
    const given = signal<{ activity: object; others: string[]; reads: number }>();
    const host = await startBot(subject, async ({ activity }) =>
      given.resolve({
        activity: fieldsOf(activity),
        others: otherFieldsOf(activity),
        reads: reads().length,
      }),
    );
    const { kaleyra, channel, businessNumber, post } = host;
    const reads = (): unknown[] =>
      kaleyra.reads.filter((read) => read.messageId === id && read.violations.length === 0);
    const { id, body, activity } = incomingSample(row, { businessNumber, serviceUrl: kaleyra.baseUrl });
    expect(await post(body)).toMatchObject({ status: 200 });
    expect(await given.promise).toEqual({ activity, others: [], reads: row.isMarked ? 1 : 0 });
    await channel.close();
    expect(kaleyra.requests).toHaveLength(row.isMarked ? 1 : 0);
  });

  test('is given the channel id in one piece', async () => {
    const channelIds = signal<unknown[]>();
    const { say } = await startBot(subject, async ({ activity }) =>
      channelIds.resolve([activity.channelId, Reflect.get(activity, 'channelIdSubChannel')]),
    );
    await say('hello');
    expect(await channelIds.promise).toEqual(['whatsapp', undefined]);
  });
});
