import type { RequestListener } from 'node:http';
import type { Activity, Channel, HandleOptions, OutgoingActivity, ReplyResult } from 'tidemark';

/** A turn as the bots of this suite see it, whatever they are written with. */
export interface BotTurn {
  /** The activity as the bot is given it: the live one. */
  readonly activity: Activity;
  /** Sends one after another; gives one response for each. */
  send(...replies: readonly (string | OutgoingActivity)[]): Promise<ReplyResult[]>;
  /** Asks for the typing indicator. */
  typing(): Promise<unknown>;
  /** The conversation's reference, as the SDK makes it of an activity. */
  reference(): object;
  /** Adds one to the conversation's count in the SDK's own state, saved by the turn's end; gives the count. */
  count(): Promise<number>;
}

/** A bot, written once for all subjects. */
export type Bot<T extends BotTurn = BotTurn> = (turn: T) => Promise<unknown>;

/** A bot that is registered on a channel. */
export interface RunningBot {
  /** Answers webhooks as the subject's documentation has it. */
  readonly listener: RequestListener;
  /** Runs a proactive turn. */
  continueConversation(reference: object, bot: Bot): Promise<void>;
}

/** A way to put a bot on a channel. */
export interface Subject<T extends BotTurn = BotTurn, R extends RunningBot = RunningBot> {
  readonly name: string;
  start(channel: Channel, bot: Bot<T>, options?: HandleOptions): R;
}

/** What the turns of a bot SDK have beyond that; a plain handler has no equivalent. */
export interface SdkTurn extends BotTurn {
  /** The SDK's turn context, to be kept by tests that look at it after the turn. */
  readonly context: SdkContext;
  /** Changes a message that was sent. */
  update(id: string, text: string): Promise<unknown>;
  /** Takes a message back that was sent. */
  remove(id: string): Promise<unknown>;
}

/** What the turn contexts of the SDKs have in common, as far as this suite needs it. */
export interface SdkContext {
  readonly activity: { deliveryMode?: string | undefined };
}

/** What a conversation is opened with. */
export interface Opening {
  readonly businessNumber: string;
  readonly user: string;
  readonly activity?: OutgoingActivity;
}

/** What adapters for a bot SDK have beyond a plain handler: middleware, an error handler, conversations they open. */
export interface SdkBot extends RunningBot {
  use(middleware: (context: SdkContext, next: () => Promise<void>) => Promise<void>): void;
  onTurnError(handler: (turn: Pick<SdkTurn, 'activity' | 'send'>, error: Error) => Promise<unknown>): void;
  createConversation(opening: Opening, bot: Bot): Promise<void>;
}

/** A way to put a bot of an SDK on a channel. */
export type SdkSubject = Subject<SdkTurn, SdkBot>;

// Taken before a test fakes it.
const { setImmediate } = globalThis;

/** Lets everything else run that can: a turn that another one could overtake, were they not in line. */
export function yieldToOthers(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
