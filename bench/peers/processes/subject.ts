import { createInterface } from 'node:readline';
import { type Asked, startAsked } from './ask.js';

/** Something that is measured. */
export interface Subject {
  name: string;
  /** Whose webhooks it takes. */
  format: 'kaleyra' | 'meta';
  /** From the project's folder. */
  script: string;
  env?: Readonly<Record<string, string>>;
}

/** A subject that listens. */
export interface Running extends Asked {
  readonly origin: string;
}

/** What the customers' side signs its webhooks with. */
export const secrets: Readonly<Record<'header' | 'app', string>> = { header: 'a shared secret', app: 'an app secret' };

/** Starts a subject in a process of its own. */
export async function startSubject({ script, env }: Subject, apiUrl: string): Promise<Running> {
  const asked = startAsked(script, {
    args: ['--expose-gc', '--import', new URL('./probe.mjs', import.meta.url).href],
    env: {
      NODE_ENV: 'production',
      PORT: '0',
      API_URL: apiUrl,
      APP_SECRET: secrets.app,
      KALEYRA_BASE_URL: apiUrl,
      KALEYRA_SID: 'HXAP1690000000IN',
      KALEYRA_API_KEY: 'key',
      WEBHOOK_SECRET: secrets.header,
      ...env,
    },
  });
  const output = asked.child.stdout;
  if (output === null) throw new Error('a subject without an output');
  for await (const line of createInterface({ input: output })) {
    const origin = /^listening on (http:\S+)$/.exec(line)?.[1];
    if (origin === undefined) continue;
    // What it says later is of no interest, but must be taken.
    output.resume();
    return { ...asked, origin };
  }
  throw new Error(`${script} ended before it listened`);
}
