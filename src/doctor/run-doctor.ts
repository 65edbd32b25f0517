import { checkAccountBalance } from './checks/account-balance.js';
import { checkAccountLimit } from './checks/account-limit.js';
import { checkApiVersion } from './checks/api-version.js';
import type { Check } from './checks/check.js';
import { checkClock } from './checks/clock.js';
import { checkConfig } from './checks/config.js';
import { checkCredentials } from './checks/credentials.js';
import { checkNodeVersion } from './checks/node-version.js';
import { checkNumberAccount } from './checks/number-account.js';
import { checkNumberForm } from './checks/number-form.js';
import { checkRegionDns } from './checks/region-dns.js';
import { checkRegionHttp } from './checks/region-http.js';
import { checkRegionTls } from './checks/region-tls.js';
import { checkWebhookGuard } from './checks/webhook-guard.js';
import { checkWebhookHttps } from './checks/webhook-https.js';
import { checkWebhookReachable } from './checks/webhook-reachable.js';
import { checkWebhookSecret } from './checks/webhook-secret.js';
import { type Finding, findingIds } from './finding.js';
import { guarded } from './guarded.js';
import { createPatient } from './patient.js';
import type { DoctorSettings } from './settings.js';

const checks: Readonly<Record<(typeof findingIds)[number], Check>> = {
  'node.version': checkNodeVersion,
  config: checkConfig,
  'region.dns': checkRegionDns,
  'region.tls': checkRegionTls,
  'region.http': checkRegionHttp,
  clock: checkClock,
  credentials: checkCredentials,
  'api.version': checkApiVersion,
  'number.form': checkNumberForm,
  'number.account': checkNumberAccount,
  'account.balance': checkAccountBalance,
  'account.limit': checkAccountLimit,
  'webhook.https': checkWebhookHttps,
  'webhook.reachable': checkWebhookReachable,
  'webhook.guard': checkWebhookGuard,
  'webhook.secret': checkWebhookSecret,
};

/** Makes all checks at once, none of which sends anything to a customer; tells each finding in the order of their ids. */
export async function runDoctor(settings: DoctorSettings, tell: (finding: Finding) => void): Promise<void> {
  const patient = createPatient(settings);
  const running = findingIds.map(async (id) => ({ id, ...(await guarded(() => checks[id](patient))) }));
  for (const finding of running) tell(await finding);
}
