import { serviceUrlOf } from '../kaleyra/client/region.js';
import { type Call, call } from './call.js';
import { type Knock, knock } from './knock.js';
import { type Probe, probe } from './probe.js';
import type { DoctorSettings } from './settings.js';

/** What the checks look at; each call is made once, however many checks ask for it. */
export interface Patient {
  readonly settings: DoctorSettings;
  /** Where the region's API is; undefined where the region is missing or none. */
  readonly service: URL | undefined;
  /** The region's answer to a GET without a key; undefined without a region. */
  front(): Promise<Call | undefined>;
  /** Kaleyra's answer to a call that asks for nothing; undefined without a configuration. */
  probe(): Promise<Probe | undefined>;
  /** The bot's answer to a webhook in which nothing happened; undefined without the webhook's address. */
  knock(how: Knock): Promise<Call | undefined>;
}

/** Makes what the checks look at. */
export function createPatient(settings: DoctorSettings): Patient {
  const { region, webhook, timeoutMs } = settings;
  const service = serviceOf(region);
  const made = new Map<string, Promise<unknown>>();
  const once = <T>(name: string, make: () => Promise<T>): Promise<T> => {
    const promise = made.get(name) ?? make();
    made.set(name, promise);
    return promise as Promise<T>;
  };
  return {
    settings,
    service,
    front: () => once('front', async () => service && call(service, { timeoutMs })),
    probe: () => once('probe', () => probe(settings)),
    knock: (how) => once(`knock ${how}`, async () => webhook && knock(webhook, how, settings)),
  };
}

function serviceOf(region: DoctorSettings['region']): URL | undefined {
  try {
    return new URL(serviceUrlOf(region));
  } catch {
    // What is wrong with it is the finding `config`.
    return undefined;
  }
}
