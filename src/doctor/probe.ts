import { Agent } from 'undici';
import type { GatewayError } from '../errors.js';
import { resolveClientOptions } from '../kaleyra/client/client-options.js';
import { exchange } from '../kaleyra/client/exchange.js';
import { failureOf } from '../kaleyra/client/gateway-failure.js';
import { fieldOf, parseJson } from '../kaleyra/client/json-fields.js';
import { toReadObject } from '../kaleyra/client/messaging-object.js';
import { digitsOf, pathNumberOf } from '../kaleyra/client/path-number.js';
import type { DoctorSettings } from './settings.js';

/** What Kaleyra says to a call that asks for nothing. */
export interface Probe {
  /** The refusal or the network's error; absent where the call was taken over. */
  readonly failure: GatewayError | undefined;
  /** What Kaleyra's `WA-401` is about, which has two meanings. */
  readonly about: 'account' | 'number' | undefined;
  /** Whether a success was none of Kaleyra's, but a page. */
  readonly isPage: boolean;
  /** Whether the call named the business number, or none because none is known. */
  readonly withNumber: boolean;
}

/**
 * Marks read a message that cannot exist: the one call of the API that asks who calls, for which number and with what
 * balance, and can reach no customer whatever it is answered.
 *
 * - It names no customer and holds no message: a read has neither `to` nor `type`, so that nothing can be sent by it.
 * - A read turns blue the message it names and earlier ones of the same conversation. Meta's ids are `wamid.` and base64,
 *   which has no `-`: no message has this id, so there is no conversation.
 * - It asks for no typing indicator, is made once, and is never repeated.
 *
 * Kaleyra takes it over (202) or refuses it with 400 (`WA400`, Meta's 131009); both mean that key, SID and number passed.
 */
const impossibleId = 'wamid.tidemark-doctor-no-such-message';

/** Nobody's number: for a question about SID and key alone. */
const nobodysNumber = '0';

/** Asks Kaleyra; undefined where the settings do not suffice. Never rejects. */
export async function probe({ region, sid, apiKey, number, timeoutMs }: DoctorSettings): Promise<Probe | undefined> {
  const client = clientOptionsOf({ region, sid, apiKey, timeoutMs });
  if (client === undefined) return undefined;
  const withNumber = digitsOf(number) !== undefined;
  const businessNumber = pathNumberOf(withNumber && number !== undefined ? number : nobodysNumber);
  const dispatcher = new Agent({ connectTimeout: timeoutMs });
  try {
    const result = await exchange({
      url: `${client.serviceUrl}/v2/${client.sid}/whatsapp/${businessNumber}/messages`,
      apiKey: client.apiKey,
      body: JSON.stringify({
        messaging_object: toReadObject(impossibleId, false),
        extra_info: { ref: 'tidemark doctor', wa_source: 'api' },
      }),
      timeoutMs,
      signal: undefined,
      dispatcher,
    });
    const text = result.answer?.text ?? '';
    const failure = failureOf(result, { kind: 'read', businessNumber, apiKey: client.apiKey, timeoutMs });
    return { failure, about: aboutOf(text), isPage: failure === undefined && /^\s*</.test(text), withNumber };
  } finally {
    await dispatcher.destroy();
  }
}

function clientOptionsOf(options: object): ReturnType<typeof resolveClientOptions> | undefined {
  try {
    return resolveClientOptions(options as Parameters<typeof resolveClientOptions>[0]);
  } catch {
    // What is wrong with them is the finding `config`.
    return undefined;
  }
}

function aboutOf(text: string): Probe['about'] {
  const error = fieldOf(parseJson(text), 'error');
  if (fieldOf(error, 'account') !== undefined) return 'account';
  return fieldOf(error, 'phone_number') === undefined ? undefined : 'number';
}
