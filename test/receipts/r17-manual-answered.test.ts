import { expect, test } from 'vitest';
import { useReceipts } from '../helpers/receipts.js';

const { start, tick } = useReceipts();

test("R17: a manual message that was answered still waits for the bot's word, while handled ones are marked", async () => {
  const { offer, receipts, activity, reads } = start({ when: 'afterHandler' });
  offer('a');
  offer('manual', {}, { when: 'manual' });
  receipts.answered(activity('manual'));
  receipts.handled(activity('a'), 'handled');
  await tick(10_000);
  expect(reads()).toEqual(['a']);
});

test('R17: an answered manual message holds the prefix back', async () => {
  const { offer, receipts, activity, reads } = start({ when: 'afterHandler' });
  offer('manual', {}, { when: 'manual' });
  offer('a');
  receipts.answered(activity('manual'));
  receipts.handled(activity('a'), 'handled');
  await tick(10_000);
  expect(reads()).toEqual([]);
});
