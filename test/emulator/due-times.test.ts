import { type SinonFakeTimers, useFakeTimers } from 'sinon';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createDueTimes, type DueTimes } from '../../src/emulator/due-times.js';

const start = Date.UTC(2026, 2, 1, 12);
let clock: SinonFakeTimers;
let times: DueTimes;
let told: string[];
let read: Set<string>;

beforeEach(() => {
  clock = useFakeTimers({ now: start, toFake: ['setTimeout', 'clearTimeout', 'Date'] });
  told = [];
  read = new Set();
  times = createDueTimes({
    window: { quietMs: 1000, maxWaitMs: 5000 },
    isRead: (id) => read.has(id),
    onDue(customer, at, { by, messages, newest }) {
      told.push(`${at - start} ${customer} ${by} ${messages} ${newest}`);
      return (calledAt) => told.push(`${calledAt - start} called`);
    },
  });
});
afterEach(() => {
  times.clear();
  expect(clock.countTimers()).toBe(0);
  clock.restore();
});

interface Told {
  customer?: string;
  secondsAgo?: number;
  tap?: boolean;
}

function posted(id: string, { customer = 'asha', secondsAgo = 0, tap = false }: Told = {}): void {
  const at = Date.now();
  times.posted({ customer, id, at, timestampS: Math.floor(at / 1000) - secondsAgo, tap });
}

const called = (id: string): number | undefined => times.called('asha', id, Date.now());

describe('a receipt is due', () => {
  it('once nothing has come for the quiet time (R4)', () => {
    posted('a');
    clock.tick(999);
    posted('b');
    clock.tick(999);
    expect(told).toEqual([]);
    clock.tick(1);
    expect(told).toEqual(['1999 asha quiet 2 b']);
  });

  it('at the latest so long after the first message of a burst (R4)', () => {
    for (let count = 0; count < 8; count += 1) {
      posted(`m${count}`);
      clock.tick(700);
    }
    expect(told).toEqual(['5000 asha longest 8 m7']);
  });

  it('at once after a tap, but not for one that an older message is newer than (R4)', () => {
    posted('a');
    posted('late tap', { tap: true, secondsAgo: 5 });
    expect(told).toEqual([]);
    clock.tick(400);
    posted('tap', { tap: true });
    expect(told).toEqual(['400 asha tap 3 tap']);
  });

  it('in each chat by itself', () => {
    posted('a');
    clock.tick(500);
    posted('b', { customer: 'ben' });
    clock.tick(1000);
    expect(told).toEqual(['1000 asha quiet 1 a', '1500 ben quiet 1 b']);
  });

  it('at a moment that does not move once it is past (R4); what comes later has a window of its own', () => {
    posted('a');
    clock.tick(1000);
    posted('b');
    clock.tick(500);
    posted('c');
    clock.tick(9000);
    expect(told).toEqual(['1000 asha quiet 1 a', '2500 asha quiet 2 c']);
  });

  it('not for what is read already, and not twice for one message', () => {
    read.add('old');
    posted('old');
    clock.tick(1000);
    posted('a');
    clock.tick(600);
    posted('a');
    clock.tick(400);
    expect(told).toEqual(['2000 asha quiet 1 a']);
  });

  it('not for what the bot has not taken', () => {
    posted('a');
    clock.tick(300);
    posted('b');
    times.forget('b');
    clock.tick(700);
    expect(told).toEqual(['1000 asha quiet 1 a']);
    times.forget('a');
    posted('c');
    times.forget('c');
    posted('d');
    clock.tick(9000);
    expect(told.slice(1)).toEqual(['2000 asha quiet 1 d']);
    posted('e');
    times.forget('d');
    clock.tick(9000);
    expect(told.slice(2)).toEqual(['11000 asha quiet 1 e']);
  });
});

describe('a call', () => {
  it('is told with the time since the receipt was due', () => {
    posted('a');
    clock.tick(1012);
    expect(called('a')).toBeUndefined();
    expect(told).toEqual(['1000 asha quiet 1 a', '1012 called']);
  });

  it('before the receipt is due says how long before, and nothing is due any more', () => {
    posted('a');
    clock.tick(400);
    expect(called('a')).toBe(600);
    clock.tick(9000);
    expect(told).toEqual([]);
  });

  it('at the moment itself is not early, where the timer is late', () => {
    posted('a');
    clock.setSystemTime(start + 1001);
    expect(called('a')).toBeUndefined();
    expect(told).toEqual(['1000 asha quiet 1 a', '1001 called']);
    clock.setSystemTime(start);
  });

  it('is for the older messages too, also for those that came later, and begins a window for the newer ones', () => {
    posted('a');
    clock.tick(500);
    posted('b');
    posted('late', { secondsAgo: 60 });
    clock.tick(100);
    expect(called('a')).toBe(900);
    clock.tick(899);
    expect(told).toEqual([]);
    clock.tick(1);
    expect(told).toEqual(['1500 asha quiet 1 b']);
  });

  it('ends every moment that it comes too late for, and is early for none of them', () => {
    posted('a');
    clock.tick(1000);
    posted('b');
    clock.tick(1000);
    posted('c');
    clock.tick(300);
    expect(called('c')).toBeUndefined();
    expect(told.slice(2)).toEqual(['2300 called', '2300 called']);
    clock.tick(9000);
    expect(told).toHaveLength(4);
  });

  it('for an older message leaves the moments of the newer ones', () => {
    posted('a');
    clock.tick(1000);
    posted('b');
    clock.tick(1000);
    posted('c');
    called('a');
    expect(told.slice(2)).toEqual(['2000 called']);
    clock.tick(1000);
    expect(told.slice(3)).toEqual(['3000 asha quiet 1 c']);
    called('c');
    expect(told.slice(4)).toEqual(['3000 called', '3000 called']);
  });

  it('for what nothing is due for says nothing', () => {
    posted('a');
    clock.tick(1000);
    called('a');
    expect([called('a'), called('unknown'), times.called('nobody', 'a', 0)]).toEqual([undefined, undefined, undefined]);
    expect(told).toHaveLength(2);
  });
});
