import type { Channel } from '../../src/index.js';
import type { Telemetry } from './telemetry.js';

const telemetryOf = new WeakMap<Channel, Telemetry>();

export function setTelemetry(channel: Channel, telemetry: Telemetry): void {
  telemetryOf.set(channel, telemetry);
}

/** What a channel is traced with, where it is. */
export function telemetryOfChannel(channel: Channel): Telemetry | undefined {
  return telemetryOf.get(channel);
}
