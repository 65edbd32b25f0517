import { AsyncLocalStorage } from 'node:async_hooks';

/** One task at a time per conversation, in order, and not more than a number of them at once. */
export interface ConversationLines {
  /** Queues a task; resolves or rejects as the task does. */
  run<T>(conversation: string, task: () => Promise<T>, options?: RunOptions): Promise<T>;
  /** Whether the caller runs inside a running task of this conversation. */
  isInside(conversation: string): boolean;
  /** Resolves when nothing runs or waits, excused conversations left out. */
  idle(): Promise<void>;
  /** Calls back when the conversation's line has become empty; `false` when it is empty now. */
  whenFree(conversation: string, callback: () => void): boolean;
  /** The caller's own conversations are not waited for from now on. */
  excuseCaller(): void;
  /** Starts no waiting task any more: they reject with the reason. */
  stop(reason: Error): void;
}

/** Options of {@link ConversationLines.run}. */
export interface RunOptions {
  /** The caller may be a running task that waits for this one: then it takes no slot of its own. */
  nested?: boolean;
}

/** A running task; what it left behind in timers and promises sees it ended. */
interface Frame {
  readonly conversation: string;
  running: boolean;
}

interface Entry {
  start: () => void;
  drop: (reason: Error) => void;
  needsSlot: boolean;
}

interface Line {
  waiting: Entry[];
  running: boolean;
}

export function createConversationLines(concurrency: number): ConversationLines {
  const lines = new Map<string, Line>();
  const inside = new AsyncLocalStorage<readonly Frame[]>();
  const slotWaiters: (() => void)[] = [];
  const freeWaiters = new Map<string, (() => void)[]>();
  const idleWaiters = new Set<() => void>();
  const excused = new Set<string>();
  let used = 0;
  let stopped: Error | undefined;

  function next(conversation: string): void {
    const line = lines.get(conversation);
    if (line === undefined || line.running) return;
    if (line.waiting.length === 0) tellFree(conversation);
    const entry = line.waiting.shift();
    if (entry === undefined) {
      lines.delete(conversation);
      tellIdle();
      return;
    }
    line.running = true;
    if (!entry.needsSlot || used < concurrency) begin(entry);
    else slotWaiters.push(() => (stopped === undefined ? begin(entry) : entry.drop(stopped)));
  }

  function begin(entry: Entry): void {
    if (entry.needsSlot) used += 1;
    entry.start();
  }

  function finish(conversation: string, entry: Entry): void {
    const line = lines.get(conversation);
    if (line !== undefined) line.running = false;
    if (entry.needsSlot) {
      used -= 1;
      slotWaiters.shift()?.();
    }
    next(conversation);
  }

  // They may queue the next task, before the line counts as empty.
  function tellFree(conversation: string): void {
    const callbacks = freeWaiters.get(conversation) ?? [];
    freeWaiters.delete(conversation);
    for (const callback of callbacks) callback();
  }

  function tellIdle(): void {
    if (idleWaiters.size === 0) return;
    for (const conversation of lines.keys()) if (!excused.has(conversation)) return;
    for (const resolve of idleWaiters) resolve();
    idleWaiters.clear();
  }

  const frames = (): Frame[] => (inside.getStore() ?? []).filter(({ running }) => running);

  return {
    run<T>(conversation: string, task: () => Promise<T>, { nested = false }: RunOptions = {}): Promise<T> {
      if (stopped !== undefined) return Promise.reject(stopped);
      const around = nested ? frames() : [];
      return new Promise<T>((resolve, reject) => {
        const entry: Entry = {
          needsSlot: around.length === 0,
          start: () => {
            const frame = { conversation, running: true };
            const done = inside.run([...around, frame], async () => task());
            done.then(resolve, reject).finally(() => {
              frame.running = false;
              finish(conversation, entry);
            });
          },
          drop: reject,
        };
        const line = lines.get(conversation) ?? { waiting: [], running: false };
        lines.set(conversation, line);
        line.waiting.push(entry);
        next(conversation);
      });
    },
    isInside: (conversation) => frames().some((frame) => frame.conversation === conversation),
    idle: () =>
      new Promise((resolve) => {
        idleWaiters.add(resolve);
        tellIdle();
      }),
    whenFree(conversation, callback) {
      if (!lines.has(conversation)) return false;
      const callbacks = freeWaiters.get(conversation) ?? [];
      freeWaiters.set(conversation, [...callbacks, callback]);
      return true;
    },
    excuseCaller() {
      for (const { conversation } of frames()) excused.add(conversation);
      tellIdle();
    },
    stop(reason) {
      stopped = reason;
      for (const line of lines.values()) for (const entry of line.waiting.splice(0)) entry.drop(reason);
      for (const drop of slotWaiters.splice(0)) drop();
      // One that stays enabled slows every await of the process, on Node 20.
      inside.disable();
    },
  };
}
