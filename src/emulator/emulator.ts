import type { Action, Faults, State } from './protocol.js';

/** Options of {@link createEmulator}. */
export interface EmulatorOptions {
  /** The bot's webhook, such as `http://127.0.0.1:3978/webhook`. */
  webhook: string;
  /**
   * The port to listen on; 0 for any free one.
   * @default 4000
   */
  port?: number;
  /**
   * The address to listen on.
   * @default '127.0.0.1'
   */
  host?: string;
  /**
   * What each webhook carries to prove that it comes from Kaleyra.
   * @default none
   */
  secret?: string;
  /**
   * The header the secret is sent in.
   * @default 'x-webhook-secret'
   */
  secretHeader?: string;
  /**
   * Milliseconds added to every answer of the API; the same as `faults.latencyMs`.
   * @default 0
   */
  latencyMs?: number;
  /**
   * The faults at the start.
   * @default none
   */
  faults?: Partial<Faults>;
  /**
   * The same seed gives the same failures.
   * @default 1
   */
  seed?: number;
  /**
   * When the timeline expects a receipt: so many milliseconds after the last message of a burst. The bot's own window
   * stands in its options, which the emulator cannot see.
   * @default 1000
   */
  quietMs?: number;
  /**
   * But at the latest so many milliseconds after its first message.
   * @default 5000, or `quietMs` if that is more
   */
  maxWaitMs?: number;
  /**
   * Told when the bot is not reached, with the reason, and when it is again.
   * @default nobody is told
   */
  onReachable?: (reachable: boolean, reason?: string) => void;
  /** The folder of the built page. */
  assets: string;
  /**
   * The business's number, digits only.
   * @default '910000000001'
   */
  business?: string;
}

/** A phone in the browser, and the Kaleyra behind it. */
export interface Emulator {
  /** Where the page is. */
  readonly url: string;
  /** Where the API is. */
  readonly baseUrl: string;
  /** The account's SID. */
  readonly sid: string;
  /** The account's API key. */
  readonly apiKey: string;
  /** All that the page shows. */
  state(): State;
  /**
   * Does what the page's user asks for.
   *
   * @throws {ActionError} for what cannot be done, with a sentence for the user.
   */
  act(action: Action): void;
  /** Ends all that waits and stops the server; safe to call twice. */
  close(): Promise<void>;
}
