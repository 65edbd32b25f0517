import { isOptionsError } from '../../errors.js';
import { type KaleyraClientOptions, resolveClientOptions } from '../../kaleyra/client/client-options.js';
import { fail, ok, warn } from '../finding.js';
import type { DoctorSettings } from '../settings.js';
import type { Check } from './check.js';

/** Whether region, SID and key are there and well-formed. */
export const checkConfig: Check = ({ settings }) => {
  const missing = missingOf(settings);
  if (missing.length > 0) {
    return fail(
      `Missing: ${missing.join(', ')}: set them in the environment (the API key only there), as the bot has them.`,
    );
  }
  const { region, sid = '', apiKey = '' } = settings;
  try {
    resolveClientOptions({ region, sid, apiKey } as KaleyraClientOptions);
  } catch (error) {
    if (!isOptionsError(error)) throw error;
    const what = error.message.replace('[tidemark] KaleyraClient: ', '');
    return fail(
      `The configuration cannot be used (${what}): correct KALEYRA_REGION or KALEYRA_BASE_URL, KALEYRA_SID, KALEYRA_API_KEY.`,
    );
  }
  // Kaleyra's samples: a key is "A" and 32 hexadecimal digits, a SID begins with "HX".
  if (/^A[0-9a-f]{32}$/i.test(sid) || /^HX[0-9A-Z]{10,}$/.test(apiKey)) {
    return warn('SID and API key seem to be swapped: KALEYRA_SID usually begins with HX, KALEYRA_API_KEY with A.');
  }
  return ok('Region, SID and API key are set and well-formed.');
};

function missingOf({ region, sid, apiKey }: DoctorSettings): string[] {
  return [
    ...(region === undefined ? ['KALEYRA_REGION (in, sg, eu, na) or KALEYRA_BASE_URL'] : []),
    ...(sid === undefined ? ['KALEYRA_SID'] : []),
    ...(apiKey === undefined ? ['KALEYRA_API_KEY'] : []),
  ];
}
