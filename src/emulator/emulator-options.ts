import { z } from 'zod';
import { checkOptions } from '../check-options.js';
import { milliseconds } from '../option-schemas.js';
import type { EmulatorOptions } from './emulator.js';
import { faultsSchema, fit } from './faults-schema.js';
import type { Faults } from './protocol.js';

/** The options with their defaults. */
export interface Settings
  extends Required<Omit<EmulatorOptions, 'latencyMs' | 'faults' | 'secret' | 'onReachable'>>,
    Pick<EmulatorOptions, 'secret' | 'onReachable'> {
  readonly faults: Faults;
}

const httpUrl = z
  .string({ error: 'expected the address of the bot’s webhook' })
  .refine((text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol), {
    error: 'expected an address such as http://127.0.0.1:3978/webhook',
  });

const options = z.strictObject({
  webhook: httpUrl,
  port: z.int({ error: 'expected a port from 0 to 65535' }).min(0).max(65_535).default(4000),
  host: z.string({ error: 'expected an address to listen on' }).min(1).default('127.0.0.1'),
  secret: z.string({ error: 'expected a text' }).min(1, 'expected a text that is not empty').optional(),
  secretHeader: z
    .string({ error: 'expected the name of a header' })
    .regex(/^[\w!#$%&'*+.^`|~-]+$/, 'expected the name of a header')
    .transform((name) => name.toLowerCase())
    .default('x-webhook-secret'),
  latencyMs: milliseconds().optional(),
  faults: faultsSchema.partial().refine(fit, 'expected shares that add up to at most 1').default({}),
  seed: z.int({ error: 'expected a whole number' }).default(1),
  assets: z.string({ error: 'expected the folder of the built page' }).min(1),
  business: z
    .string({ error: 'expected digits' })
    .regex(/^\d{1,15}$/, 'expected digits without "+"')
    .default('910000000001'),
  quietMs: milliseconds().default(1000),
  maxWaitMs: milliseconds().optional(),
  onReachable: z
    .custom<NonNullable<EmulatorOptions['onReachable']>>((value) => typeof value === 'function', 'expected a function')
    .optional(),
});

const schema = options
  .refine(({ quietMs, maxWaitMs = quietMs }) => maxWaitMs >= quietMs, {
    path: ['maxWaitMs'],
    error: 'expected at least quietMs',
  })
  .transform((given) => ({ maxWaitMs: Math.max(5000, given.quietMs), ...given }));

/** No faults. */
export const noFaults: Faults = Object.freeze({ latencyMs: 0, redeliver: false, reorder: false });

/**
 * Checks the options.
 *
 * @throws {OptionsError} naming the option, what was expected and what was got.
 */
export function settingsOf(given: EmulatorOptions): Settings {
  const { latencyMs, faults, ...settings } = checkOptions(schema, given, { name: 'emulator', secret: true });
  const latency = latencyMs === undefined ? {} : { latencyMs };
  return { ...settings, faults: { ...noFaults, ...latency, ...faults } } as Settings;
}
