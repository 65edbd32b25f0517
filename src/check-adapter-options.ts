import { describeValue, showValue } from './describe-value.js';
import { OptionsError } from './errors.js';
import type { Channel } from './stream/channel.js';

/** What the options of an adapter may be: one of some words, or a function. */
export type AdapterOptionShapes = Readonly<Record<string, 'function' | readonly string[]>>;

/**
 * Checks the options of an adapter, all of them optional; for those who write one.
 *
 * @throws {OptionsError} `INVALID_OPTIONS` for an unknown option or another value, naming the option, what was expected and
 *   what was got.
 * @example
 * ```ts
 * checkAdapterOptions('toMyListener', options, { ack: ['accepted', 'afterTurn'] });
 * ```
 */
export function checkAdapterOptions(name: string, options: object, shapes: AdapterOptionShapes): void {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw new OptionsError(`${name}: expected an object with options, got ${describeValue(options)}`);
  }
  for (const [option, value] of Object.entries(options)) {
    const shape = Object.hasOwn(shapes, option) ? shapes[option] : undefined;
    if (shape === undefined) {
      throw new OptionsError(`${name}: expected only ${Object.keys(shapes).join(', ')}, got "${option}"`);
    }
    if (value === undefined) continue;
    if (shape === 'function' ? typeof value === 'function' : shape.includes(value)) continue;
    const expected = shape === 'function' ? 'a function' : shape.map((word) => `'${word}'`).join(' or ');
    const got = showValue(value);
    throw new OptionsError(`${name}.${option}: expected ${expected}, got ${got}`);
  }
}

/**
 * Checks that an adapter was given a channel.
 *
 * @throws {OptionsError} `INVALID_OPTIONS` for anything else.
 */
export function requireChannel(name: string, channel: Pick<Channel, 'handleWebhook'>): void {
  if (typeof channel?.handleWebhook === 'function') return;
  throw new OptionsError(`${name}: expected a channel made by createChannel, got ${describeValue(channel)}`);
}
