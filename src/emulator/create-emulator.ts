import { setMaxListeners } from 'node:events';
import type { FakeKaleyra } from '../testing/fake-kaleyra.js';
import { startFakeKaleyra } from '../testing/start-fake-kaleyra.js';
import { createAccountHalt } from './account-halt.js';
import { createAnswerTimes } from './answer-times.js';
import { createApiCalls } from './api-calls.js';
import { createCustomers } from './customers.js';
import { createDueTimes } from './due-times.js';
import type { Emulator, EmulatorOptions } from './emulator.js';
import { settingsOf } from './emulator-options.js';
import { createEventStream } from './event-stream.js';
import { applyFaults } from './failure-plan.js';
import { createHide } from './hide.js';
import { createHosts, isLoopback } from './hosts.js';
import { createLiveState, limits } from './live-state.js';
import { createMedia } from './media.js';
import { createPageServer } from './page-server.js';
import { createPerform } from './perform.js';
import { createPhones } from './phones.js';
import { createPoster } from './poster.js';
import { createReachability } from './reachability.js';
import { createTally } from './tally.js';
import { createTicks } from './ticks.js';
import { createTimeline } from './timeline.js';
import { createTyping } from './typing.js';
import { createWriting } from './writing.js';

/** Where a server that listens everywhere is reached from this machine. */
function reachable(baseUrl: string): string {
  return baseUrl.replace('//0.0.0.0:', '//127.0.0.1:').replace('//[::]:', '//[::1]:');
}

/**
 * Starts an emulator: a fake Kaleyra, and on the same port the page with the customers' phones.
 *
 * @throws {OptionsError} naming the option, what was expected and what was got.
 * @throws {Error} with Node's code, such as `EADDRINUSE`, when it cannot listen.
 * @example
 * ```ts
 * const emulator = await createEmulator({ webhook: 'http://127.0.0.1:3978/webhook', assets: 'dist/emulator/page' });
 * emulator.act({ do: 'say', customer: '919800000001', text: 'Hello' });
 * ```
 */
export async function createEmulator(options: EmulatorOptions): Promise<Emulator> {
  const settings = settingsOf(options);
  const { webhook, port, host, secret, secretHeader, faults, seed, assets, business } = settings;
  const window = { quietMs: settings.quietMs, maxWaitMs: settings.maxWaitMs };
  const closing = new AbortController();
  // Each lane and each burst listens to it.
  setMaxListeners(0, closing.signal);
  let started: FakeKaleyra | undefined;
  const kaleyra = (): FakeKaleyra => {
    if (started === undefined) throw new Error('the emulator has not started');
    return started;
  };
  const baseUrl = (): string => reachable(kaleyra().baseUrl);

  const tally = createTally((counters) => live.setCounters(counters));
  const live = createLiveState({ business, webhook, faults, counters: tally.counters() });
  const customers = createCustomers(live);
  const media = createMedia(kaleyra);
  const typing = createTyping(live.setTyping);
  const ticks = createTicks({ live, tally, isRead: (id) => kaleyra().isRead(id) });
  const timeline = createTimeline({ put: live.putEntry, hide: createHide({ host, secret, secretHeader }) });
  const due = createDueTimes({
    window,
    isRead: (id) => kaleyra().isRead(id),
    onDue(customer, at, expected) {
      const title = 'receipt due (expected)';
      const seq = timeline.add({ at, customer, kind: 'due', title, violations: [], due: expected });
      return (calledAt) => timeline.end(seq, { status: 'called', at: calledAt });
    },
  });
  const answers = createAnswerTimes();
  const halt = createAccountHalt({ timeline, setHalted: live.setHalted });
  const post = createPoster({
    kaleyra,
    timeline,
    url: webhook,
    headers: secret === undefined ? {} : { [secretHeader]: secret },
    setReachable: createReachability(live, settings.onReachable),
    closing: closing.signal,
  });
  const phones = createPhones({ live, post, closing: closing.signal });
  const writing = createWriting({ business, live, phones, tally, ticks, due, answers });

  function setFaults(next: typeof faults): void {
    applyFaults(kaleyra(), next, seed);
    live.setFaults(next);
  }

  function clear(): void {
    for (const part of [phones, typing, ticks, due, answers, timeline, writing, tally]) part.clear();
    live.clear(tally.counters());
  }

  const events = createEventStream(live);
  const act = createPerform({ baseUrl, live, customers, phones, writing, setFaults, clear, closing: closing.signal });
  const hosts = createHosts(host, () => new URL(kaleyra().baseUrl).port);
  const onChange = createApiCalls({
    business,
    baseUrl,
    apiKey: () => kaleyra().apiKey,
    live,
    timeline,
    tally,
    ticks,
    due,
    answers,
    halt,
    typing,
    phones,
    media,
    customers,
  });
  started = await startFakeKaleyra({
    port,
    host,
    businessNumbers: [business],
    maxRequests: limits.entries,
    maxMessages: limits.messages,
    keepUploads: true,
    onChange,
    // A bot in a container may call the machine by a name; where only this machine is listened to, there is none.
    isCall: ({ headers }) => !isLoopback(host) || hosts.allow(headers.host),
    otherwise: createPageServer({ hosts, assets, events, timeline, media, act }),
  });
  applyFaults(started, faults, seed);

  async function stop(): Promise<void> {
    closing.abort();
    typing.clear();
    due.clear();
    phones.clear();
    events.close();
    await kaleyra().close();
  }
  let stopped: Promise<void> | undefined;

  return {
    url: baseUrl(),
    baseUrl: baseUrl(),
    sid: started.sid,
    apiKey: started.apiKey,
    state: live.state,
    act,
    close() {
      stopped ??= stop();
      return stopped;
    },
  };
}
