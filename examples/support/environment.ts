import type { DownloadOptions, KaleyraClientOptions, ReceiptOptions, WebhookOptions } from 'tidemark';

/** What the examples read from the environment. */
export interface Environment {
  host: string;
  port: number;
  kaleyra: KaleyraClientOptions;
  webhook: WebhookOptions;
  receipts: ReceiptOptions;
  /** Where media comes from. */
  media: DownloadOptions;
}

/** Reads the environment; whatever is missing or wrong until the example listens ends the process with a sentence. */
export function readEnvironment(env: NodeJS.ProcessEnv = process.env): Environment {
  process.on('uncaughtException', failStart);
  const { WEBHOOK_SECRET, WEBHOOK_AUTH, RECEIPT_WHEN } = env;
  if (!WEBHOOK_SECRET && WEBHOOK_AUTH !== 'none') {
    exit(
      'WEBHOOK_SECRET is missing: set the secret Kaleyra sends in x-webhook-secret, or WEBHOOK_AUTH=none to try without',
    );
  }
  const region = env.KALEYRA_BASE_URL ? { baseUrl: env.KALEYRA_BASE_URL } : env.KALEYRA_REGION;
  if (!region) exit('KALEYRA_REGION (in, sg, eu, na) or KALEYRA_BASE_URL is missing');
  if (!env.KALEYRA_SID || !env.KALEYRA_API_KEY) exit('KALEYRA_SID or KALEYRA_API_KEY is missing');
  const quietMs = numberOf('RECEIPT_QUIET_MS', env);
  const maxWaitMs = numberOf('RECEIPT_MAX_WAIT_MS', env);
  return {
    host: env.HOST || '127.0.0.1',
    port: numberOf('PORT', env) ?? 3978,
    kaleyra: { region: region as 'in', sid: env.KALEYRA_SID, apiKey: env.KALEYRA_API_KEY },
    webhook: { auth: WEBHOOK_SECRET ? { header: 'x-webhook-secret', secret: WEBHOOK_SECRET } : 'none' },
    receipts: {
      ...(quietMs !== undefined && { quietMs }),
      ...(maxWaitMs !== undefined && { maxWaitMs }),
      ...(RECEIPT_WHEN && { when: RECEIPT_WHEN as 'alongside' }),
    },
    // A Kaleyra on this machine is a stand-in, and keeps its files here, too.
    media: env.KALEYRA_BASE_URL?.startsWith('http://127.0.0.1:')
      ? { allowedHosts: ['127.0.0.1'], allowLoopback: true }
      : {},
  };
}

function numberOf(name: string, env: NodeJS.ProcessEnv): number | undefined {
  const value = env[name];
  if (value === undefined || value === '') return undefined;
  if (!/^\d+$/.test(value)) exit(`${name}: expected a whole number, got ${JSON.stringify(value)}`);
  return Number(value);
}

/** Tells what kept an example from starting: what has a code explains itself, without a stack. */
export function failStart(error: Error): never {
  exit('code' in error ? error.message : error);
}

function exit(sentence: string | Error): never {
  console.error(sentence);
  process.exit(1);
}
