import type { DoctorSettings } from '../doctor/settings.js';

/** What the flags say; the API key and the secret are not among them, since others see flags in `ps`. */
export interface DoctorFlags {
  readonly region?: string;
  readonly baseUrl?: string;
  readonly sid?: string;
  readonly number?: string;
  readonly webhook?: string;
  readonly header: string;
  readonly query?: string;
  readonly timeout: number;
  readonly json: boolean;
  readonly phone: boolean;
  readonly listen?: number;
  readonly wait: number;
}

/** What is examined: the environment as the examples read it, and the flags before it. */
export function doctorSettings(flags: DoctorFlags, env: NodeJS.ProcessEnv, nodeVersion: string): DoctorSettings {
  const webhook = flags.webhook ?? filled(env.WEBHOOK_URL);
  return {
    region: regionOf(flags, env),
    sid: flags.sid ?? filled(env.KALEYRA_SID),
    apiKey: filled(env.KALEYRA_API_KEY),
    number: flags.number ?? filled(env.KALEYRA_NUMBER),
    webhook: webhook === undefined ? undefined : new URL(webhook),
    auth: authOf(flags, env),
    timeoutMs: flags.timeout,
    nodeVersion,
  };
}

/** Where the bot listens, as the examples read it: the doctor takes its place. */
export function placeOfBot({ listen }: DoctorFlags, env: NodeJS.ProcessEnv): { host: string; port: number } {
  const port = filled(env.PORT);
  return {
    host: filled(env.HOST) ?? '127.0.0.1',
    port: listen ?? (port !== undefined && /^\d{1,5}$/.test(port) ? Number(port) : 3978),
  };
}

function regionOf({ baseUrl, region }: DoctorFlags, env: NodeJS.ProcessEnv): DoctorSettings['region'] {
  if (baseUrl !== undefined) return { baseUrl };
  if (region !== undefined) return region;
  const ownUrl = filled(env.KALEYRA_BASE_URL);
  return ownUrl === undefined ? filled(env.KALEYRA_REGION) : { baseUrl: ownUrl };
}

function authOf({ header, query }: DoctorFlags, env: NodeJS.ProcessEnv): DoctorSettings['auth'] {
  const secret = filled(env.WEBHOOK_SECRET);
  if (secret === undefined) return env.WEBHOOK_AUTH === 'none' ? 'none' : undefined;
  return query === undefined ? { header, secret } : { query, secret };
}

/** A variable that is set to nothing is not set. */
function filled(value: string | undefined): string | undefined {
  return value === '' ? undefined : value;
}
