/** What came of a check: `skipped` was not asked, `unknown` was asked without a clear answer. */
export type FindingState = 'ok' | 'warn' | 'fail' | 'skipped' | 'unknown';

/** What a check says. */
export interface Verdict {
  readonly state: FindingState;
  /** One sentence, with what to do where something is to be done; never a secret. */
  readonly message: string;
}

/** The ids of all findings, in the order in which they are told; they stay as they are, for scripts. */
export const findingIds = [
  'node.version',
  'config',
  'region.dns',
  'region.tls',
  'region.http',
  'clock',
  'credentials',
  'api.version',
  'number.form',
  'number.account',
  'account.balance',
  'account.limit',
  'webhook.https',
  'webhook.reachable',
  'webhook.guard',
  'webhook.secret',
] as const;

/** The ids of the findings that need somebody with a phone, in the order in which they are told. */
export const phoneFindingIds = [
  'phone.webhook',
  'phone.typing',
  'phone.read',
  'phone.sendId',
  'phone.redelivery',
  'phone.order',
] as const;

/** What a check found. */
export interface Finding extends Verdict {
  readonly id: (typeof findingIds)[number] | (typeof phoneFindingIds)[number];
}

const verdict =
  (state: FindingState) =>
  (message: string): Verdict => ({ state, message });

/** All is well. */
export const ok: (message: string) => Verdict = verdict('ok');
/** It works, but not as it should. */
export const warn: (message: string) => Verdict = verdict('warn');
/** It does not work. */
export const fail: (message: string) => Verdict = verdict('fail');
/** It was not asked, because something it needs is missing. */
export const skipped: (message: string) => Verdict = verdict('skipped');
/** It was asked, and the answer does not tell. */
export const unknown: (message: string) => Verdict = verdict('unknown');
