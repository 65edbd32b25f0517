import type { KaleyraClientOptions, ReceiptOptions, WebhookOptions } from 'tidemark';

/** What the examples read from the environment. */
export interface Environment {
  host: string;
  port: number;
  kaleyra: KaleyraClientOptions;
  webhook: WebhookOptions;
  receipts: ReceiptOptions;
}

/** Reads the environment; ends the process with a sentence where something is missing. */
export function readEnvironment(env: NodeJS.ProcessEnv = process.env): Environment {
  const { HOST = '127.0.0.1', PORT = '3978', WEBHOOK_SECRET, WEBHOOK_AUTH, RECEIPT_WHEN } = env;
  if (!WEBHOOK_SECRET && WEBHOOK_AUTH !== 'none') {
    exit(
      'WEBHOOK_SECRET is missing: set the secret Kaleyra sends in x-webhook-secret, or WEBHOOK_AUTH=none to try without',
    );
  }
  const region = env.KALEYRA_BASE_URL ? { baseUrl: env.KALEYRA_BASE_URL } : env.KALEYRA_REGION;
  if (!region) exit('KALEYRA_REGION (in, sg, eu, na) or KALEYRA_BASE_URL is missing');
  if (!env.KALEYRA_SID || !env.KALEYRA_API_KEY) exit('KALEYRA_SID or KALEYRA_API_KEY is missing');
  const quietMs = numberOf(env.RECEIPT_QUIET_MS);
  const maxWaitMs = numberOf(env.RECEIPT_MAX_WAIT_MS);
  return {
    host: HOST,
    port: Number(PORT),
    kaleyra: { region: region as 'in', sid: env.KALEYRA_SID, apiKey: env.KALEYRA_API_KEY },
    webhook: { auth: WEBHOOK_SECRET ? { header: 'x-webhook-secret', secret: WEBHOOK_SECRET } : 'none' },
    receipts: {
      ...(quietMs !== undefined && { quietMs }),
      ...(maxWaitMs !== undefined && { maxWaitMs }),
      ...(RECEIPT_WHEN && { when: RECEIPT_WHEN as 'alongside' }),
    },
  };
}

function numberOf(value: string | undefined): number | undefined {
  return value === undefined || value === '' ? undefined : Number(value);
}

function exit(sentence: string): never {
  console.error(sentence);
  process.exit(1);
}
