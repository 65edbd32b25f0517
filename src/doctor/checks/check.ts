import type { Verdict } from '../finding.js';
import type { Patient } from '../patient.js';

/** One check: looks and says what it sees. */
export type Check = (patient: Patient) => Verdict | Promise<Verdict>;

/** Why a check of the API is not made. */
export const withoutConfig = 'Not asked, because the configuration is not complete: see the finding config.';

/** Why a check of the webhook is not made. */
export const withoutWebhook =
  'Not asked, because the address of the webhook is not known: give --webhook <url> or set WEBHOOK_URL.';

/** Why a check of the webhook is not made where none answers. */
export const withoutBot = 'Not asked, because no webhook answers there: see the finding webhook.reachable.';

/** Why a check of the number is not made. */
export const withoutNumber =
  'Not asked, because the business number is not known: give --number or set KALEYRA_NUMBER.';
