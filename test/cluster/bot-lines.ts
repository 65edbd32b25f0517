import type { ReceiptMoment } from 'tidemark';
import type { BullmqStoreOptions } from 'tidemark/adapters/bullmq';
import type { LevelStoreOptions } from 'tidemark/adapters/level';

/** What a bot is started with, as JSON in the variable `BOT`. */
export interface BotSettings {
  readonly store: BotStore;
  readonly kaleyra: { readonly baseUrl: string; readonly sid: string; readonly apiKey: string };
  readonly receipts: {
    readonly when?: ReceiptMoment;
    readonly quietMs: number;
    readonly maxWaitMs: number;
    readonly maxPerSecond: number;
  };
  readonly handlerMs: number;
  /** When the process was not run for so long, it tells. */
  readonly stallMs: number;
}

/** What a bot keeps its messages in. */
export type BotStore =
  | { readonly kind: 'redis'; readonly options: Omit<BullmqStoreOptions, 'logger'> & { connection: string } }
  | { readonly kind: 'folder'; readonly options: Omit<LevelStoreOptions, 'logger'> };

/** What a bot tells, one line each. */
export type BotLine =
  | { readonly what: 'listening'; readonly port: number }
  | { readonly what: 'in'; readonly id: string; readonly conversation: string; readonly atMs: number }
  | {
      readonly what: 'begin';
      readonly turn: number;
      readonly id: string;
      readonly conversation: string;
      readonly atMs: number;
    }
  | { readonly what: 'end'; readonly turn: number; readonly aborted: boolean; readonly atMs: number }
  | { readonly what: 'stall'; readonly fromMs: number; readonly toMs: number }
  | { readonly what: 'closed'; readonly remaining: number };
