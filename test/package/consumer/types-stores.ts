// Compiled, never run: the stores and OpenTelemetry have types, and none of them is `any`.
import type { MeterProvider } from '@opentelemetry/api';
import { Redis } from 'ioredis';
import { type Channel, createChannel, KaleyraClient, type Store } from 'tidemark';
import { createBullmqStore } from 'tidemark/adapters/bullmq';
import { openLevelStore } from 'tidemark/adapters/level';
import { createTracedChannel } from 'tidemark/adapters/opentelemetry';

/** Fails to compile for `any`, which a declaration that cannot be resolved becomes. */
type Known<T> = 0 extends 1 & T ? never : T;
declare function known<T>(value: Known<T>): void;

declare const meterProvider: MeterProvider;
const gateway = new KaleyraClient({ region: 'in', sid: 'sid', apiKey: 'key' });
const webhook = { auth: { bearer: 'secret' } };

// With exactOptionalPropertyTypes, which this project itself is compiled with, ioredis refuses its own type of options.
const shared = createBullmqStore({ connection: (options) => new Redis({ host: 'redis', ...(options as object) }) });
known(shared);
known(shared.deadLetters);
const store: Store = shared;
createChannel({ gateway, webhook, store });

export async function test(): Promise<void> {
  const folder = await openLevelStore({ path: 'inbox' });
  known(folder);
  const kept: Store = folder;
  createChannel({ gateway, webhook, store: kept });
}

const channel: Channel = createTracedChannel({ gateway, webhook }, { meterProvider });
known(channel);

// @ts-expect-error no server
createBullmqStore({});
// @ts-expect-error an option of the wrong type
void openLevelStore({ path: 1 });
// @ts-expect-error no provider
createTracedChannel({ gateway, webhook }, { meterProvider: 'none' });
