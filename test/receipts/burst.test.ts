import { createReceipts } from 'tidemark';
import { expect, test } from 'vitest';
import { message } from '../helpers/activities.js';
import { useClock } from '../helpers/clock.js';
import { createFakeGateway } from '../helpers/fake-gateway.js';

const time = useClock();

test('R3 R4: a burst of three costs one call, for the newest, quietMs after it', async () => {
  const gateway = createFakeGateway();
  const receipts = createReceipts({ gateway });
  const order: string[] = [];
  for (const id of ['wamid.a', 'wamid.b', 'wamid.c']) {
    receipts.offer(message({ id }), { onReleased: ({ id }) => order.push(`${id}`) });
    await time.clock.tickAsync(300);
  }
  expect(order).toEqual([]);
  await time.clock.tickAsync(699);
  expect(gateway.reads).toEqual([]);
  await time.clock.tickAsync(1);
  expect(gateway.reads.map(({ id }) => id)).toEqual(['wamid.c']);
  expect(order).toEqual(['wamid.a', 'wamid.b', 'wamid.c']);
  expect(receipts.stats()).toMatchObject({ accepted: 3, sent: 1, covered: 2, pending: 0, calls: 1, callsSaved: 2 });
  await receipts.close();
});
