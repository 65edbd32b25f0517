import { checkDuplicates } from './check-duplicates.js';
import { checkHolders } from './check-holders.js';
import { checkLost } from './check-lost.js';
import { checkMarks } from './check-marks.js';
import { checkOrder } from './check-order.js';
import { checkReceipts } from './check-receipts.js';
import type { History, Rules } from './history.js';

/** Everything in a history that must not be, in words; empty where all is well. It knows nothing of the code it judges. */
export function checkHistory(history: History, rules: Rules): string[] {
  return [
    ...checkLost(history),
    ...checkOrder(history),
    ...checkHolders(history, rules),
    ...checkDuplicates(history, rules),
    ...checkReceipts(history, rules),
    ...checkMarks(history, rules),
  ];
}
