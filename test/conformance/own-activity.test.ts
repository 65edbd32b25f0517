import type { Activity } from 'tidemark';
import { describe, expect, test } from 'vitest';
import { signal } from '../adapters/kaleyra-host.js';
import { incomingSample } from './incoming-sample.js';
import { incomingTable } from './incoming-table.js';
import { startBot } from './start.js';
import { sdkSubjects } from './subjects.js';

/** Writes into everything that can be written to, as deep as it goes; notes of the bot's own in `channelData` too. */
function scribble(value: unknown): void {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return;
  for (const key of Object.keys(value)) {
    const inner: unknown = Reflect.get(value, key);
    if (typeof inner === 'object' && inner !== null) scribble(inner);
    else if (typeof inner === 'string' && key !== '_channelId') Reflect.set(value, key, 'changed');
  }
  if (Array.isArray(value)) value.push('added');
  else Reflect.set(value, 'note', 'added');
}

// Middleware of the SDKs, such as TranscriptLogger, writes into the live activity; a plain handler has no such middleware.
describe.each(sdkSubjects)('$name: an activity is the bot’s own', (subject) => {
  test.each(incomingTable)('what a bot writes into $what is seen by nobody else', async (row) => {
    const [held, before]: [Activity[], string[]] = [[], []];
    const done = signal<string>();
    const { kaleyra, channel, businessNumber, post } = await startBot(subject, async ({ activity }) => {
      scribble(activity);
      done.resolve(JSON.stringify(activity));
    });
    channel.incoming$.subscribe((activity) => {
      held.push(activity);
      before.push(JSON.stringify(activity));
    });
    channel.activity$.subscribe((activity) => void held.push(activity));
    const { body } = incomingSample(row, { businessNumber, serviceUrl: kaleyra.baseUrl });
    await post(body);
    expect(await done.promise).toContain('"note":"added"');
    expect(held.map((activity) => JSON.stringify(activity))).toEqual([before[0], before[0]]);
  });

  test('what one turn writes is not there in the next', async () => {
    const notes: unknown[] = [];
    const { kaleyra, say } = await startBot(subject, async ({ activity, send }) => {
      const channelData = activity.channelData as Record<string, unknown>;
      notes.push(channelData.note, activity.from.name);
      channelData.note = 'seen';
      activity.from.name = 'Somebody';
      await send('hi');
    });
    await say(['one', 'two']);
    await kaleyra.waitFor('send', 2);
    expect(notes).toEqual([undefined, 'Sam', undefined, 'Sam']);
  });
});
