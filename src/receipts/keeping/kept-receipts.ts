import { z } from 'zod';
import type { Activity } from '../../activity/activity.js';

/** What is kept of a message whose receipt is still to be made; times are those of the wall clock. */
export interface KeptMessage {
  id: string;
  at: number;
  arrival: number;
  offeredAtMs: number;
  /** Its handler has ended, and the receipt waits for earlier ones' (R17). */
  handled?: boolean;
  /** Kept where a policy is asked about it. */
  activity?: Activity;
}

/** What is kept of a conversation's receipts. */
export interface KeptReceipts {
  /** Version of this form. */
  v: 1;
  businessNumber: string;
  arrivals: number;
  mark?: { id: string; at: number; arrival: number; ids: string[] };
  rejected?: string[];
  /** In the order of R2. */
  waiting?: KeptMessage[];
  /** More of them, all older. */
  older?: number;
  dueAtMs?: number;
  backoff?: { delayMs: number; notBeforeAtMs: number; sinceAtMs: number };
}

const position = { id: z.string(), at: z.number(), arrival: z.number() };
const schema = z.object({
  v: z.literal(1),
  businessNumber: z.string(),
  arrivals: z.number(),
  mark: z.object({ ...position, ids: z.array(z.string()) }).optional(),
  rejected: z.array(z.string()).optional(),
  waiting: z
    .array(
      z.object({
        ...position,
        offeredAtMs: z.number(),
        handled: z.boolean().optional(),
        activity: z.looseObject({}).optional(),
      }),
    )
    .optional(),
  older: z.number().optional(),
  dueAtMs: z.number().optional(),
  backoff: z.object({ delayMs: z.number(), notBeforeAtMs: z.number(), sinceAtMs: z.number() }).optional(),
});

/** Reads what was kept; `undefined` for what another version wrote, or nobody of ours. */
export function readKeptReceipts(value: unknown): KeptReceipts | undefined {
  const { data } = schema.safeParse(value);
  return data as KeptReceipts | undefined;
}
