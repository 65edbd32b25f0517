import { expect, test } from 'vitest';
import { message } from '../helpers/activities.js';
import { createRecordingInbox, deferred, post, text, useChannels } from '../helpers/channel.js';
import { useClock } from '../helpers/clock.js';

const time = useClock();
const open = useChannels(time);

test('a redelivery of what the inbox gave out of its own accord leaves its turn to be settled', async () => {
  const recording = createRecordingInbox();
  let out: (activity: ReturnType<typeof message>) => void = () => undefined;
  const inbox = {
    ...recording,
    accept: () => 'duplicate' as const,
    deliver(emit: typeof out) {
      out = emit;
      return () => undefined;
    },
  };
  const { channel } = open({ inbox, receipts: false });
  const turn = deferred();
  channel.handle(() => turn.promise);
  await time.clock.tickAsync(1);
  out(message({ id: 'wamid.1' }));
  await time.clock.tickAsync(1);
  expect(JSON.parse((await post(channel, text('wamid.1'))).body)).toMatchObject({ duplicates: 1 });
  turn.resolve();
  await time.clock.tickAsync(1);
  expect(recording.settled).toEqual([['wamid.1', 'handled']]);
});
