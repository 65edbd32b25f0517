import type { Logger } from '../ports.js';
import { type CreateReceiptsOptions, createReceipts } from '../receipts/create-receipts.js';
import { createNoReceipts } from '../receipts/no-receipts.js';
import { type ReceiptOptions, resolveReceiptOptions } from '../receipts/options.js';
import type { Receipts } from '../receipts/receipts.js';

/** The receipts of a channel, or what makes no call at all (R16). */
export function channelReceipts(
  options: ReceiptOptions | false,
  { log, ...parts }: Pick<CreateReceiptsOptions, 'gateway' | 'logger'> & { log: Logger },
): Receipts {
  if (options === false) return createNoReceipts(log);
  // Before the parts are added, so that one of them among the options is refused.
  resolveReceiptOptions(options);
  return createReceipts({ ...options, ...parts });
}
